"""Hooge light on a clear night, from the landing."""

from __future__ import annotations

import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from standfirst.demo.drawing.colour import light
from standfirst.demo.drawing.figures import block, gable, water
from standfirst.demo.drawing.stage import HEIGHT, WIDTH, Lamp, Stage
from standfirst.demo.drawing.surface import cloud, finish, gradient, veil

LAMP = (9.0, 27.0, 52.0)


def draw() -> Image.Image:
    """Rock, tower, keeper's house; the beam goes out over the water."""
    stage = Stage(
        eye=3.4,
        focal=0.86,
        vanishing=(0.44, 0.74),
        ambient=light("5a6f9a", 0.55),
        fog=light("5a6c8c", 0.4),
        clear=300,
    )
    stage.lamps.append(Lamp((-60, 25, 20), light("ffb88c", 0.3), far=True))
    water(stage, light("1a2a3c"))
    _rock(stage)
    _tower(stage)
    sky = gradient(
        (1600, 1000),
        ((0, "0f1c36"), (0.4, "2f4a72"), (0.62, "8a7f96"), (0.74, "d9a58a"), (1, "5a5f70")),
    )
    sky = veil(
        sky,
        cloud((1600, 1000), grain=(900, 50), seed=15),
        "2b3656",
        low=126,
        high=200,
        strength=0.6,
    )
    picture = _beam(stage, stage.shoot(_stars(sky), mirror=0.82, waves=1.5, seed=12))
    return finish(picture, seed=83)


def _stars(sky: Image.Image) -> Image.Image:
    pen, pick = ImageDraw.Draw(sky), random.Random(77)  # noqa: S311 - a picture, not a secret
    for _ in range(170):
        x, y = pick.uniform(0, 1600), 420 * pick.random() ** 1.5
        shade = round(210 - y * 0.3 - pick.random() * 60)
        pen.point((x, y), fill=(shade, shade, min(255, shade + 12)))
    return sky


def _rock(stage: Stage) -> None:
    pick = random.Random(9)  # noqa: S311 - a picture, not a secret
    for layer in range(5):
        deep, low = 60 - layer * 4.5, layer * 1.1
        left, right = -16 + layer * 2.5, 34 - layer * 0.5
        edge = [(left, 0.0)]
        steps = 26
        for step in range(1, steps):
            share = step / steps
            rise = (7.5 - low) * min(1, share * 3.2, (1 - share) * 4.5)
            edge.append((left + (right - left) * share, max(0.25, rise + pick.uniform(-0.5, 0.5))))
        edge.append((right, 0.0))
        stage.cutout(
            edge, (0, 0, deep), light(("46464e", "3c3d46", "33353e", "2b2d36", "23262e")[layer])
        )


def _tower(stage: Stage) -> None:
    x, _, deep = LAMP
    for band in range(8):
        low, high = band / 8, (band + 1) / 8
        one, two = 2.7 - low * 0.95, 2.7 - high * 0.95
        base = 6.6
        outline = [
            (-one, base + low * 18),
            (-two, base + high * 18),
            (two, base + high * 18),
            (one, base + low * 18),
        ]
        code = "b8bcc0" if band % 4 < 2 else "8a3a30"
        stage.cutout(outline, (x, 0, deep), light(code))
        dark = [
            (one * 0.15, base + low * 18),
            (two * 0.15, base + high * 18),
            (two, base + high * 18),
            (one, base + low * 18),
        ]
        stage.cutout(dark, (x, 0, deep - 0.1), light("6f747e" if band % 4 < 2 else "521f1c"))
    stage.cutout(block(5.0, 0.5), (x, 24.6, deep - 0.2), light("2a2d34"))
    stage.cutout(block(2.4, 3.0), (x, 25.1, deep - 0.2), light("ffe9b4", 1.6), shining=True)
    stage.cutout([(-1.7, 0), (0, 2.0), (1.7, 0)], (x, 28.1, deep - 0.2), light("3a2a2a"))
    for step in (10.5, 15.5, 20.5):
        stage.cutout(
            block(0.6, 1.0), (x - 0.7, step, deep - 0.3), light("ffd590", 1.2), shining=True
        )
    stage.cutout(gable(8.6, 3.4, 2.6), (x + 11, 5.6, deep), light("a3a5a8"))
    stage.cutout(
        [(-4.8, 3.2), (0, 6.2), (4.8, 3.2), (0, 5.4)], (x + 11, 5.6, deep - 0.1), light("30333b")
    )
    for side in (-2, 1.2):
        stage.cutout(
            block(1.0, 1.2), (x + 11 + side, 7.0, deep - 0.2), light("ffd08a", 1.5), shining=True
        )
    stage.bulb((x, 26.6, deep - 0.4), radius=0.9, code="fff2cc", colour=light("ffe9b8", 40))


def _beam(stage: Stage, picture: Image.Image) -> Image.Image:
    x, y = stage.see((LAMP[0], 26.6, LAMP[2]))
    layer = Image.new("L", (WIDTH, HEIGHT))
    pen = ImageDraw.Draw(layer)
    for spread, shade in ((230, 26), (150, 34), (80, 40)):
        pen.polygon([(x, y), (-200, y - 520 - spread), (-200, y - 520 + spread)], fill=shade)
        pen.polygon(
            [(x, y), (WIDTH + 200, y + 190 - spread * 0.6), (WIDTH + 200, y + 190 + spread * 0.6)],
            fill=shade // 2,
        )
    soft = layer.filter(ImageFilter.GaussianBlur(26))
    return ImageChops.screen(
        picture,
        Image.merge(
            "RGB",
            (
                soft,
                soft.point([round(v * 0.94) for v in range(256)]),
                soft.point([round(v * 0.78) for v in range(256)]),
            ),
        ),
    )
