"""The coal quay, where the fish auction lies for the winter."""

from __future__ import annotations

from PIL import Image

from standfirst.demo.drawing.colour import light
from standfirst.demo.drawing.figures import bar, boat, person, row_of_houses, water
from standfirst.demo.drawing.stage import Lamp, Stage
from standfirst.demo.drawing.surface import cloud, finish, gradient, veil


def draw() -> Image.Image:
    """Four boats, flat water, first light."""
    stage = Stage(
        eye=3.0,
        focal=0.9,
        vanishing=(0.4, 0.55),
        ambient=light("7a92b8", 0.75),
        fog=light("b9b4c0", 0.55),
        clear=210,
    )
    stage.lamps.append(Lamp((-50, 14, 120), light("ffb890", 0.45), far=True))
    water(stage, light("2f4658"))
    row_of_houses(
        stage,
        start=-150,
        end=60,
        at=165,
        colour=light("4a566a"),
        window=light("ffca86", 1.1),
        seed=18,
    )
    stage.cutout(
        [(-200, 0), (-120, 16), (-60, 24), (10, 15), (90, 20), (200, 0)],
        (40, 0, 420),
        light("6f7d96"),
    )
    _quay(stage)
    boat(stage, (-6.8, 0, 31), light("274a5e"), long=15, mast=9.5, cabin=light("ffd28a", 1.2))
    boat(stage, (-16, 0, 50), light("7a3a30"), long=17, mast=11, cabin=light("3a4450"))
    boat(stage, (5.2, 0, 44), light("36543e"), long=14, mast=9, cabin=light("ffd28a", 1.2))
    boat(stage, (-4, 0, 76), light("3a3f48"), long=19, mast=12, cabin=light("ffd28a", 1.0))
    sky = gradient(
        (1600, 1000),
        ((0, "3c5680"), (0.3, "8399b8"), (0.48, "e6bfae"), (0.56, "f4d6b4"), (1, "98a0ac")),
    )
    sky = veil(
        sky,
        cloud((1600, 1000), grain=(840, 70), seed=33),
        "c98f86",
        low=122,
        high=196,
        strength=0.55,
    )
    return finish(stage.shoot(sky, mirror=0.86, waves=1.0, seed=23), seed=101)


def _quay(stage: Stage) -> None:
    stone = light("6a6660")
    stage.face((11, 0, 2), (0, 0, 90), (0, 2.1, 0), stone, tile=(1.9, 0.7), jitter=0.2)
    stage.face((11, 2.1, 2), (0.6, 0, 0), (0, 0, 90), light("98938a"), tile=(0.6, 1.6), jitter=0.12)
    stage.face(
        (11.6, 2.1, 2), (26, 0, 0), (0, 0, 90), light("5c5a58"), tile=(1.2, 1.2), jitter=0.12
    )
    stage.box((19, 2.1, 40), (18, 7.5, 44), light("6a4a3c"), tile=(0.9, 0.35), jitter=0.12)
    for step in range(6):
        stage.face((18.95, 5.2, 43 + step * 6.5), (0, 0, 2.4), (0, 2.0, 0), light("ffcc84", 3.5))
    for step in range(5):
        deep = 14 + step * 13
        bar(stage, (13.2, 2.1, deep), (13.2, 7.6, deep), 0.16, light("262a2e"))
        bar(stage, (13.2, 7.5, deep), (12.2, 7.7, deep), 0.12, light("262a2e"))
        stage.bulb((12.1, 7.5, deep), radius=0.17, code="ffdca0", colour=light("ffd090", 11))
    for step in range(7):
        stage.box((11.15, 2.1, 8 + step * 8.5), (0.36, 0.45, 0.36), light("23262a"))
    for x, ahead, coat in (
        (14.2, 17, "2a3642"),
        (15.1, 17.6, "8a6a2a"),
        (13.9, 29, "3a2f2c"),
        (16.5, 36, "2c3a34"),
    ):
        person(stage, (x, 2.1, ahead), light(coat), tall=1.78)
    for step in range(5):
        stage.box(
            (15.6 + step % 2 * 1.1, 2.1, 21 + step * 1.3),
            (1.0, 0.5 + 0.35 * (step % 3), 0.8),
            light(("a8b4b4", "b39a6a", "7f979e")[step % 3]),
            jitter=0.12,
            tile=(0.25, 0.17),
        )
