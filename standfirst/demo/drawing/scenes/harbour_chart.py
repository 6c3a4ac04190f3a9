"""A chart of the harbour with its depths, the wall and the quay of the auction hall."""

from __future__ import annotations

import itertools
import math
import random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from standfirst.demo.drawing.surface import cloud, finish

SIZE = (3200, 2000)
LAND, SHOAL, MIDDLE, DEEP, INK, WALL, BERTH = (
    "e3d6b4",
    "c3d9d6",
    "a9c8cb",
    "8db3bb",
    "3c4a4e",
    "8c2b24",
    "b5651d",
)
COAST = (
    (0, 820), (260, 760), (520, 840), (700, 720), (930, 760), (1010, 900), (1220, 930), (1330, 820), (1560, 800), (1720, 880),
    (1900, 860), (2060, 720), (2300, 640), (2500, 700), (2760, 560), (2960, 600), (3200, 470),
)  # fmt: skip


def draw() -> Image.Image:
    """Land above, sea below; numbers are metres."""
    picture = Image.new("RGB", SIZE, f"#{DEEP}")
    pen = ImageDraw.Draw(picture)
    for drop, code in ((620, MIDDLE), (300, SHOAL)):
        pen.polygon(
            [*_shifted(drop), (3200, 0), (0, 0)], fill=f"#{code}", outline="#5f8890", width=3
        )
    pen.polygon([*_shifted(0), (3200, 0), (0, 0)], fill=f"#{LAND}")
    pen.line(_shifted(0), fill=f"#{INK}", width=7, joint="curve")
    _streets(pen)
    _works(pen)
    _soundings(pen)
    _frame(pen)
    _rose(pen)
    return finish(_paper(picture), seed=127, edge=0.35)


def _shifted(drop: float) -> list[tuple[float, float]]:
    return [
        (x, y + drop * (0.8 + 0.35 * math.sin(x / 420)) + (18 * math.sin(x / 61) if drop else 0))
        for x, y in _smooth()
    ]


def _smooth() -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    for (x1, y1), (x2, y2) in itertools.pairwise(COAST):
        for step in range(12):
            share = step / 12
            ease = share * share * (3 - 2 * share)
            points.append((x1 + (x2 - x1) * share, y1 + (y2 - y1) * ease))
    return [*points, (3200.0, 470.0)]


def _streets(pen: ImageDraw.ImageDraw) -> None:
    pick = random.Random(19)  # noqa: S311 - a picture, not a secret
    for row in range(8):
        for column in range(26):
            x, y = 120 + column * 118 + row * 22, 60 + row * 84
            shore = min(_smooth(), key=lambda point: abs(point[0] - x))[1]
            if y < shore - 120 and pick.random() < 0.86:
                wide, tall = pick.uniform(56, 96), pick.uniform(40, 62)
                pen.rectangle(
                    (x, y, x + wide, y + tall), fill="#cdb98c", outline="#8d7f5c", width=3
                )
    pen.line(
        [(0, 420), (900, 520), (1700, 470), (2500, 380), (3200, 240)],
        fill="#f1e8cf",
        width=26,
        joint="curve",
    )
    pen.line([(1320, 0), (1360, 480), (1300, 830)], fill="#f1e8cf", width=22, joint="curve")


def _works(pen: ImageDraw.ImageDraw) -> None:
    pen.line(
        [(1900, 860), (2010, 1040), (2280, 1150), (2560, 1130)],
        fill=f"#{WALL}",
        width=26,
        joint="curve",
    )
    pen.line([(2560, 1130), (2820, 1040), (2960, 880)], fill=f"#{WALL}", width=10, joint="curve")
    for step in range(11):
        x = 2585 + step * 35
        y = 1125 - (x - 2560) * 0.33 - max(0, x - 2820) * 0.7
        pen.ellipse((x - 9, y - 9, x + 9, y + 9), fill=f"#{LAND}", outline=f"#{WALL}", width=5)
    pen.line([(930, 760), (860, 1120), (1010, 1230)], fill=f"#{INK}", width=20, joint="curve")
    pen.rectangle((1590, 812, 1850, 872), fill=f"#{BERTH}", outline=f"#{INK}", width=4)
    for step in range(7):
        pen.line([(1600 + step * 40, 872), (1590 + step * 40, 930)], fill=f"#{BERTH}", width=9)
    pen.ellipse((982, 1200, 1042, 1260), fill="#d8b23a", outline=f"#{INK}", width=5)


def _soundings(pen: ImageDraw.ImageDraw) -> None:
    pick = random.Random(23)  # noqa: S311 - a picture, not a secret
    font, small = ImageFont.load_default(46), ImageFont.load_default(30)
    coast = _smooth()
    for row in range(9):
        for column in range(19):
            x = 120 + column * 165 + pick.uniform(-40, 40)
            y = 840 + row * 132 + pick.uniform(-30, 30)
            shore = min(coast, key=lambda point: abs(point[0] - x))[1]
            busy = (1850 < x < 3020 and 820 < y < 1210) or (820 < x < 1080 and y < 1290)
            if y > shore + 110 and y < 1890 and not busy and math.dist((x, y), (420, 1560)) > 330:
                depth = (y - shore) / 62 + pick.uniform(-0.8, 0.8)
                pen.text((x, y), str(int(depth)), font=font, fill=f"#{INK}")
                pen.text(
                    (x + (28 if depth < 10 else 54), y + 24),
                    str(int(depth * 10) % 10),
                    font=small,
                    fill=f"#{INK}",
                )


def _rose(pen: ImageDraw.ImageDraw) -> None:
    x, y = 420, 1560
    for radius in (210, 222, 262):
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=f"#{INK}", width=3)
    for step in range(72):
        turn = math.radians(step * 5)
        inner = 232 if step % 6 else 222
        pen.line(
            [
                (x + inner * math.sin(turn), y - inner * math.cos(turn)),
                (x + 262 * math.sin(turn), y - 262 * math.cos(turn)),
            ],
            fill=f"#{INK}",
            width=3,
        )
    for step in range(8):
        turn, long = math.radians(step * 45), 200 if step % 2 == 0 else 110
        tip = (x + long * math.sin(turn), y - long * math.cos(turn))
        for side, fill in ((-1, f"#{INK}"), (1, f"#{LAND}")):
            waist = (x + 34 * math.sin(turn + side * 0.6), y - 34 * math.cos(turn + side * 0.6))
            pen.polygon([(x, y), waist, tip], fill=fill, outline=f"#{INK}")
    pen.line([(x, y), (2560, 1130)], fill="#6f8f94", width=2)


def _frame(pen: ImageDraw.ImageDraw) -> None:
    for step in range(40):
        fill = f"#{INK}" if step % 2 else "#efe8d4"
        pen.rectangle((step * 80, 0, step * 80 + 80, 22), fill=fill)
        pen.rectangle((step * 80, 1978, step * 80 + 80, 2000), fill=fill)
        pen.rectangle((0, step * 80, 22, step * 80 + 80), fill=fill)
        pen.rectangle((3178, step * 80, 3200, step * 80 + 80), fill=fill)


def _paper(picture: Image.Image) -> Image.Image:
    stain = cloud(SIZE, grain=(900, 700), seed=6).point(
        [round(226 + value * 0.11) for value in range(256)]
    )
    aged = Image.composite(picture, Image.new("RGB", SIZE, "#b08a4c"), stain)
    pen = ImageDraw.Draw(aged)
    for x in (1066, 2133):
        pen.line([(x, 0), (x + 6, 2000)], fill="#9a8a68", width=3)
    return aged.filter(ImageFilter.GaussianBlur(0.9))
