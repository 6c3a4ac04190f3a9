"""The fish auction hall before six, wet floor, lamps in two rows."""

from __future__ import annotations

import random

from PIL import Image

from standfirst.demo.drawing.colour import light
from standfirst.demo.drawing.figures import person
from standfirst.demo.drawing.stage import Stage
from standfirst.demo.drawing.surface import finish, gradient

LONG, HALF, EAVES, RIDGE = 44.0, 9.0, 5.2, 8.6


def draw() -> Image.Image:
    """Crates in rows, buyers between them, daylight only at the far door."""
    stage = Stage(
        eye=2.3,
        focal=0.86,
        vanishing=(0.47, 0.44),
        ambient=light("2c3a48", 0.3),
        fog=light("7d8f9c", 0.5),
        clear=150,
    )
    _lamps(stage)
    _hall(stage)
    _crates(stage)
    _buyers(stage)
    sky = gradient((64, 64), ((0, "1b2328"), (1, "2a3338")))
    return finish(stage.shoot(sky, mirror=0.42, waves=0.35, seed=4), seed=11)


def _lamps(stage: Stage) -> None:
    for step in range(8):
        for side in (-4.2, 4.2):
            stage.bulb(
                (side, 4.6, 5 + step * 5.2), radius=0.1, code="ffd9a0", colour=light("ffc98a", 8.0)
            )


def _hall(stage: Stage) -> None:
    stage.face(
        (-HALF, 0, 0.8),
        (2 * HALF, 0, 0),
        (0, 0, LONG),
        light("54585a"),
        tile=(1.2, 1.2),
        jitter=0.13,
        floor=True,
    )
    stage.face(
        (-HALF, 0, 0.8), (0, 0, LONG), (0, EAVES, 0), light("77766f"), tile=(0.6, 0.3), jitter=0.07
    )
    stage.face(
        (HALF, 0, 0.8), (0, 0, LONG), (0, EAVES, 0), light("77766f"), tile=(0.6, 0.3), jitter=0.07
    )
    stage.face(
        (-HALF, EAVES, 0.8),
        (0, 0, LONG),
        (HALF, RIDGE - EAVES, 0),
        light("6a5a48"),
        tile=(4, 0.3),
        jitter=0.16,
    )
    stage.face(
        (HALF, EAVES, 0.8),
        (0, 0, LONG),
        (-HALF, RIDGE - EAVES, 0),
        light("6a5a48"),
        tile=(4, 0.3),
        jitter=0.16,
    )
    stage.face((-HALF, 0, LONG), (2 * HALF, 0, 0), (0, RIDGE, 0), light("8d8a82"))
    stage.cutout(
        [(-2.6, 0), (-2.6, 3.6), (2.6, 3.6), (2.6, 0)],
        (0, 0, LONG - 0.2),
        light("9fc0d6", 1.9),
        shining=True,
    )
    for step in range(7):
        deep = 4.0 + step * 6
        for side in (-1, 1):
            stage.box((side * 6.6 - 0.16, 0, deep), (0.32, EAVES, 0.32), light("3c4a4c"))
        stage.face((-HALF, EAVES - 0.1, deep), (2 * HALF, 0, 0), (0, 0.34, 0), light("3a4648"))
        for side in (-1, 1):
            stage.face(
                (side * HALF, EAVES + 0.1, deep),
                (-side * HALF, RIDGE - EAVES, 0),
                (0, 0.28, 0),
                light("3a4648"),
            )


def _crates(stage: Stage) -> None:
    pick = random.Random(5)  # noqa: S311 - a picture, not a secret
    woods = [light(code) for code in ("b9c4c4", "8fa9ae", "c3b08a", "7d97a0", "d2d0c4")]
    for row in (-5.2, -3.3, 2.5, 4.4):
        for step in range(24):
            deep = 3.6 + step * 1.05
            for level in range(pick.choice((1, 1, 2, 3))):
                stage.box(
                    (row + pick.uniform(-0.05, 0.05), level * 0.34, deep),
                    (0.95, 0.3, 0.62),
                    pick.choice(woods),
                    jitter=0.1,
                    tile=(0.2, 0.1),
                )
            stage.face(
                (row + 0.05, 0.315, deep + 0.04),
                (0.85, 0, 0),
                (0, 0, 0.5),
                light("cfdde2", 1.4),
                tile=(0.12, 0.07),
                jitter=0.5,
            )


def _buyers(stage: Stage) -> None:
    pick = random.Random(21)  # noqa: S311 - a picture, not a secret
    coats = [light(code) for code in ("20303c", "39322c", "2c3b34", "6b5a2c", "262a30")]
    for at in (
        (-1.5, 8.2),
        (-0.8, 8.6),
        (0.9, 11.5),
        (1.4, 15),
        (-1.2, 17),
        (-0.4, 17.3),
        (0.4, 23),
        (1.1, 24),
        (-1.3, 27),
        (6.0, 9),
        (-6.4, 12),
    ):
        person(
            stage,
            (at[0], 0, at[1]),
            pick.choice(coats),
            tall=pick.uniform(1.62, 1.86),
            lean=pick.uniform(-0.05, 0.05),
        )
