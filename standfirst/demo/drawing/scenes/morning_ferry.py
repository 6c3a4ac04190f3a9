"""The first ferry of the day, in from the islands."""

from __future__ import annotations

from PIL import Image

from standfirst.demo.drawing.colour import light
from standfirst.demo.drawing.figures import bar, block, water
from standfirst.demo.drawing.stage import Lamp, Stage
from standfirst.demo.drawing.surface import cloud, finish, gradient, veil

DEEP = 62.0


def draw() -> Image.Image:
    """White ship, blue hour, one strip of pink where the day comes."""
    stage = Stage(
        eye=4.2,
        focal=0.8,
        vanishing=(0.47, 0.62),
        ambient=light("8fa7cd", 0.9),
        fog=light("8ea3bf", 0.5),
        clear=480,
    )
    stage.lamps.append(Lamp((120, 30, 40), light("ffc0a0", 0.55), far=True))
    water(stage, light("22384c"))
    _islands(stage)
    _hull(stage)
    _decks(stage)
    sky = gradient(
        (1600, 1000),
        ((0, "24395a"), (0.35, "5f7fa5"), (0.52, "d3b3b0"), (0.6, "f0cdb2"), (1, "7d8a98")),
    )
    sky = veil(
        sky,
        cloud((1600, 1000), grain=(820, 54), seed=71),
        "40587c",
        low=126,
        high=196,
        strength=0.55,
    )
    return finish(stage.shoot(sky, mirror=0.8, waves=1.5, seed=19), seed=43)


def _islands(stage: Stage) -> None:
    stage.cutout(
        [(-260, 0), (-190, 13), (-120, 22), (-60, 15), (10, 9), (70, 0)],
        (-120, 0, 430),
        light("4d607a"),
    )
    stage.cutout(
        [(-120, 0), (-60, 10), (0, 17), (60, 12), (150, 0)], (230, 0, 380), light("43566e")
    )
    stage.cutout(block(3.4, 15), (262, 12, 379), light("c9ccd0"))
    stage.bulb((262, 28, 378), radius=1.4, code="ffe9c0", colour=light("ffe0b0", 1))


def _hull(stage: Stage) -> None:
    hull = [(-23, 0.2), (-24.5, 6.4), (19, 6.4), (27, 7.6), (22.5, 2.2), (21, 0.2)]
    stage.cutout(hull, (-2, 0, DEEP), light("1f3c58"))
    stage.cutout(
        [(-24.5, 6.0), (-24.6, 6.9), (19, 6.9), (27.2, 8.0), (26.4, 7.2), (19, 6.1)],
        (-2, 0, DEEP - 0.2),
        light("d6d8d4"),
    )
    stage.cutout(
        [(-23.2, 0.2), (-23.2, 1.1), (21.6, 1.1), (21, 0.2)], (-2, 0, DEEP - 0.2), light("7a3028")
    )
    foam = [(-30, 0), (-24, 0.55), (-10, 0.25), (8, 0.2), (17, 0.75), (23, 1.2), (30, 0.1)]
    stage.cutout(foam, (-2, 0, DEEP - 0.6), light("dfe7ea", 1.2))
    stage.cutout(
        [(-90, 0), (-60, 0.16), (-24, 0.4), (-24, 0)], (-2, 0, DEEP - 0.4), light("b8c6d0")
    )
    for step in range(12):
        stage.cutout(
            block(0.8, 0.7), (-20 + step * 3.1, 3.6, DEEP - 0.4), light("ffd08a", 1.5), shining=True
        )


def _decks(stage: Stage) -> None:
    white, shade = light("e2e4e0"), light("b3bac0")
    for low, left, right, tall in ((6.9, -23, 15, 3.1), (10.0, -20, 10, 2.9), (12.9, -6, 7, 2.7)):
        stage.cutout(
            [(left, 0), (left, tall), (right, tall), (right + 1.3, 0)], (-2, low, DEEP + 0.1), white
        )
        stage.cutout(
            [(left - 0.6, 0), (left - 0.6, 0.28), (right + 1.6, 0.28), (right + 1.6, 0)],
            (-2, low + tall - 0.2, DEEP),
            shade,
        )
        panes = int((right - left) / 1.5)
        for pane in range(panes):
            if (pane * 7 + round(low)) % 11 != 3:
                stage.cutout(
                    block(1.0, 1.15),
                    (-2 + left + 1 + pane * 1.5, low + 1.05, DEEP - 0.3),
                    light("ffd592", 1.5),
                    shining=True,
                )
    stage.cutout([(-2.2, 0), (-3, 4.6), (1.1, 4.6), (1.9, 0)], (-12, 12.9, DEEP), light("8a2f28"))
    stage.cutout(
        [(-2.9, 3.7), (-3, 4.7), (1.1, 4.7), (1.25, 3.7)], (-12, 12.9, DEEP - 0.2), light("191c20")
    )
    bar(stage, (1, 15.4, DEEP), (1.6, 21.5, DEEP), 0.3, light("cfd3d4"))
    bar(stage, (-0.6, 18.4, DEEP), (3.2, 18.4, DEEP), 0.18, light("cfd3d4"))
    for at, code in (
        ((1.7, 21.7, DEEP - 1), "fff0d0"),
        ((24, 9, DEEP - 1), "ffe2b0"),
        ((-25, 9, DEEP - 1), "ffe2b0"),
        ((4, 14.5, DEEP - 1), "8fe0a0"),
    ):
        stage.bulb(at, radius=0.3, code=code, colour=light("ffe2b0", 8))
