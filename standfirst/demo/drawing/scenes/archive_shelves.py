"""The town archive, one aisle, every second lamp on."""

from __future__ import annotations

import random

from PIL import Image

from standfirst.demo.drawing.colour import Light, light
from standfirst.demo.drawing.figures import block, person
from standfirst.demo.drawing.stage import Stage
from standfirst.demo.drawing.surface import finish, gradient

HALF, TALL, DEEP = 1.25, 3.1, 17.0
SPINES = [
    light(code)
    for code in ("7a3a2c", "8a7148", "4a5a50", "9a8f78", "3f4a5a", "6a4a34", "b3a684", "59302c")
]


def draw() -> Image.Image:
    """Files to the ceiling on both sides, somebody reading at the far end."""
    stage = Stage(
        eye=1.5,
        focal=0.8,
        vanishing=(0.46, 0.5),
        ambient=light("333a40", 0.28),
        fog=light("1c1a18", 0.4),
        clear=60,
    )
    for deep in (3.0, 7.5, 12.0, 16.0):
        stage.bulb((0, 2.86, deep), radius=0.06, code="ffdca0", colour=light("ffcf92", 3.6))
    stage.face(
        (-HALF, 0, 0.6),
        (2 * HALF, 0, 0),
        (0, 0, DEEP),
        light("6a6258"),
        tile=(0.4, 0.4),
        jitter=0.12,
        floor=True,
    )
    stage.face(
        (-HALF, TALL, 0.6),
        (2 * HALF, 0, 0),
        (0, 0, DEEP),
        light("5a564e"),
        tile=(0.6, 2),
        jitter=0.07,
    )
    stage.face((-HALF, 0, DEEP), (2 * HALF, 0, 0), (0, TALL, 0), light("8a8272"))
    for side in (-1, 1):
        _shelf(stage, side)
    stage.cutout(block(1.1, 0.8), (0.35, 0, 14.4), light("5a4632"))
    person(stage, (0.25, 0, 15.2), light("36424c"), tall=1.7, lean=-0.08)
    stage.box((-1.05, 0, 4.6), (0.46, 0.34, 0.5), light("a08c66"), jitter=0.06, tile=(0.2, 0.1))
    stage.box((-1.02, 0.34, 4.66), (0.4, 0.3, 0.44), light("8f7a56"), jitter=0.06, tile=(0.2, 0.1))
    return finish(
        stage.shoot(gradient((8, 8), ((0, "0f0e0d"), (1, "0f0e0d"))), mirror=0.16, seed=5), seed=53
    )


def _shelf(stage: Stage, side: int) -> None:
    pick = random.Random(60 + side)  # noqa: S311 - a picture, not a secret
    wood: Light = light("4c3826")
    stage.face((side * (HALF + 0.3), 0, 0.6), (0, 0, DEEP), (0, TALL, 0), light("17130f"))
    for level in range(7):
        low = 0.1 + level * 0.43
        stage.face((side * HALF, low - 0.04, 0.6), (0, 0, DEEP), (0, 0.04, 0), wood)
        stage.face(
            (side * HALF, low - (0.04 if low > stage.eye else 0), 0.6),
            (side * 0.3, 0, 0),
            (0, 0, DEEP),
            wood,
        )
        deep = 0.7
        while deep < DEEP - 0.3:
            thick, high = pick.uniform(0.05, 0.17), pick.uniform(0.25, 0.37)
            if pick.random() > 0.06:
                colour = pick.choice(SPINES)
                inset = side * (HALF + pick.uniform(0.01, 0.06))
                stage.face((inset, low, deep), (0, 0, thick - 0.008), (0, high, 0), colour)
                if thick > 0.09:
                    stage.face(
                        (inset - side * 0.002, low + high * 0.55, deep + thick * 0.2),
                        (0, 0, thick * 0.55),
                        (0, high * 0.22, 0),
                        light("d8ceb4"),
                    )
                if low + high < stage.eye:
                    stage.face(
                        (inset, low + high, deep),
                        (side * 0.2, 0, 0),
                        (0, 0, thick - 0.008),
                        light("b8ad94"),
                    )
            deep += thick
    for post in range(10):
        stage.face((side * (HALF - 0.01), 0, 0.6 + post * 1.8), (0, 0, 0.06), (0, TALL, 0), wood)
