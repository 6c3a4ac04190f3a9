"""The Lantern theatre between two performances: the stage, a ladder, one lamp left burning."""

from __future__ import annotations

from PIL import Image

from standfirst.demo.drawing.colour import light
from standfirst.demo.drawing.figures import bar, person
from standfirst.demo.drawing.stage import Stage
from standfirst.demo.drawing.surface import finish, gradient

MOUTH, TALL, DEEP = 6.4, 6.2, 15.0


def draw() -> Image.Image:
    """Seen from the back of the stalls."""
    stage = Stage(eye=2.5, focal=0.88, vanishing=(0.5, 0.56), ambient=light("3a2c2c", 0.28))
    stage.bulb((-1.2, 3.3, 18.2), radius=0.13, code="ffe6b4", colour=light("ffdca6", 12))
    for x in (-3.5, 0, 3.5):
        stage.bulb((x, 7.4, 17.2), radius=0.1, code="ffd0a0", colour=light("ffc48c", 15))
    for x in (-8.4, 8.4):
        stage.bulb((x, 4.6, 9.5), radius=0.09, code="ffc890", colour=light("ffbe80", 5))
    _house(stage)
    _set(stage)
    _seats(stage)
    return finish(stage.shoot(gradient((8, 8), ((0, "0c0908"), (1, "0c0908")))), seed=71)


def _house(stage: Stage) -> None:
    plaster, gilt, red = light("6a4640"), light("b08a48"), light("8a1f22")
    stage.face((-10, 0, 0.8), (20, 0, 0), (0, 0, DEEP), light("3a2422"), floor=True)
    for side in (-1, 1):
        stage.face(
            (side * 9.2, 0, 0.8), (0, 0, DEEP), (0, 9.5, 0), plaster, tile=(2.4, 9.5), jitter=0.1
        )
        stage.face((side * MOUTH, 1.1, DEEP), (side * 3.2, 0, 0), (0, 8.4, 0), plaster)
        stage.face(
            (side * MOUTH, 1.1, DEEP - 0.1),
            (side * 0.4, 0, 0),
            (0, TALL + 0.4, 0),
            gilt,
            tile=(0.4, 0.3),
            jitter=0.25,
        )
        for fold in range(11):
            x = side * (MOUTH - 0.05 - fold * 0.19)
            shade = 0.55 + 0.45 * (fold % 2)
            foot = 1.1 + 0.05 * (fold % 3)
            low = 4.4 if fold > 6 else foot
            stage.face(
                (x, low, DEEP + 0.2),
                (-side * 0.19, 0, 0),
                (0, 1.1 + TALL - low, 0),
                (red[0] * shade, red[1] * shade, red[2] * shade),
            )
    stage.face((-9.2, 1.15 + TALL, DEEP - 0.3), (18.4, 0, 0), (0, 2.2, 0), plaster)
    stage.face(
        (-MOUTH - 0.4, 1.0 + TALL, DEEP - 0.45),
        (2 * MOUTH + 0.8, 0, 0),
        (0, 0.4, 0),
        gilt,
        tile=(0.3, 0.4),
        jitter=0.25,
    )
    for fold in range(34):
        shade = 0.5 + 0.5 * (fold % 2)
        x = -MOUTH + fold * MOUTH / 17
        low = 6.1 + 0.12 * (fold % 3)
        stage.face(
            (x, low, DEEP + 0.1),
            (MOUTH / 17, 0, 0),
            (0, 1.1 + TALL - low, 0),
            (red[0] * shade, red[1] * shade, red[2] * shade),
        )
        stage.face((x, low, DEEP + 0.05), (MOUTH / 17, 0, 0), (0, 0.12, 0), gilt)
    stage.face(
        (-MOUTH, 0, DEEP - 0.2),
        (2 * MOUTH, 0, 0),
        (0, 1.1, 0),
        light("30201a"),
        tile=(1.6, 1.1),
        jitter=0.2,
    )


def _set(stage: Stage) -> None:
    stage.face(
        (-MOUTH, 1.1, DEEP),
        (2 * MOUTH, 0, 0),
        (0, 0, 7),
        light("8a6a48"),
        tile=(0.35, 7),
        jitter=0.14,
    )
    stage.face((-MOUTH, 1.1, 22), (2 * MOUTH, 0, 0), (0, 7.2, 0), light("5f7688"))
    stage.cutout(
        [(-6.4, 0), (-4, 1.5), (-1.2, 0.8), (1.6, 1.9), (4.2, 1.0), (6.4, 1.7), (6.4, 0)],
        (0, 1.1, 21.6),
        light("3e4c5c"),
    )
    bar(stage, (-1.2, 1.1, 18.3), (-1.2, 3.2, 18.3), 0.05, light("1c1a18"))
    for side in (-0.45, 0.45):
        bar(stage, (2.9 + side, 1.1, 19.2), (2.9 + side * 0.25, 4.5, 19.2), 0.09, light("c8b184"))
    for rung in range(7):
        half = 0.42 - rung * 0.045
        bar(
            stage,
            (2.9 - half, 1.5 + rung * 0.43, 19.2),
            (2.9 + half, 1.5 + rung * 0.43, 19.2),
            0.07,
            light("c8b184"),
        )
    person(stage, (3.5, 1.1, 18.0), light("3c4a58"), tall=1.72, lean=0.06)
    person(stage, (-2.3, 1.1, 18.6), light("7a3c30"), tall=1.66, lean=-0.08)


def _seats(stage: Stage) -> None:
    velvet = light("6c2024")
    for row in range(7):
        deep = 3.2 + row * 1.45
        for seat in range(-10, 11):
            x = seat * 0.78 + (0.39 if row % 2 else 0)
            outline = [
                (-0.33, 0),
                (-0.34, 0.82),
                (-0.27, 1.02),
                (0, 1.1),
                (0.27, 1.02),
                (0.34, 0.82),
                (0.33, 0),
            ]
            stage.cutout(outline, (x, -0.1, deep), velvet)
            stage.cutout(
                [(-0.3, 0.97), (0, 1.1), (0.3, 0.97), (0, 1.03)],
                (x, -0.1, deep - 0.02),
                light("c8745c"),
            )
