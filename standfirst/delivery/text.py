"""Words as they may stand in XML, JSON and a search result."""

import html
import re

from standfirst.lib.html import plain_text
from standfirst.lib.names import printable

_SPACE = re.compile(r"\s+")
_BLOCK_END = re.compile(
    r"</(?:p|li|h\d|td|th|tr|div|figcaption|blockquote)>|<br\s*/?>", re.IGNORECASE
)


def one_line(words: str) -> str:
    """Return `words` with every run of white space as one space."""
    return _SPACE.sub(" ", printable(words)).strip()


def words_of(markup: str) -> str:
    """Return the words of `markup` on one line, entities resolved; to be escaped where shown."""
    return one_line(html.unescape(plain_text(_BLOCK_END.sub(r"\g<0> ", printable(markup)))))


def shortened(words: str, longest: int) -> str:
    """Return `words`, cut between two words and marked with … if longer than `longest`."""
    if len(words) <= longest:
        return words
    return words[:longest].rsplit(" ", 1)[0].rstrip(" ,;:\u2013-") + "…"
