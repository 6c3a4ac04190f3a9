"""Words as they may stand in XML, JSON and a search result."""

import html
import re

from standfirst.lib.html import plain_text

# What XML 1.0 cannot hold at all, not even escaped.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPACE = re.compile(r"\s+")
_BLOCK_END = re.compile(
    r"</(?:p|li|h\d|td|th|tr|div|figcaption|blockquote)>|<br\s*/?>", re.IGNORECASE
)


def storable(words: str) -> str:
    """Return `words` without the control characters that no XML document can hold."""
    return _NOT_XML.sub("", words)


def one_line(words: str) -> str:
    """Return `words` with every run of white space as one space."""
    return _SPACE.sub(" ", storable(words)).strip()


def words_of(markup: str) -> str:
    """Return the words of `markup` on one line, entities resolved; to be escaped where shown."""
    return one_line(html.unescape(plain_text(_BLOCK_END.sub(r"\g<0> ", storable(markup)))))


def shortened(words: str, longest: int) -> str:
    """Return `words`, cut between two words and marked with … if longer than `longest`."""
    if len(words) <= longest:
        return words
    return words[:longest].rsplit(" ", 1)[0].rstrip(" ,;:\u2013-") + "…"
