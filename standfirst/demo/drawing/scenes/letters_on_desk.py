"""The letters desk on a Thursday, seen from above."""

from __future__ import annotations

import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from standfirst.demo.drawing.colour import plain
from standfirst.demo.drawing.surface import cloud, finish, noise

SIZE = (3200, 2000)


def draw() -> Image.Image:
    """Envelopes, a page in somebody's hand, a pen, light from a lamp at the upper right."""
    desk = _wood()
    pick = random.Random(71)  # noqa: S311 - a picture, not a secret
    papers = (
        (520, 520, 980, 640, -14, "d9cdb2"), (1180, 360, 900, 600, 9, "c9b48c"), (860, 1480, 1000, 660, 7, "b9c4c6"), (2500, 420, 960, 620, -7, "dcd2bc"),
        (2720, 1250, 940, 620, 16, "cfa98a"), (380, 1230, 880, 580, 24, "e2dac6"), (1620, 1050, 1120, 1500, -5, "efe9da"), (2330, 1640, 900, 600, -18, "d3c8aa"),
    )  # fmt: skip
    for x, y, wide, tall, turn, code in papers:
        sheet = _page(wide, tall, code, pick) if tall > wide else _envelope(wide, tall, code, pick)
        desk = _lay(desk, sheet, (x, y), turn)
    desk = _lay(desk, _pen(), (2180, 1000), 62)
    return finish(_lamplight(desk), seed=131)


def _wood() -> Image.Image:
    fibre = noise(SIZE, grain=(900, 5), seed=2)
    figure = cloud(SIZE, grain=(1500, 90), seed=7)
    grey = Image.blend(fibre, figure, 0.6)
    brown = Image.merge(
        "RGB",
        [
            grey.point([round(base + (v - 128) * 0.32) for v in range(256)])
            for base in (104, 66, 40)
        ],
    )
    pen = ImageDraw.Draw(brown)
    for y in (430, 980, 1540):
        pen.line([(0, y), (3200, y + 8)], fill="#3a2212", width=7)
    return brown


def _envelope(wide: int, tall: int, code: str, pick: random.Random) -> Image.Image:
    sheet = Image.new("RGBA", (wide, tall), (*plain(code), 255))
    pen = ImageDraw.Draw(sheet)
    red, green, blue = plain(code)
    edge = (red - 38, green - 40, blue - 40, 255)
    if pick.random() < 0.45:
        pen.polygon(
            [(0, 0), (wide // 2, round(tall * 0.56)), (wide, 0)],
            fill=(red - 10, green - 11, blue - 12, 255),
        )
        pen.line([(0, 0), (wide // 2, round(tall * 0.56)), (wide, 0)], fill=edge, width=5)
    else:
        ink = (54, 66, 104, 255)
        for line in range(4):
            _scrawl(
                pen,
                wide * 0.36,
                tall * 0.46 + line * 58,
                wide * pick.uniform(0.24, 0.46),
                ink,
                pick,
            )
        stamp = pick.choice(("8a3a32", "3f6a72", "5c6f3c", "8a6a2c"))
        pen.rectangle((wide - 170, 36, wide - 40, 196), fill=(238, 232, 216, 255))
        pen.rectangle((wide - 158, 48, wide - 52, 184), fill=(*plain(stamp), 255))
        pen.polygon(
            [(wide - 140, 160), (wide - 112, 80), (wide - 70, 160)], fill=(232, 222, 196, 255)
        )
        for ring in (60, 84):
            pen.ellipse(
                (wide - 300 - ring, 120 - ring, wide - 300 + ring, 120 + ring),
                outline=(70, 66, 70, 150),
                width=5,
            )
        for wave in range(4):
            pen.line(
                [(wide - 210, 84 + wave * 26), (wide - 90, 76 + wave * 26)],
                fill=(70, 66, 70, 140),
                width=5,
            )
    pen.rectangle((0, 0, wide - 1, tall - 1), outline=edge, width=3)
    return sheet


def _page(wide: int, tall: int, code: str, pick: random.Random) -> Image.Image:
    sheet = Image.new("RGBA", (wide, tall), (*plain(code), 255))
    pen = ImageDraw.Draw(sheet)
    for line in range(24):
        y = 150 + line * 52
        pen.line([(60, y + 26), (wide - 60, y + 26)], fill=(176, 190, 204, 255), width=2)
        if line not in {1, 8, 16, 22}:
            long = wide - 190 if line not in {0, 7, 15, 21, 23} else wide * pick.uniform(0.2, 0.6)
            _scrawl(pen, 90 + (60 if line in {2, 9, 17} else 0), y, long, (38, 48, 88, 255), pick)
    pen.line([(0, tall // 3), (wide, tall // 3 + 4)], fill=(214, 206, 190, 255), width=5)
    pen.line([(0, 2 * tall // 3), (wide, 2 * tall // 3 + 4)], fill=(214, 206, 190, 255), width=5)
    return sheet


def _scrawl(
    pen: ImageDraw.ImageDraw,
    x: float,
    y: float,
    long: float,
    ink: tuple[int, int, int, int],
    pick: random.Random,
) -> None:
    end = x + long
    while x < end:
        word = [(x, y + 16)]
        for _ in range(pick.randint(5, 15)):
            x += pick.uniform(5, 11)
            word.append(
                (
                    x,
                    y
                    + pick.choice(
                        (
                            2,
                            6,
                            12,
                            18,
                            20,
                            -12 if pick.random() < 0.3 else 8,
                            30 if pick.random() < 0.2 else 16,
                        )
                    ),
                )
            )
        pen.line(word, fill=ink, width=4, joint="curve")
        x += 24


def _pen() -> Image.Image:
    sheet = Image.new("RGBA", (900, 90), (0, 0, 0, 0))
    draw = ImageDraw.Draw(sheet)
    draw.rounded_rectangle((120, 18, 860, 72), 27, fill=(24, 30, 36, 255))
    draw.rounded_rectangle((130, 26, 850, 40), 7, fill=(96, 108, 118, 255))
    draw.rectangle((470, 16, 494, 74), fill=(176, 146, 84, 255))
    draw.polygon([(120, 20), (20, 44), (120, 70)], fill=(182, 152, 88, 255))
    draw.line([(20, 44), (92, 45)], fill=(50, 40, 24, 255), width=4)
    return sheet


def _lay(desk: Image.Image, sheet: Image.Image, at: tuple[int, int], turn: float) -> Image.Image:
    turned = sheet.rotate(turn, expand=True, resample=Image.Resampling.BICUBIC)
    corner = (at[0] - turned.width // 2, at[1] - turned.height // 2)
    shade = Image.new("L", desk.size)
    shade.paste(
        turned.getchannel("A").point([round(v * 0.72) for v in range(256)]),
        (corner[0] - 26, corner[1] + 30),
    )
    desk = Image.composite(
        Image.new("RGB", desk.size, "#120a06"), desk, shade.filter(ImageFilter.GaussianBlur(22))
    )
    desk.paste(turned.convert("RGB"), corner, turned.getchannel("A"))
    return desk


def _lamplight(desk: Image.Image) -> Image.Image:
    pool = Image.radial_gradient("L").resize((5200, 4200)).crop((500, 1000, 3700, 3000))
    parts = [
        pool.point([round(min(255, top * (1 - far / 255) ** 1.2 + low)) for far in range(256)])
        for top, low in ((250, 44), (226, 46), (178, 58))
    ]
    return ImageChops.multiply(desk, Image.merge("RGB", parts)).point(
        [min(255, round(v * 1.25)) for v in range(256)] * 3
    )
