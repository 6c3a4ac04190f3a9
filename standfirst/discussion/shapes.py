"""Layouts that are drawn once for each shape, and then only filled in.

A page lays out some 200 comments of some twenty values each. A template engine takes about 0.3 ms
for each of them, and they differ in words much more than in shape: whether there is a link, a mark, a
button. So a layout is rendered once for each set of such flags, with blanks where the words go, and
kept as the parts between the blanks; laying out a comment then is putting strings in a row.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

# More shapes than a newsroom in five languages shows; the least used are drawn anew.
_MOST_SHAPES = 4096
_MARK = "\x1a"  # a character that no template and no translation holds
_BLANK = re.compile(f"{_MARK}(\\w+){_MARK}")
_INDENTATION = re.compile(r"\s*\n\s*")


def fill(layout: str, shape: frozenset[str], words: Mapping[str, str]) -> str:
    """Return the HTML of template `layout` in the reader's language.

    Args:
        shape: names that are true in the template, such as `is_pinned`; all else is a word or false.
        words: what goes where the template names it; escaped, unless it is safe already.
    """
    parts = _drawn(layout, get_language() or "", shape, tuple(words))
    row = list(parts)
    for number in range(1, len(parts), 2):
        word = words[parts[number]]
        row[number] = word if isinstance(word, SafeString) else escape(word)
    return "".join(row)


@lru_cache(maxsize=_MOST_SHAPES)
def _drawn(
    layout: str, language: str, shape: frozenset[str], names: tuple[str, ...]
) -> tuple[str, ...]:
    """Text and names of words in turn, beginning and ending with text."""
    blanks = {name: mark_safe(f"{_MARK}{name}{_MARK}") for name in names}  # noqa: S308 - our own
    drawn = get_template(layout).render({**dict.fromkeys(shape, True), **blanks})
    return tuple(_BLANK.split(_INDENTATION.sub("\n", drawn.strip())))
