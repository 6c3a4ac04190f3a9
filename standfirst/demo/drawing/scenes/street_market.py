"""Weir Street on a market evening, after rain."""

from __future__ import annotations

import random

from PIL import Image

from standfirst.demo.drawing.colour import Light, light
from standfirst.demo.drawing.figures import bar, block, person
from standfirst.demo.drawing.stage import Stage
from standfirst.demo.drawing.surface import cloud, finish, gradient, veil

HALF = 7.2
HOUSES = ("8a6a58", "6d7468", "9c8c70", "7a5650", "5f6a74", "94806a")


def draw() -> Image.Image:
    """Two rows of stalls under strings of lamps."""
    stage = Stage(
        eye=2.0,
        focal=0.82,
        vanishing=(0.54, 0.52),
        ambient=light("4c5f86", 0.5),
        fog=light("6f7f9c", 0.42),
        clear=90,
    )
    for row in range(6):
        for step in range(-2, 3):
            sag = 4.3 + 0.28 * abs(step)
            stage.bulb(
                (step * 2.4, sag, 4.2 + row * 5.0),
                radius=0.065,
                code="ffd798",
                colour=light("ffc880", 3.2),
            )
    _street(stage)
    for row in range(7):
        _stall(stage, -1, 4.2 + row * 3.6, row)
        _stall(stage, 1, 5.4 + row * 3.6, row + 3)
    _people(stage)
    sky = gradient((1600, 1000), ((0, "1c2c50"), (0.35, "55688c"), (0.52, "d2a08a"), (1, "6a6a78")))
    sky = veil(
        sky,
        cloud((1600, 1000), grain=(700, 80), seed=27),
        "3c4a70",
        low=120,
        high=200,
        strength=0.6,
    )
    return finish(stage.shoot(sky, mirror=0.5, waves=0.5, seed=17), seed=97)


def _street(stage: Stage) -> None:
    pick = random.Random(33)  # noqa: S311 - a picture, not a secret
    stage.face(
        (-HALF, 0, 1.0),
        (2 * HALF, 0, 0),
        (0, 0, 45),
        light("55524e"),
        tile=(0.32, 0.24),
        jitter=0.22,
        floor=True,
    )
    for side in (-1, 1):
        deep = 0.9
        while deep < 46:
            wide, tall = pick.uniform(4.2, 6.4), pick.uniform(7.5, 11)
            stage.face(
                (side * HALF, 0, deep),
                (0, 0, wide),
                (0, tall, 0),
                light(pick.choice(HOUSES)),
                tile=(0.6, 0.3),
                jitter=0.06,
            )
            stage.face(
                (side * (HALF - 0.25), tall, deep - 0.1),
                (0, 0, wide + 0.2),
                (side * 2.6, 2.4, 0),
                light("3a3e48"),
                tile=(0.5, 0.5),
                jitter=0.15,
            )
            for level in range(2, int(tall / 2.4)):
                for share in (0.24, 0.68):
                    lit = pick.random() < 0.42
                    pane: Light = light("ffcf8c", 30) if lit else light("2c3648")
                    stage.face(
                        (side * (HALF - 0.03), level * 2.4 - 0.2, deep + wide * share - 0.45),
                        (0, 0, 0.95),
                        (0, 1.4, 0),
                        pane,
                    )
            deep += wide
    stage.cutout([(-3, 0), (-3, 17), (0, 27), (3, 17), (3, 0)], (1.2, 0, 60), light("39445c"))
    stage.cutout(block(1.5, 1.5), (1.2, 13.5, 59), light("ffdf9c", 1.3), shining=True)


def _stall(stage: Stage, side: int, deep: float, number: int) -> None:
    pick = random.Random(number)  # noqa: S311 - a picture, not a secret
    canvas = light(("9a2f2a", "2f5a6a", "b58a3a", "40604a")[number % 4])
    pale = light("d8cfbb")
    inner, outer = side * 2.5, side * 4.9
    for fold in range(8):
        colour = canvas if fold % 2 else pale
        stage.face(
            (inner, 2.35, deep + fold * 0.34), (0, 0, 0.34), (outer - inner, 0.75, 0), colour
        )
        stage.face((inner, 2.12, deep + fold * 0.34), (0, 0, 0.34), (0, 0.23, 0), colour)
    for at in (deep, deep + 2.7):
        bar(stage, (inner, 0, at), (inner, 2.4, at), 0.06, light("2c2620"))
    stage.box(
        (min(inner + side * 0.25, outer), 0, deep + 0.1),
        (2.0, 0.85, 2.5),
        light("6a5238"),
        tile=(0.3, 0.85),
        jitter=0.14,
    )
    goods = [
        light(code, 1.5) for code in ("c0392b", "d68f2c", "7c9a3c", "c9b458", "8e4a6a", "d8d2c0")
    ]
    for crate in range(6):
        x = inner + side * (0.25 + (crate % 2) * 0.9) - (0.85 if side < 0 else 0)
        stage.box(
            (x, 0.85, deep + 0.15 + (crate // 2) * 0.82),
            (0.8, 0.2, 0.7),
            pick.choice(goods),
            tile=(0.12, 0.1),
            jitter=0.45,
        )
    stage.bulb(
        (side * 3.4, 2.15, deep + 1.3), radius=0.06, code="ffd08a", colour=light("ffc478", 2.4)
    )
    person(
        stage,
        (side * 5.3, 0, deep + 1.4),
        light(pick.choice(("3a4a58", "6a4038", "2f3a34"))),
        tall=pick.uniform(1.6, 1.82),
    )


def _people(stage: Stage) -> None:
    pick = random.Random(52)  # noqa: S311 - a picture, not a secret
    coats = [light(code) for code in ("2a3440", "6a2f2a", "3c4a3a", "70582c", "40364c", "23282c")]
    for _ in range(26):
        deep = 6.5 + 30 * pick.random() ** 1.2
        person(
            stage,
            (pick.uniform(-1.9, 1.9), 0, deep),
            pick.choice(coats),
            tall=pick.uniform(1.5, 1.86),
            lean=pick.uniform(-0.06, 0.06),
        )
    person(stage, (-1.35, 0, 5.6), light("2c3a4a"), tall=1.74, lean=0.03)
    person(stage, (-0.72, 0, 5.9), light("7a3a2e"), tall=1.2, lean=-0.04)
