"""The Basin ground in the second half: floodlights, rain, a corner."""

from __future__ import annotations

from PIL import Image

from standfirst.demo.drawing.colour import light
from standfirst.demo.drawing.figures import bar, block, disc, player
from standfirst.demo.drawing.stage import Lamp, Stage
from standfirst.demo.drawing.surface import finish, gradient, rain

RED, WHITE = light("a2302a"), light("cfd2cc")


def draw() -> Image.Image:
    """Eleven in red, eleven in white, as many of them as the rain lets one see."""
    stage = Stage(
        eye=2.2,
        focal=0.92,
        vanishing=(0.5, 0.56),
        ambient=light("5a6a78", 0.7),
        fog=light("8fa2ae", 0.42),
        clear=110,
    )
    for x in (-25, 25):
        _mast(stage, x)
    stage.lamps.append(Lamp((0, 40, -20), light("dfe8f0", 0.5), far=True))
    stage.face(
        (-70, 0, 1.4),
        (140, 0, 0),
        (0, 0, 75),
        light("3f6a38"),
        tile=(140, 5.5),
        jitter=0.16,
        floor=True,
    )
    _lines(stage)
    _stand(stage)
    _goal(stage)
    _players(stage)
    sky = gradient((1600, 1000), ((0, "10161f"), (0.5, "34424e"), (1, "34424e")))
    picture = stage.shoot(sky, mirror=0.3, waves=0.9, seed=8)
    return finish(rain(picture, drops=2600, lean=-0.16, strength=120, seed=3), seed=61)


def _mast(stage: Stage, x: float) -> None:
    bar(stage, (x, 0, 62), (x, 19, 62), 0.6, light("3a444c"))
    stage.cutout(block(5.6, 3.2), (x, 18.4, 62), light("30383f"))
    for row in range(2):
        for column in range(4):
            stage.bulb(
                (x - 2 + column * 1.35, 19.2 + row * 1.5, 61.5),
                radius=0.36,
                code="eef6ff",
                colour=light("e8f2ff", 90),
            )


def _lines(stage: Stage) -> None:
    chalk = light("d8dcd6")
    stage.face((-70, 0.0, 53), (140, 0, 0), (0, 0, 0.35), chalk, floor=True)
    stage.face((-22, 0.0, 36), (44, 0, 0), (0, 0, 0.25), chalk, floor=True)
    for x in (-22, 22):
        stage.face((x, 0.0, 36), (0.22, 0, 0), (0, 0, 17), chalk, floor=True)
    stage.face((-9, 0.0, 47), (18, 0, 0), (0, 0, 0.22), chalk, floor=True)
    stage.face((-5.5, 0.0, 1.4), (0.16, 0, 0), (0, 0, 24), chalk, floor=True)


def _stand(stage: Stage) -> None:
    stage.cutout([(-58, 0), (-58, 9.6), (58, 9.6), (58, 0)], (0, 0, 72), light("202830"))
    stage.cutout([(-60, 9.4), (-60, 10.2), (60, 10.2), (60, 9.4)], (0, 0, 68), light("46525c"))
    for step in range(240):
        x, row = -56 + (step * 37 % 112) + (step % 5) * 0.21, step % 6
        coat = (RED, light("3a4450"), light("6b6450"), WHITE, light("27405a"))[step % 5]
        stage.cutout(
            disc(0.34, at=(0, 0.9), stretch=1.5, corners=8),
            (x, 1.6 + row * 1.05, 70 - row * 0.02),
            coat,
        )
    stage.cutout([(-58, 0), (-58, 1.3), (58, 1.3), (58, 0)], (0, 0, 66), light("7a7f80"))


def _goal(stage: Stage) -> None:
    for x in (-3.66, 3.66):
        bar(stage, (x, 0, 53), (x, 2.5, 53), 0.16, light("f0f2ee", 1.4))
    bar(stage, (-3.66, 2.5, 53), (3.66, 2.5, 53), 0.16, light("f0f2ee", 1.4))
    for step in range(1, 16):
        x = -3.66 + step * 0.4575
        bar(stage, (x, 0, 54.2), (x, 2.3, 54.2), 0.03, light("b4babc"))
    for step in range(1, 6):
        bar(stage, (-3.6, step * 0.42, 54.2), (3.6, step * 0.42, 54.2), 0.03, light("b4babc"))


def _players(stage: Stage) -> None:
    for x, deep, shirt, lean in (
        (-2.2, 11.5, RED, 0.12), (-0.6, 12.6, WHITE, -0.1), (5.6, 18, RED, -0.05), (-6.4, 21, WHITE, 0.05), (2.2, 26, RED, 0.08),
        (3.0, 26.6, WHITE, -0.06), (-3.4, 33, RED, 0.0), (8.6, 34, WHITE, 0.05), (-1.0, 42, WHITE, 0.03), (0.7, 43, RED, -0.04),
        (0.1, 52.4, light("b59a3a"), 0.0), (-11.5, 30, RED, 0.1), (12, 27, WHITE, -0.06), (17, 45, light("2b2d30"), 0.0),
    ):  # fmt: skip
        player(stage, (x, 0, deep), shirt, lean=lean)
    stage.cutout(disc(0.13, at=(0, 0.13)), (-1.35, 0.02, 11.3), light("f2f2ea", 1.3))
