"""Weir Street school at a quarter to eight in November: windows lit, yard wet."""

from __future__ import annotations

import random

from PIL import Image

from standfirst.demo.drawing.colour import light
from standfirst.demo.drawing.figures import block, gable, person, tree
from standfirst.demo.drawing.stage import Lamp, Stage
from standfirst.demo.drawing.surface import cloud, finish, gradient, veil

FRONT = 30.0


def draw() -> Image.Image:
    """A brick front with three rows of windows, some dark because the rooms are shut."""
    stage = Stage(
        eye=1.6,
        focal=0.72,
        vanishing=(0.46, 0.7),
        ambient=light("7d8fac", 1.0),
        fog=light("93a3b8", 0.55),
        clear=130,
    )
    stage.lamps.append(Lamp((60, 20, -20), light("ffb38a", 0.28), far=True))
    _front(stage)
    stage.face(
        (-60, 0, 1.2),
        (120, 0, 0),
        (0, 0, FRONT),
        light("4c5054"),
        tile=(2.2, 2.2),
        jitter=0.09,
        floor=True,
    )
    for at, tall, seed in (
        ((-10.5, 0, 17), 10.5, 3),
        ((16.5, 0, 21), 12.5, 14),
        ((22.5, 0, 29), 11, 5),
    ):
        tree(stage, at, light("1d1e20"), tall=tall, seed=seed)
    _pupils(stage)
    sky = gradient((1600, 1000), ((0, "3b5276"), (0.35, "8295ad"), (0.62, "e3b79c"), (1, "8f8a8a")))
    sky = veil(
        sky, cloud((1600, 1000), grain=(900, 90), seed=8), "d99f94", low=120, high=190, strength=0.5
    )
    return finish(stage.shoot(sky, mirror=0.5, waves=0.5, seed=6), seed=31)


def _front(stage: Stage) -> None:
    pick = random.Random(12)  # noqa: S311 - a picture, not a secret
    brick, stone, slate = light("7a4a3a"), light("a39a8c"), light("3a4350")
    stage.face((-17, 0, FRONT), (34, 0, 0), (0, 10.2, 0), brick, tile=(0.8, 0.3), jitter=0.13)
    stage.face((-17, 0, FRONT - 0.05), (34, 0, 0), (0, 0.9, 0), stone, tile=(1.4, 0.45), jitter=0.1)
    stage.cutout([(-17.6, 10.2), (-16, 13.4), (16, 13.4), (17.6, 10.2)], (0, 0, FRONT - 0.1), slate)
    stage.cutout(gable(7, 10.6, 4.2), (0, 0, FRONT - 0.5), light("824f3e"))
    stage.cutout(block(1.5, 2.6), (0, 13.3, FRONT - 0.2), light("564c48"))
    stage.cutout([(-0.8, 0), (0, 2.4), (0.8, 0)], (0, 15.9, FRONT - 0.2), slate)
    for level in range(3):
        for column in range(-7, 8):
            if abs(column) == 1 and level == 0:
                continue
            shut = column > 3 and level > 0
            warm = not shut and pick.random() < 0.84
            place = (column * 2.25, 1.5 + level * 3.0, FRONT - 0.6)
            stage.cutout(block(1.66, 2.16), place, stone)
            pane = light("ffcf8a", pick.uniform(1.1, 2.0)) if warm else light("26303c", 0.8)
            stage.cutout(
                block(1.42, 1.9), (place[0], place[1] + 0.12, place[2] - 0.1), pane, shining=True
            )
            for bar in (-0.24, 0.24):
                stage.cutout(
                    block(0.07, 1.9),
                    (place[0] + bar, place[1] + 0.12, place[2] - 0.2),
                    light("4a3a2c"),
                )
            stage.cutout(
                block(1.42, 0.07), (place[0], place[1] + 1.3, place[2] - 0.2), light("4a3a2c")
            )
    stage.cutout(block(2.5, 3.2), (0, 0, FRONT - 0.7), stone)
    stage.cutout(block(1.9, 2.8), (0, 0, FRONT - 0.8), light("ffd79a", 1.5), shining=True)
    stage.bulb((0, 3.9, FRONT - 2), radius=0.2, code="ffdca6", colour=light("ffd096", 14))


def _pupils(stage: Stage) -> None:
    pick = random.Random(4)  # noqa: S311 - a picture, not a secret
    coats = [light(code) for code in ("7c2d2a", "22405c", "35603f", "8a6a24", "2b2f36", "54406a")]
    for x, deep, tall in ((-3.2, 11, 1.3), (-2.6, 11.3, 1.22), (1.8, 15, 1.36), (5.4, 13, 1.72), (6.0, 13.2, 1.1), (-0.8, 21, 1.4),
                          (0.3, 22, 1.33), (-6.5, 19, 1.25), (2.6, 25, 1.3), (-1.6, 26, 1.35)):  # fmt: skip
        person(stage, (x, 0, deep), pick.choice(coats), tall=tall, lean=pick.uniform(-0.05, 0.05))
        bag = light("3a2b22")
        stage.cutout(block(0.26, 0.36), (x + 0.05, tall * 0.55, deep - 0.1), bag)
