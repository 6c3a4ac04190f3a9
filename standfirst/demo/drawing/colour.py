"""Colours as light: linear red, green and blue, so that lamps add up as they do in a room."""

from __future__ import annotations

import math

Light = tuple[float, float, float]
Ink = tuple[int, int, int]

BLACK: Light = (0.0, 0.0, 0.0)
GAMMA = 2.2


def light(code: str, strength: float = 1.0) -> Light:
    """The light of a colour written as six hexadecimal digits, times `strength`."""
    red, green, blue = (int(code[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red**GAMMA * strength, green**GAMMA * strength, blue**GAMMA * strength


def ink(seen: Light) -> Ink:
    """What film makes of the light: bright parts roll off, nothing burns out."""
    red, green, blue = (
        round(255 * (1 - math.exp(-max(part, 0.0))) ** (1 / GAMMA)) for part in seen
    )
    return red, green, blue


def plain(code: str) -> Ink:
    """The colour as it is written, for what is painted and not lit."""
    red, green, blue = (int(code[at : at + 2], 16) for at in (0, 2, 4))
    return red, green, blue


def mix(first: Light, second: Light, share: float) -> Light:
    """`first` with `share` (0 to 1) of `second` in it."""
    keep = 1 - share
    return (
        first[0] * keep + second[0] * share,
        first[1] * keep + second[1] * share,
        first[2] * keep + second[2] * share,
    )
