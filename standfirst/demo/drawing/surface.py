"""What lies flat on a picture: gradients, noise, clouds, glow, water, rain and grain."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from standfirst.demo.drawing.colour import plain

Size = tuple[int, int]
Stop = tuple[float, str]


def gradient(size: Size, stops: Sequence[Stop]) -> Image.Image:
    """Colours from top (0) to bottom (1)."""
    column = Image.new("RGB", (1, 512))
    for row in range(512):
        column.putpixel((0, row), _between(stops, row / 511))
    return column.resize(size, Image.Resampling.BICUBIC)


def noise(size: Size, *, grain: tuple[float, float], seed: int) -> Image.Image:
    """Grey noise whose spots measure `grain` (width, height) in pixels."""
    width, height = max(2, round(size[0] / grain[0])), max(2, round(size[1] / grain[1]))
    dots = random.Random(seed).randbytes(width * height)  # noqa: S311 - a picture, not a secret
    return Image.frombytes("L", (width, height), dots).resize(size, Image.Resampling.BICUBIC)


def cloud(size: Size, *, grain: tuple[float, float], seed: int) -> Image.Image:
    """Noise over four octaves: clouds, stains, mottled plaster."""
    whole = noise(size, grain=grain, seed=seed)
    for octave in range(1, 4):
        finer = noise(size, grain=(grain[0] / 2**octave, grain[1] / 2**octave), seed=seed + octave)
        whole = Image.blend(whole, finer, 0.3)
    return whole.filter(ImageFilter.GaussianBlur(1))


def veil(
    picture: Image.Image, shape: Image.Image, code: str, *, low: int, high: int, strength: float
) -> Image.Image:
    """Lay a colour over the picture where `shape` is bright: nothing below `low`, all of `strength` above `high`."""
    mask = shape.point([round(255 * strength * _ramp(value, low, high)) for value in range(256)])
    return Image.composite(Image.new("RGB", picture.size, plain(code)), picture, mask)


def glow(picture: Image.Image, spots: Sequence[tuple[float, float, float, str]]) -> Image.Image:
    """Add light around lamps; a spot is (x, y, radius, colour): a white core, a halo, a wide breath of air."""
    small = (picture.width // 4, picture.height // 4)
    layer = Image.new("RGB", small)
    for x, y, radius, code in spots:
        for reach, strength in ((2.2, 1.0), (8.0, 0.55), (34.0, 0.24)):
            half = max(2, round(radius * reach / 4))
            disc = Image.radial_gradient("L").resize((2 * half, 2 * half))
            parts = [_fade(disc, part / 255 * strength) for part in plain(code)]
            corner = (round(x / 4) - half, round(y / 4) - half)
            under = layer.crop((*corner, corner[0] + 2 * half, corner[1] + 2 * half))
            layer.paste(ImageChops.screen(under, Image.merge("RGB", parts)), corner)
    return ImageChops.screen(picture, layer.resize(picture.size, Image.Resampling.BICUBIC))


def ripple(picture: Image.Image, *, horizon: int, strength: float, seed: int) -> Image.Image:
    """Shake everything below the horizon sideways and up and down, more the nearer it lies."""
    deep = picture.height - horizon
    shake = random.Random(seed)  # noqa: S311 - a picture, not a secret
    shaken = picture.copy()
    row = 0.0
    while row < deep:
        near = row / deep
        band = max(1.0, 1 + 9 * near)
        across = round(shake.gauss(0, 1) * strength * (1 + 14 * near))
        source = min(
            picture.height - 1,
            max(horizon, round(horizon + row + shake.gauss(0, 1) * strength * 7 * near)),
        )
        strip = picture.crop(
            (0, source, picture.width, min(picture.height, source + round(band) + 1))
        )
        shaken.paste(ImageChops.offset(strip, across, 0), (0, horizon + round(row)))
        row += band
    return shaken.filter(ImageFilter.GaussianBlur(1.2))


def rain(picture: Image.Image, *, drops: int, lean: float, strength: int, seed: int) -> Image.Image:
    """Fine streaks of rain, lit by whatever light there is."""
    layer = Image.new("L", picture.size)
    pen = ImageDraw.Draw(layer)
    fall = random.Random(seed)  # noqa: S311 - a picture, not a secret
    for _ in range(drops):
        x, y = fall.uniform(-100, picture.width), fall.uniform(-100, picture.height)
        length = fall.uniform(20, 90)
        pen.line(
            (x, y, x + lean * length, y + length),
            fill=fall.randint(20, strength),
            width=fall.choice((1, 2, 2)),
        )
    soft = layer.filter(ImageFilter.GaussianBlur(0.8))
    return ImageChops.screen(picture, Image.merge("RGB", (soft, soft, soft)))


def finish(picture: Image.Image, *, seed: int, edge: float = 0.3) -> Image.Image:
    """The last coat: mottled paint, darker corners, grain; at the size the paper prints."""
    size = (1600, 1000)
    picture = picture.resize(size, Image.Resampling.LANCZOS)
    mottle = cloud(size, grain=(220, 160), seed=seed).point(
        [round(224 + value * 0.13) for value in range(256)]
    )
    picture = ImageChops.multiply(picture, Image.merge("RGB", (mottle, mottle, mottle)))
    corners = (
        Image.radial_gradient("L")
        .resize(size)
        .point([round(255 - edge * max(0, v - 96)) for v in range(256)])
    )
    picture = ImageChops.multiply(picture, Image.merge("RGB", (corners, corners, corners)))
    picture = picture.point([round(255 * _film(value / 255)) for value in range(256)] * 3)
    grain = noise(size, grain=(1.3, 1.3), seed=seed + 9).point(
        [round(122 + value * 0.047) for value in range(256)]
    )
    return ImageChops.soft_light(picture, Image.merge("RGB", (grain, grain, grain)))


def _between(stops: Sequence[Stop], at: float) -> tuple[int, int, int]:
    for (start, first), (end, second) in itertools.pairwise(stops):
        if at <= end:
            share = 0.0 if end == start else max(0.0, (at - start) / (end - start))
            share = share * share * (3 - 2 * share) if len(stops) == 2 else share
            one, two = plain(first), plain(second)
            red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, two, strict=True))
            return red, green, blue
    return plain(stops[-1][1])


def _fade(disc: Image.Image, strength: float) -> Image.Image:
    return disc.point(
        [round(255 * strength * max(0.0, 1 - far / 180) ** 2.4) for far in range(256)]
    )


def _film(value: float) -> float:
    """A soft S: darker shadows, lights that hold."""
    return 0.08 * math.sqrt(value) + 0.5 * value + 0.42 * value * value * (3 - 2 * value)


def _ramp(value: int, low: int, high: int) -> float:
    share = min(1.0, max(0.0, (value - low) / (high - low)))
    return share * share * (3 - 2 * share)
