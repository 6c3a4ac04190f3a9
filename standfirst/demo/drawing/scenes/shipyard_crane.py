"""The gantry crane of the yard at sunrise, a hull under it."""

from __future__ import annotations

from PIL import Image

from standfirst.demo.drawing.colour import light
from standfirst.demo.drawing.figures import bar, block, lattice, person, row_of_houses, water
from standfirst.demo.drawing.stage import Lamp, Stage
from standfirst.demo.drawing.surface import cloud, finish, glow, gradient, veil

DEEP = 95.0


def draw() -> Image.Image:
    """Steel against an orange sky, twice: once in the air, once in the water."""
    stage = Stage(
        eye=2.4,
        focal=0.76,
        vanishing=(0.52, 0.74),
        ambient=light("56607a", 0.6),
        fog=light("e0a070", 0.55),
        clear=420,
    )
    stage.lamps.append(Lamp((-40, 12, 200), light("ffab66", 0.3), far=True))
    water(stage, light("2c3a48"))
    row_of_houses(
        stage,
        start=-160,
        end=180,
        at=210,
        colour=light("3a4250"),
        window=light("ffc47a", 1.0),
        seed=5,
    )
    _hull(stage)
    _crane(stage)
    _quay(stage)
    sky = gradient(
        (1600, 1000),
        ((0, "2f4566"), (0.3, "6f86a0"), (0.55, "e8b27e"), (0.74, "f7cf96"), (1, "9a8672")),
    )
    sky = veil(
        sky,
        cloud((1600, 1000), grain=(760, 60), seed=41),
        "b7695a",
        low=128,
        high=200,
        strength=0.62,
    )
    sky = glow(sky, [(420, 735, 26, "ffd9a0")])
    return finish(stage.shoot(sky, mirror=0.88, waves=1.1, seed=9), seed=37)


def _crane(stage: Stage) -> None:
    steel, dark = light("39434c"), light("22282e")
    for x in (-31, 21):
        lattice(stage, (x - 4.5, 2, DEEP), (x, 44, DEEP), wide=1.7, thick=0.5, colour=dark)
        lattice(stage, (x + 4.5, 2, DEEP), (x, 44, DEEP), wide=1.7, thick=0.5, colour=dark)
        bar(stage, (x - 3, 18, DEEP), (x + 3, 18, DEEP), 0.6, dark)
    lattice(stage, (-41, 47, DEEP), (39, 47, DEEP), wide=5.4, thick=0.75, colour=steel)
    stage.cutout(block(7, 5.2), (-8, 49.5, DEEP - 1), dark)
    stage.cutout(block(3.4, 4.0), (-8, 40.6, DEEP - 1), dark)
    for x in (-9, -7):
        bar(stage, (x, 41, DEEP - 1), (x, 24.5, DEEP - 1), 0.16, dark)
    stage.cutout([(-5, 0), (-5, 1.3), (5, 1.3), (5, 0)], (-8, 23.4, DEEP - 1), steel)
    for x in (-41, 39):
        stage.bulb((x, 50.5, DEEP - 2), radius=0.32, code="ff7a58", colour=light("ff6a4a", 1))


def _hull(stage: Stage) -> None:
    hull = [(-27, 0.6), (-29, 15), (-24, 14), (15, 14), (24, 19.5), (20, 9), (17.5, 0.6)]
    stage.cutout(hull, (-3, 2, DEEP + 6), light("7c3b30"))
    stage.cutout(
        [(-28.7, 10), (-29, 15), (-24, 14), (15, 14), (24, 19.5), (22, 15.2), (16, 10.4)],
        (-3, 2, DEEP + 5.8),
        light("2f4a5c"),
    )
    stage.cutout(block(13, 7.5), (-20, 16, DEEP + 6.4), light("b9b4a8"))
    stage.cutout(block(9, 3.6), (-20.5, 23.5, DEEP + 6.4), light("c6c1b4"))
    for step in range(6):
        stage.cutout(
            block(1.1, 0.9), (-25 + step * 2, 21, DEEP + 5), light("ffce88", 1.3), shining=True
        )
    for step in range(9):
        x = -27 + step * 5.2
        bar(stage, (x, 2, DEEP + 5), (x, 17.5, DEEP + 5), 0.22, light("4a4440"))
    for up in (6.5, 11, 15.5):
        bar(stage, (-29, up, DEEP + 4.9), (16, up, DEEP + 4.9), 0.2, light("5a524a"))


def _quay(stage: Stage) -> None:
    stage.face(
        (-80, 0, DEEP - 7), (160, 0, 0), (0, 2.2, 0), light("4d4a46"), tile=(3, 1.1), jitter=0.2
    )
    stage.cutout(block(15, 8), (48, 2, DEEP - 3), light("3a3634"))
    stage.cutout(
        [(-8.2, 8), (-8.2, 9.2), (8.2, 11.6), (8.2, 8)], (48, 2, DEEP - 3), light("2e2c2c")
    )
    for step in range(4):
        stage.cutout(
            block(1.7, 1.6), (43 + step * 3.4, 5.6, DEEP - 4), light("ffc67c", 1.5), shining=True
        )
    for x in (-16, -13.4, 4, 29, 33):
        person(stage, (x, 2.2, DEEP - 6), light("22262a"), tall=1.85)
    for x in (-48, -2, 34):
        stage.bulb((x, 8.5, DEEP - 5), radius=0.3, code="ffe0b0", colour=light("ffd9a0", 20))
        bar(stage, (x, 2, DEEP - 4.8), (x, 8.4, DEEP - 4.8), 0.22, light("23282c"))
