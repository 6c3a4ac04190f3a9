"""The pile-driving barge off the eastern quay, in fog."""

from __future__ import annotations

from PIL import Image

from standfirst.demo.drawing.colour import light
from standfirst.demo.drawing.figures import bar, block, lattice, person, water
from standfirst.demo.drawing.stage import Stage
from standfirst.demo.drawing.surface import cloud, finish, gradient, veil


def draw() -> Image.Image:
    """Steel piles come out of grey water in a row that ends nowhere."""
    stage = Stage(
        eye=3.2,
        focal=0.74,
        vanishing=(0.56, 0.63),
        ambient=light("aab4bc", 0.95),
        fog=light("c2c6c6", 1.15),
        clear=72,
    )
    water(stage, light("5c6a70"))
    for step in range(16):
        deep = 9 + step * 4.4
        _pile(stage, -6.8 + step * 0.55, deep, 2.2 + (step * 5 % 4) * 0.22)
    _barge(stage)
    sky = gradient((1600, 1000), ((0, "a4adb2"), (0.4, "c6c9c8"), (0.63, "d9d5cc"), (1, "aab0b2")))
    picture = stage.shoot(sky, mirror=0.72, waves=0.8, seed=29)
    drift = cloud(picture.size, grain=(2400, 300), seed=44)
    return finish(veil(picture, drift, "c9cbc8", low=118, high=210, strength=0.5), seed=107)


def _pile(stage: Stage, x: float, deep: float, tall: float) -> None:
    for strip in range(8):
        left = -0.42 + strip * 0.105
        shade = (0.55, 0.8, 1.1, 1.2, 1.0, 0.75, 0.55, 0.4)[strip]
        rust = light("7a5038")
        stage.cutout(
            [(left, 0), (left, tall), (left + 0.108, tall), (left + 0.108, 0)],
            (x, 0, deep),
            (rust[0] * shade, rust[1] * shade, rust[2] * shade),
        )
    stage.cutout(
        [(-0.42, 0.0), (-0.42, 0.5), (0.42, 0.5), (0.42, 0.0)], (x, 0, deep - 0.02), light("39403a")
    )
    stage.cutout(
        [(-0.42, tall), (-0.2, tall + 0.09), (0.2, tall + 0.09), (0.42, tall)],
        (x, 0, deep - 0.02),
        light("3a2a20"),
    )


def _barge(stage: Stage) -> None:
    deep = 40.0
    stage.cutout([(-14, 0), (-15, 2.2), (17, 2.2), (16, 0)], (8, 0, deep), light("2f3f48"))
    stage.cutout(
        [(-15, 1.9), (-15, 2.4), (17, 2.4), (17, 1.9)], (8, 0, deep - 0.1), light("8a6a2a")
    )
    lattice(stage, (-3.2, 2, deep), (-3.2, 25, deep), wide=1.5, thick=0.28, colour=light("a86a24"))
    lattice(
        stage,
        (7, 3.4, deep + 0.2),
        (-2.6, 23, deep + 0.2),
        wide=1.0,
        thick=0.2,
        colour=light("8a5a24"),
    )
    stage.cutout(block(1.5, 4.2), (-4.6, 13.5, deep - 0.2), light("23282c"))
    stage.cutout(block(0.84, 13.5), (-4.6, 0, deep - 0.1), light("6e4a36"))
    stage.cutout(
        [(0, 0), (0, 4.4), (5.6, 4.4), (6.6, 3.0), (6.6, 0)],
        (6.5, 2.3, deep - 0.3),
        light("a86a24"),
    )
    stage.cutout(
        [(0.5, 2.0), (0.5, 3.8), (2.8, 3.8), (2.8, 2.0)],
        (6.5, 2.3, deep - 0.4),
        light("ffe2a8", 0.9),
        shining=True,
    )
    stage.cutout(block(5.4, 3.1), (19.5, 2.3, deep - 0.2), light("8a9698"))
    for x in (17.8, 19.5, 21.2):
        stage.cutout(block(0.9, 0.9), (x, 3.8, deep - 0.4), light("ffdc9c", 1.1), shining=True)
    bar(stage, (-3.2, 25, deep), (13, 6.5, deep), 0.09, light("2a2c2e"))
    for x, coat in ((-1.2, "d08a24"), (0.2, "d08a24"), (3.6, "3a4a5a"), (15.6, "d08a24")):
        person(stage, (x, 2.3, deep - 0.5), light(coat), tall=1.8)
    stage.bulb((-3.2, 25.6, deep - 1), radius=0.32, code="ffb0a0", colour=light("ff9080", 6))
    stage.bulb((12.6, 8.4, deep - 1), radius=0.42, code="fff0d0", colour=light("ffe6b8", 40))
