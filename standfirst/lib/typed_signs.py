"""Which signs in a person's Markdown mark something, and which are meant as they stand: “¯\\_(ツ)_/¯”, “>50 %”, “- 5 °C”.

Each question looks at a bounded piece around the sign, so that many signs cost no more than each of them.

Source: docs/decisions/0026-names-and-words-in-discussions.md
"""

import re
from collections.abc import Sequence

# How far around a backslash is looked.
_AROUND = 64
_MARKS = "*_~<>\\"
# What may stand between a word and the mark around it.
_CLOSES, _OPENS = ".,:;!?\"'”’»", "\"'“‘„«"  # noqa: RUF001
# A drive or a computer with what follows it: nobody writes an escape in a path.
_PATH = re.compile(r"(?<![^\W_])[A-Za-z]:\\|\\\\")
# Before what would begin a point, a quotation or a heading; numbers stand before the sign.
_BEGINS = re.compile(r"(?:\A|\n)[ \t]*\Z")
_NUMBERS = re.compile(r"(?:\A|\n)[ \t]*\d{1,9}\Z")
# “>50”, “>€50”, “>=”, “>:-(” and “>_<” compare or make a face.
_NO_QUOTATION = re.compile(r"(?<!>)>+(?:[~$€£+−-]?[.,]?\d|=|[:;]\S|[._-]{1,3}<)")
_SIGNED = re.compile(r"[-+][ \t]+[$€£]?[.,]?\d")
_AMOUNT = re.compile(r"[-+][ \t]+(?:[$€£]|[.,]?\d[\d.,]*\s?[%‰°$€£])")


def is_escape(text: str, place: int) -> bool:
    """Whether the backslash at `place` was typed to keep what follows from marking something.

    Asked of a single backslash that does not end the text.
    """
    sign, after = text[place + 1], text[place + 2 : place + 2 + _AROUND]
    begin = max(0, place - _AROUND)
    # Where the piece begins within a line, nothing before it counts as the line's beginning.
    before = text[begin:place] if not begin else f"\v{text[begin:place]}"
    if _PATH.search(f"{before}\\".split()[-1]):
        return False
    if sign in "[]`":
        return True
    if sign == "!":
        return after.startswith("[")
    if sign in ".)":
        return _NUMBERS.search(before) is not None
    if _begins_line(sign, before, after):
        return True
    return sign in _MARKS and _touches_word(before, after)


def _begins_line(sign: str, before: str, after: str) -> bool:
    marks = sign in "#>" or (sign in "*+-" and (not after or after[0].isspace()))
    return marks and _BEGINS.search(before) is not None


def _touches_word(before: str, after: str) -> bool:
    """Whether a run of marks, escaped or not, has a letter or a figure on either side."""
    left, right = before.rstrip(_MARKS + _CLOSES)[-1:], after.lstrip(_MARKS + _OPENS)[:1]
    return left.isalnum() or right.isalnum()


def is_quotation(line: str) -> bool:
    """Whether the `>` at the beginning of `line` quotes: it does not compare, and is no face."""
    return not _NO_QUOTATION.match(line)


def is_point(lines: Sequence[str]) -> bool:
    """Whether the first of `lines` is a point of a list, not a figure with its sign.

    A figure is one where a point with the same sign follows, and not all of them are amounts.
    """
    if not _SIGNED.match(lines[0]):
        return True
    same = [lines[0]]
    for line in lines[1:]:
        if not line.startswith((f"{lines[0][0]} ", f"{lines[0][0]}\t")):
            break
        same.append(line)
    return len(same) > 1 and not all(map(_AMOUNT.match, same))
