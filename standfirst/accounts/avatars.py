"""Avatars drawn by us: one or two letters on one of a few grounds; no picture, no request."""

import unicodedata
import zlib

COLOURS = 8
_JOINERS = ("\u200d", "\ufe0f")  # what holds an emoji of several signs together


def initials(name: str) -> str:
    """Return what stands for `name`: two letters, one of a script that has no words, one emoji, or "?".

    A digit counts as a letter; a name of signs only has its first sign; no name has a question mark.
    """
    words = [word for word in name.split() if any(map(_is_letter, word))]
    if not words:
        return _first_sign(name)
    first = _first_letter(words[0])
    if len(words) == 1 or _stands_alone(first):
        return first
    last = _first_letter(words[-1])
    return first + last if not _stands_alone(last) else first


def colour_of(key: str) -> int:
    """Return the ground for `key`, 0 to COLOURS - 1, the same in every process and for ever."""
    return zlib.crc32(key.encode()) % COLOURS


def _is_letter(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LN"


def _first_letter(word: str) -> str:
    return next(sign for sign in word if _is_letter(sign)).upper()[0]


def _stands_alone(letter: str) -> bool:
    """Whether one of these fills the place: signs as wide as high, and letters that would join."""
    is_wide = unicodedata.east_asian_width(letter) in "WF"
    return is_wide or unicodedata.bidirectional(letter) in {"R", "AL"}


def _first_sign(name: str) -> str:
    """Return the first sign of `name` with what belongs to it: a flag and a family are one sign."""
    signs = name.strip()
    if not signs:
        return "?"
    end = 1
    while end < len(signs) and _belongs(signs, end):
        end += 1
    return signs[:end]


def _belongs(signs: str, place: int) -> bool:
    sign, before = signs[place], signs[place - 1]
    is_mark = unicodedata.category(sign)[0] == "M" or sign in _JOINERS
    is_skin = "\U0001f3fb" <= sign <= "\U0001f3ff"
    is_flag = place == 1 and all("\U0001f1e6" <= part <= "\U0001f1ff" for part in (before, sign))
    return is_mark or is_skin or is_flag or before == "\u200d"
