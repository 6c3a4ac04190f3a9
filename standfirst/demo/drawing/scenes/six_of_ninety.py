"""Two stacks of paper on a table: the summary and the report."""

from __future__ import annotations

import random

from PIL import Image

from standfirst.demo.drawing.colour import light
from standfirst.demo.drawing.figures import disc
from standfirst.demo.drawing.stage import Lamp, Stage
from standfirst.demo.drawing.surface import finish, gradient


def draw() -> Image.Image:
    """What the committee was handed, on the left; what there was, on the right."""
    stage = Stage(
        eye=0.62, focal=0.86, vanishing=(0.5, 0.26), ambient=light("49525e", 0.55), cell=18
    )
    stage.lamps.append(Lamp((-1.6, 1.1, 1.9), light("8fb0e0", 0.85)))
    stage.bulb((0.78, 0.66, 2.35), radius=0.05, code="ffe2ac", colour=light("ffd59a", 2.6))
    stage.face(
        (-3, 0, 0.5),
        (6, 0, 0),
        (0, 0, 2.7),
        light("6a4426"),
        tile=(6, 0.24),
        jitter=0.12,
        floor=True,
    )
    stage.face((-4, -0.4, 3.2), (8, 0, 0), (0, 2.4, 0), light("4c5458"), tile=(8, 2.4), jitter=0.02)
    _stack(stage, -0.62, 6, seed=3)
    _stack(stage, 0.2, 90, seed=8)
    _lamp(stage)
    _cup(stage)
    return finish(
        stage.shoot(gradient((8, 8), ((0, "181a1c"), (1, "181a1c"))), mirror=0.13, seed=5), seed=113
    )


def _stack(stage: Stage, left: float, sheets: int, *, seed: int) -> None:
    pick = random.Random(seed)  # noqa: S311 - a picture, not a secret
    thick = 0.0042
    for sheet in range(sheets):
        x = left + pick.gauss(0, 0.004) + (0.012 if sheet % 17 == 5 else 0)
        z = 1.42 + pick.gauss(0, 0.004)
        shade = pick.uniform(0.62, 1.0)
        white = light("e9e3d2", shade)
        stage.face((x, sheet * thick, z), (0.42, 0, 0), (0, thick * 0.8, 0), white)
        if left > 0:
            stage.face((x, sheet * thick, z), (0, 0, 0.59), (0, thick * 0.8, 0), white)
        else:
            stage.face((x + 0.42, sheet * thick, z), (0, 0, 0.59), (0, thick * 0.8, 0), white)
        if sheet == sheets - 1:
            _page(stage, x, sheets * thick, z, pick)
        if sheet % 14 == 9 and sheets > 20:
            tab = light(("c0462e", "d6a02c", "3f6f8a", "5f8a4a")[sheet // 14 % 4], 1.2)
            stage.face(
                (x + 0.06 + 0.05 * (sheet // 14), sheet * thick, z - 0.022),
                (0.035, 0, 0),
                (0, 0, 0.03),
                tab,
            )


def _page(stage: Stage, x: float, up: float, z: float, pick: random.Random) -> None:
    stage.face((x, up, z), (0.42, 0, 0), (0, 0, 0.59), light("efe9d9"))
    ink = light("4a4e54")
    stage.face((x + 0.05, up + 0.001, z + 0.5), (0.2, 0, 0), (0, 0, 0.022), light("2a3a4a"))
    for line in range(17):
        if line % 6 != 5:
            wide = 0.32 if line % 6 != 4 else pick.uniform(0.1, 0.25)
            stage.face(
                (x + 0.05, up + 0.001, z + 0.455 - line * 0.024), (wide, 0, 0), (0, 0, 0.006), ink
            )


def _lamp(stage: Stage) -> None:
    dark, green = light("30343a"), light("2f5a48")
    stage.cutout(disc(0.15, stretch=0.28), (0.98, 0.03, 2.4), dark)
    stage.cutout([(-0.014, 0), (-0.014, 0.72), (0.014, 0.72), (0.014, 0)], (0.98, 0.02, 2.41), dark)
    stage.cutout([(-0.2, 0), (-0.12, 0.14), (0.12, 0.14), (0.2, 0)], (0.8, 0.69, 2.34), green)


def _cup(stage: Stage) -> None:
    stage.cutout(
        [(-0.07, 0), (-0.085, 0.15), (0.085, 0.15), (0.07, 0)], (-1.02, 0.0, 1.95), light("b8b4aa")
    )
    stage.cutout(disc(0.085, at=(0, 0.15), stretch=0.4), (-1.02, 0.0, 1.945), light("d2cec4"))
    stage.cutout(disc(0.07, at=(0, 0.147), stretch=0.36), (-1.02, 0.0, 1.94), light("2a1a10"))
