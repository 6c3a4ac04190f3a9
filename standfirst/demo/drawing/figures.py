"""Outlines that several pictures share, in metres from where they stand: people, lamps, boats, trees."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from standfirst.demo.drawing.colour import Light, mix
from standfirst.demo.drawing.stage import Flat, Point, Stage

LEGS: Sequence[Flat] = (
    (-0.16, 0.0), (-0.14, 0.45), (-0.15, 0.85), (0.15, 0.85), (0.14, 0.45), (0.2, 0.04), (0.07, 0.0),
    (0.05, 0.42), (0.0, 0.72), (-0.04, 0.42), (-0.05, 0.0),
)  # fmt: skip
COAT: Sequence[Flat] = (
    (-0.19, 0.6), (-0.21, 0.92), (-0.27, 0.88), (-0.29, 1.1), (-0.24, 1.38), (-0.15, 1.48), (-0.06, 1.53),
    (0.06, 1.53), (0.15, 1.48), (0.24, 1.38), (0.29, 1.1), (0.27, 0.86), (0.21, 0.92), (0.2, 0.58),
)  # fmt: skip
SHADE: Sequence[Flat] = (
    (0.02, 0.59), (0.05, 1.1), (0.03, 1.53), (0.06, 1.53), (0.15, 1.48), (0.24, 1.38), (0.29, 1.1), (0.27, 0.86),
    (0.21, 0.92), (0.2, 0.58),
)  # fmt: skip
SKIN, WOOL = (0.2, 0.13, 0.1), (0.02, 0.025, 0.03)


def disc(
    radius: float, *, at: Flat = (0.0, 0.0), stretch: float = 1.0, corners: int = 20
) -> list[Flat]:
    """A round outline; `stretch` makes it tall (above 1) or flat (below)."""
    steps = [2 * math.pi * step / corners for step in range(corners)]
    return [(at[0] + radius * math.cos(a), at[1] + radius * stretch * math.sin(a)) for a in steps]


def person(
    stage: Stage, at: Point, colour: Light, *, tall: float = 1.75, lean: float = 0.0
) -> None:
    """Somebody in a coat, seen from wherever; `lean` tips them a little to one side."""
    size = tall / 1.78

    def piece(outline: Sequence[Flat], shade: Light, nearer: float) -> None:
        placed = [((x + lean * y) * size, y * size) for x, y in outline]
        stage.cutout(placed, (at[0], at[1], at[2] - nearer), shade)

    piece(LEGS, WOOL, 0.0)
    piece(disc(0.105, at=(0.0, 1.62), stretch=1.25), SKIN, 0.01)
    piece(COAT, colour, 0.02)
    piece(SHADE, mix(colour, WOOL, 0.45), 0.03)
    piece(
        [(-0.12, 1.64), (-0.1, 1.73), (0.0, 1.79), (0.1, 1.73), (0.12, 1.64)],
        mix(colour, WOOL, 0.6),
        0.04,
    )


def player(stage: Stage, at: Point, shirt: Light, *, lean: float) -> None:
    """A footballer in mid stride; `lean` also says which way they run."""
    way = 1 if lean >= 0 else -1
    socks = mix(shirt, WOOL, 0.35)
    pieces: tuple[tuple[Sequence[Flat], Light], ...] = (
        (((-0.1, 0.8), (-0.34, 0.46), (-0.3, 0.4), (0.04, 0.76)), SKIN),
        (((-0.34, 0.48), (-0.62, 0.3), (-0.6, 0.2), (-0.27, 0.4)), socks),
        (((0.0, 0.8), (0.17, 0.46), (0.27, 0.46), (0.15, 0.82)), SKIN),
        (((0.17, 0.48), (0.12, 0.06), (0.27, 0.04), (0.27, 0.46)), socks),
        (((-0.2, 0.92), (-0.24, 0.62), (0.02, 0.66), (0.22, 0.6), (0.2, 0.92)), WOOL),
        (((-0.2, 0.88), (-0.23, 1.36), (-0.08, 1.5), (0.1, 1.5), (0.24, 1.36), (0.2, 0.88)), shirt),
        (
            ((0.02, 0.88), (0.06, 1.48), (0.1, 1.5), (0.24, 1.36), (0.2, 0.88)),
            mix(shirt, WOOL, 0.35),
        ),
        (((-0.22, 1.38), (-0.44, 1.16), (-0.36, 1.08), (-0.18, 1.22)), shirt),
        (
            ((0.22, 1.4), (0.42, 1.2), (0.5, 1.34), (0.56, 1.3), (0.43, 1.1), (0.18, 1.24)),
            mix(shirt, WOOL, 0.3),
        ),
        (disc(0.1, at=(0.03, 1.64), stretch=1.25), SKIN),
        (((-0.08, 1.64), (-0.08, 1.75), (0.04, 1.78), (0.13, 1.72), (0.06, 1.69)), WOOL),
    )
    for nearer, (outline, shade) in enumerate(pieces):
        stage.cutout(
            [(way * x + lean * y, y) for x, y in outline],
            (at[0], at[1], at[2] - nearer * 0.005),
            shade,
        )


def tree(stage: Stage, at: Point, colour: Light, *, tall: float, seed: int) -> None:
    """A bare tree, as they stand from November to April."""
    grow = random.Random(seed)  # noqa: S311 - a picture, not a secret
    todo = [(0.0, 0.0, math.pi / 2, tall * 0.3, tall * 0.028)]
    while todo:
        x, y, turn, length, thick = todo.pop()
        end = (x + math.cos(turn) * length, y + math.sin(turn) * length)
        across = (math.sin(turn) * thick, -math.cos(turn) * thick)
        thin = 0.62
        stage.cutout(
            [(x - across[0], y - across[1]), (x + across[0], y + across[1]),
             (end[0] + across[0] * thin, end[1] + across[1] * thin), (end[0] - across[0] * thin, end[1] - across[1] * thin)],
            at, colour,
        )  # fmt: skip
        if length > tall * 0.035:
            for _ in range(grow.choice((2, 2, 3))):
                todo.append(
                    (
                        *end,
                        turn + grow.gauss(0, 0.45),
                        length * grow.uniform(0.66, 0.84),
                        thick * thin,
                    )
                )


def boat(stage: Stage, at: Point, colour: Light, *, long: float, mast: float, cabin: Light) -> None:
    """A fishing boat from the side: hull, wheelhouse, mast and boom."""
    high = long * 0.14
    hull = [(-0.5, 0.02), (-0.52, 0.95), (-0.3, 0.72), (0.25, 0.75), (0.56, 1.5), (0.44, 0.02)]
    stage.cutout([(x * long, y * high) for x, y in hull], at, colour)
    stage.cutout(
        [(x * long, y * high) for x, y in ((-0.36, 0.7), (-0.35, 2.1), (-0.1, 2.1), (-0.06, 0.7))],
        at,
        colour,
    )
    stage.cutout(
        [(x * long, y * high) for x, y in ((-0.32, 1.5), (-0.32, 1.9), (-0.13, 1.9), (-0.13, 1.5))],
        at,
        cabin,
    )
    stage.cutout(
        [
            (0.1 * long, high * 0.7),
            (0.1 * long, mast),
            (0.112 * long, mast),
            (0.115 * long, high * 0.7),
        ],
        at,
        colour,
    )
    stage.cutout(
        [
            (0.1 * long, mast * 0.35),
            (0.42 * long, mast * 0.8),
            (0.425 * long, mast * 0.78),
            (0.11 * long, mast * 0.32),
        ],
        at,
        colour,
    )
    stage.cutout(
        [
            (0.105 * long, mast),
            (-0.45 * long, high),
            (-0.445 * long, high),
            (0.107 * long, mast - 0.03),
        ],
        at,
        colour,
    )


def gable(wide: float, tall: float, roof: float) -> list[Flat]:
    """The front of a house under a pitched roof."""
    return [(-wide / 2, 0), (-wide / 2, tall), (0, tall + roof), (wide / 2, tall), (wide / 2, 0)]


def row_of_houses(
    stage: Stage, *, start: float, end: float, at: float, colour: Light, window: Light, seed: int
) -> None:
    """A town's far side across the water, with some windows lit."""
    build = random.Random(seed)  # noqa: S311 - a picture, not a secret
    x = start
    while x < end:
        wide, tall = build.uniform(6, 11), build.uniform(6, 12)
        depth = at + build.uniform(-0.02, 0.02) * at
        stage.cutout(
            gable(wide * 1.03, tall, build.uniform(2, 4.5)), (x + wide / 2, 0, depth), colour
        )
        for level in range(int(tall // 3)):
            for column in (-0.25, 0.25):
                if build.random() < 0.3:
                    pane = [(-0.5, 0), (-0.5, 1.1), (0.5, 1.1), (0.5, 0)]
                    stage.cutout(
                        pane,
                        (x + wide * (0.5 + column), 1.4 + level * 3, depth - 0.5),
                        window,
                        shining=True,
                    )
        x += wide


def bar(stage: Stage, start: Point, end: Point, thick: float, colour: Light) -> None:
    """A straight beam that faces the camera, between two points of about the same depth."""
    across, up = end[0] - start[0], end[1] - start[1]
    size = math.hypot(across, up) or 1.0
    x, y = -up / size * thick / 2, across / size * thick / 2
    stage.cutout([(-x, -y), (x, y), (across + x, up + y), (across - x, up - y)], start, colour)


def lattice(
    stage: Stage, start: Point, end: Point, *, wide: float, thick: float, colour: Light
) -> None:
    """Two beams with a zigzag between them, as cranes and masts are built."""
    across, up = end[0] - start[0], end[1] - start[1]
    size = math.hypot(across, up) or 1.0
    x, y = -up / size * wide / 2, across / size * wide / 2
    for sign in (-1, 1):
        bar(
            stage,
            (start[0] + sign * x, start[1] + sign * y, start[2]),
            (end[0] + sign * x, end[1] + sign * y, start[2]),
            thick,
            colour,
        )
    steps = max(2, round(size / wide))
    for step in range(steps):
        side = 1 if step % 2 else -1
        one, two = step / steps, (step + 1) / steps
        bar(
            stage,
            (start[0] + across * one + side * x, start[1] + up * one + side * y, start[2]),
            (start[0] + across * two - side * x, start[1] + up * two - side * y, start[2]),
            thick * 0.6, colour,
        )  # fmt: skip


def block(wide: float, tall: float) -> list[Flat]:
    """An upright rectangle that stands on its place."""
    return [(-wide / 2, 0), (-wide / 2, tall), (wide / 2, tall), (wide / 2, 0)]


def water(stage: Stage, colour: Light) -> None:
    """Everything ahead at height nought."""
    for near, far in ((1.2, 12.0), (12.0, 120.0), (120.0, 4000.0)):
        half = far * 1.2
        stage.face((-half, 0, near), (2 * half, 0, 0), (0, 0, far - near), colour, floor=True)
