"""A room to photograph: faces and cut-outs in metres, lamps that light them, one camera that looks ahead."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from PIL import Image, ImageDraw

from standfirst.demo.drawing.colour import BLACK, Ink, Light, ink, mix
from standfirst.demo.drawing.surface import glow, ripple

Point = tuple[float, float, float]  # metres: right, up, ahead
Flat = tuple[float, float]
FINE = 2  # everything is drawn at twice the printed size
WIDTH, HEIGHT = 1600 * FINE, 1000 * FINE
NEAR = 0.35


@dataclass(frozen=True)
class Lamp:
    """Light from one place; `far` lamps (sun, sky) do not weaken with distance."""

    at: Point
    colour: Light
    far: bool = False


@dataclass(frozen=True)
class Patch:
    """One flat piece, already lit."""

    corners: tuple[Point, ...]
    colour: Ink
    depth: float


@dataclass
class Stage:
    """What stands before the camera, and how it is lit."""

    eye: float = 1.6
    focal: float = 1.1  # in picture widths
    vanishing: Flat = (0.5, 0.45)  # where straight-ahead is, as a share of the picture
    ambient: Light = (0.05, 0.06, 0.08)
    fog: Light = BLACK
    clear: float = 400.0  # metres after which two thirds are fog
    cell: float = 22.0  # pixels; how fine the light is worked out
    lamps: list[Lamp] = field(default_factory=list)
    patches: list[Patch] = field(default_factory=list)
    floor: list[Patch] = field(default_factory=list)
    bulbs: list[tuple[Point, float, str]] = field(default_factory=list)

    def see(self, point: Point, *, mirrored: bool = False) -> Flat:
        """Where a point falls on the picture, in pixels."""
        depth = max(point[2], NEAR)
        up = -point[1] if mirrored else point[1]
        scale = self.focal * WIDTH / depth
        return (
            self.vanishing[0] * WIDTH + point[0] * scale,
            self.vanishing[1] * HEIGHT - (up - self.eye) * scale,
        )

    def face(
        self,
        corner: Point,
        along: Point,
        up: Point,
        colour: Light,
        *,
        tile: Flat = (0.0, 0.0),
        jitter: float = 0.0,
        floor: bool = False,
    ) -> None:
        """A flat four-sided piece; `tile` (metres along, up) and `jitter` vary it stone by stone."""
        normal = _unit(_cross(along, up))
        spread = (_length(along), _length(up))
        todo: list[tuple[float, float, float, float]] = [(0.0, 0.0, 1.0, 1.0)]
        while todo:
            left, low, right, high = todo.pop()
            corners = tuple(
                _on(corner, along, up, s, t)
                for s, t in ((left, low), (right, low), (right, high), (left, high))
            )
            wide, tall = self._extent(corners)
            if wide > self.cell and right - left > 0.002 and wide >= tall * 0.5:
                middle = (left + right) / 2
                todo += [(left, low, middle, high), (middle, low, right, high)]
            elif tall > self.cell and high - low > 0.002:
                middle = (low + high) / 2
                todo += [(left, low, right, middle), (left, middle, right, high)]
            else:
                s, t = (left + right) / 2, (low + high) / 2
                shade = 1 + jitter * _tile(s * spread[0], t * spread[1], tile) if jitter else 1.0
                centre = _on(corner, along, up, s, t)
                self._keep(corners, centre, self._lit(centre, normal, colour, shade), floor=floor)

    def box(
        self,
        corner: Point,
        size: Point,
        colour: Light,
        *,
        jitter: float = 0.0,
        tile: Flat = (0.0, 0.0),
    ) -> None:
        """A box from its near lower left corner; only sides the camera can see are kept."""
        x, y, z = corner
        wide, tall, deep = size
        if y + tall < self.eye:
            self.face(
                (x, y + tall, z), (wide, 0, 0), (0, 0, deep), colour, tile=tile, jitter=jitter
            )
        if y > self.eye:
            self.face((x, y, z), (wide, 0, 0), (0, 0, deep), colour, tile=tile, jitter=jitter)
        if x > 0:
            self.face((x, y, z), (0, 0, deep), (0, tall, 0), colour, tile=tile, jitter=jitter)
        if x + wide < 0:
            self.face(
                (x + wide, y, z), (0, 0, deep), (0, tall, 0), colour, tile=tile, jitter=jitter
            )
        self.face(corner, (wide, 0, 0), (0, tall, 0), colour, tile=tile, jitter=jitter)

    def cutout(
        self, outline: Sequence[Flat], at: Point, colour: Light, *, shining: bool = False
    ) -> None:
        """A flat shape that faces the camera; `outline` in metres from `at`."""
        corners = tuple((at[0] + x, at[1] + y, at[2]) for x, y in outline)
        middle = (at[0], at[1] + sum(y for _, y in outline) / len(outline), at[2])
        seen = ink(colour) if shining else self._lit(middle, (0, 0, -1), colour, 1.0)
        self.patches.append(Patch(corners, seen, at[2]))

    def bulb(self, at: Point, *, radius: float, code: str, colour: Light) -> None:
        """A lamp that is seen and that lights: `code` is its glow on the picture."""
        self.lamps.append(Lamp(at, colour))
        self.bulbs.append((at, radius, code))

    def shoot(
        self, sky: Image.Image, *, mirror: float = 0.0, waves: float = 0.0, seed: int = 1
    ) -> Image.Image:
        """The picture: sky, then floor with as much mirror as it has, then everything that stands on it."""
        picture = sky.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
        self.patches.sort(key=lambda patch: -patch.depth)
        plain = picture.copy()
        self._paint(picture, self.floor)
        if mirror:
            picture = self._reflect(picture, plain, mirror=mirror, waves=waves, seed=seed)
        self._paint(picture, self.patches)
        return glow(picture, self._spots(mirrored=False))

    def _reflect(
        self, picture: Image.Image, sky: Image.Image, *, mirror: float, waves: float, seed: int
    ) -> Image.Image:
        horizon = round(self.vanishing[1] * HEIGHT)
        below = sky.crop((0, max(0, 2 * horizon - HEIGHT), WIDTH, horizon)).transpose(
            Image.Transpose.FLIP_TOP_BOTTOM
        )
        glass = sky.copy()
        glass.paste(below, (0, horizon))
        self._paint(glass, self.patches, mirrored=True)
        glass = glow(glass, self._spots(mirrored=True))
        if waves:
            glass = ripple(glass, horizon=horizon, strength=waves, seed=seed)
        mask = Image.new("L", picture.size)
        pen = ImageDraw.Draw(mask)
        for patch in self.floor:
            pen.polygon([self.see(corner) for corner in patch.corners], fill=255)
        fall = (
            Image.linear_gradient("L")
            .resize((WIDTH, HEIGHT - horizon))
            .point([round(255 * mirror * (1 - 0.45 * v / 255)) for v in range(256)])
        )
        strength = Image.new("L", picture.size)
        strength.paste(fall, (0, horizon))
        return Image.composite(
            glass, picture, Image.composite(strength, Image.new("L", picture.size), mask)
        )

    def _spots(self, *, mirrored: bool) -> list[tuple[float, float, float, str]]:
        scale = self.focal * WIDTH
        return [
            (*self.see(at, mirrored=mirrored), radius * scale / max(at[2], NEAR), code)
            for at, radius, code in self.bulbs
        ]

    def _paint(
        self, picture: Image.Image, patches: Sequence[Patch], *, mirrored: bool = False
    ) -> None:
        pen = ImageDraw.Draw(picture)
        for patch in patches:
            pen.polygon(
                [self.see(corner, mirrored=mirrored) for corner in patch.corners], fill=patch.colour
            )

    def _extent(self, corners: Sequence[Point]) -> Flat:
        one, two, three, four = (self.see(corner) for corner in corners)
        wide = max(math.dist(one, two), math.dist(four, three))
        return wide, max(math.dist(one, four), math.dist(two, three))

    def _keep(self, corners: tuple[Point, ...], centre: Point, colour: Ink, *, floor: bool) -> None:
        patch = Patch(corners, colour, math.dist(centre, (0, self.eye, 0)))
        (self.floor if floor else self.patches).append(patch)

    def _lit(self, at: Point, normal: Point, colour: Light, shade: float) -> Ink:
        total = list(self.ambient)
        for lamp in self.lamps:
            toward = (lamp.at[0] - at[0], lamp.at[1] - at[1], lamp.at[2] - at[2])
            away = _length(toward) or 0.01
            facing = abs(sum(a * b for a, b in zip(toward, normal, strict=True))) / away
            reach = 1.0 if lamp.far else 1 / (0.4 + away * away)
            for part in range(3):
                total[part] += lamp.colour[part] * (0.25 + 0.75 * facing) * reach
        seen = (
            colour[0] * total[0] * shade,
            colour[1] * total[1] * shade,
            colour[2] * total[2] * shade,
        )
        return ink(mix(seen, self.fog, 1 - math.exp(-max(at[2], 0) / self.clear)))


def _tile(along: float, up: float, tile: Flat) -> float:
    row = math.floor(up / tile[1]) if tile[1] else 0
    column = math.floor(along / tile[0] + (0.5 if row % 2 else 0)) if tile[0] else 0
    return random.Random(row * 7919 + column * 104729).uniform(-1, 1)  # noqa: S311 - a picture, not a secret


def _on(corner: Point, along: Point, up: Point, s: float, t: float) -> Point:
    return (
        corner[0] + along[0] * s + up[0] * t,
        corner[1] + along[1] * s + up[1] * t,
        corner[2] + along[2] * s + up[2] * t,
    )


def _cross(a: Point, b: Point) -> Point:
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def _length(a: Point) -> float:
    return math.sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2])


def _unit(a: Point) -> Point:
    size = _length(a) or 1.0
    return a[0] / size, a[1] / size, a[2] / size
