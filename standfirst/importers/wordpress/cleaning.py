"""Makes well-formed what an exporter left odd: characters that XML has none of, bytes of another encoding, HTML's own names of
characters, bare ampersands.

Nothing of it changes how many lines there are, so that what the parser says of a line is true of the file.
"""

import codecs
import re
from collections.abc import Iterator
from html.entities import html5

from .oddities import Oddities

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udc7f\udd00-\udfff\ufffe\uffff]")
FOREIGN = re.compile("[\udc80-\udcff]")
CONTROL_BY_NUMBER = re.compile(r"&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2\d|3[01]));", re.IGNORECASE)  # fmt: skip
NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
BARE = re.compile(r"&(?![A-Za-z][A-Za-z0-9]{0,31};|#\d{1,7};|#[xX][0-9A-Fa-f]{1,6};)")
# What is written as it is: what opens it, and what ends it.
AS_IT_IS = {"<![CDATA[": "]]>", "<!--": "-->"}
MARKS = re.compile(r"(<!\[CDATA\[|\]\]>|<!--|-->)")
UNDECIDED = re.compile(
    r"(?:&[#A-Za-z0-9]{0,32}|<!?\[?C?D?A?T?A?|<!-|\]{1,2}|(?<!<!)(?<!<!-)-{1,2})\Z"
)
ENCODING = re.compile(rb"""<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)["']""")
UTF_8 = frozenset({"", "utf-8", "utf8"})
MARKUP = frozenset("<>&\"'")


def cleaned(chunks: Iterator[bytes], oddities: Oddities, *, line: int) -> Iterator[bytes]:
    """Yield the file's bytes as UTF-8 that a strict parser reads; a file in another encoding is left as it is.

    Args:
        line: the number of the line that the first chunk begins with.
    """
    first = next(chunks, b"")
    declared = ENCODING.match(first)
    name = declared[1].decode("ascii").lower() if declared else ""
    if name not in UTF_8 or first[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        yield first
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    cleaner = _Cleaner(oddities, line)
    yield cleaner.clean(decoder.decode(first))
    for chunk in chunks:
        yield cleaner.clean(decoder.decode(chunk))
    yield cleaner.clean(decoder.decode(b"", final=True), is_last=True)


class _Cleaner:
    """Knows, from one piece of text to the next, whether it is in a CDATA section or a comment, and in which line."""

    def __init__(self, oddities: Oddities, line: int) -> None:
        self._oddities, self._line = oddities, line
        self._until = ""
        self._rest = ""

    def clean(self, text: str, *, is_last: bool = False) -> bytes:
        """Return the text so far, but for an end that only what comes next decides."""
        text, self._rest = self._rest + text, ""
        if not is_last and (undecided := UNDECIDED.search(text, max(len(text) - 40, 0))):
            text, self._rest = text[: undecided.start()], undecided[0]
        text = self._without(CONTROL, text, "a character that XML has none of: left out")
        text = self._in_utf_8(text)
        parts: list[str] = []
        for part in MARKS.split(text):
            if self._until:
                self._until = "" if part == self._until else self._until
            elif part in AS_IT_IS:
                self._until = AS_IT_IS[part]
            elif "&" in part:
                part = self._with_entities(part)
            parts.append(part)
            self._line += part.count("\n")
        return "".join(parts).encode("utf-8", "replace")

    def _note(self, what: str, text: str, at: int, count: int = 1) -> None:
        self._oddities.note(what, self._line + text.count("\n", 0, at), count)

    def _without(self, pattern: re.Pattern[str], text: str, what: str) -> str:
        for found in pattern.finditer(text):
            self._note(what, text, found.start())
        return pattern.sub("", text)

    def _in_utf_8(self, text: str) -> str:
        """Read bytes that are no UTF-8 as what old pages were written in."""
        for found in FOREIGN.finditer(text):
            self._note("a byte that is no UTF-8: read as Windows-1252", text, found.start())
        return FOREIGN.sub(
            lambda found: bytes([ord(found[0]) - 0xDC00]).decode("cp1252", "replace"), text
        )

    def _with_entities(self, text: str) -> str:
        """Write what HTML has a name for as the character, and a bare ampersand as one that is meant."""
        text = self._without(CONTROL_BY_NUMBER, text, "a character that XML has none of: left out")
        for found in BARE.finditer(text):
            self._note("an ampersand that is not written as one", text, found.start())
        text = BARE.sub("&amp;", text)
        return NAMED.sub(self._named, text)

    def _named(self, found: re.Match[str]) -> str:
        character = html5.get(f"{found[1]};", "")
        return found[0] if not character or MARKUP & set(character) else character
