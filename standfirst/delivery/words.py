"""What somebody typed into the search box, and where in a text it is found."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from standfirst.lib.search_words import Token, tokens

LONGEST = 200
MOST_WORDS = 12
SNIPPET = 220


@dataclass(frozen=True, slots=True)
class Asked:
    """The words that are looked for, at most MOST_WORDS, and the language by whose rules they are read."""

    typed: str
    words: tuple[Token, ...]
    language: str

    @classmethod
    def of(cls, typed: str, language: str) -> "Asked":
        """Read what was typed; signs part words, and what is too long is cut."""
        shown = " ".join(typed.replace("\x00", " ").split())[:LONGEST]
        return cls(shown, tuple(islice(tokens(shown, language), MOST_WORDS)), language)

    @property
    def text(self) -> str:
        """The words as the search backend takes them."""
        return " ".join(token.text for token in self.words)

    def marked(self, texts: Iterable[str]) -> SafeString:
        """Return the part of `texts` around the first hit as safe HTML, hits in `<mark>`.

        Falls back to the beginning of the first text, where the words are in the headline alone.
        """
        shown = [text for text in texts if text]
        wanted = frozenset().union(*(token.forms for token in self.words))
        for text in shown:
            if first := next(self._hits(text, wanted), None):
                return self._snippet(text, first, wanted)
        return _cut(shown[0], 0, []) if shown else SafeString("")

    def _hits(self, text: str, wanted: frozenset[str]) -> Iterator[Token]:
        return (token for token in tokens(text, self.language) if token.forms & wanted)

    def _snippet(self, text: str, first: Token, wanted: frozenset[str]) -> SafeString:
        """Return what stands around the first hit; the rest of a long text is not looked through."""
        start = max(0, first.start - SNIPPET // 3)
        if start:
            start = text.find(" ", start, first.start) + 1 or first.start
        window = text[start : start + SNIPPET + LONGEST]
        hits = [(start + it.start, start + it.end) for it in self._hits(window, wanted)]
        return _cut(text, start, hits)


def _cut(text: str, start: int, hits: Sequence[tuple[int, int]]) -> SafeString:
    end = min(len(text), start + SNIPPET)
    if end < len(text):
        end = max(text.rfind(" ", start, end), hits[0][1] if hits else 0) or end
    inner = [hit for hit in hits if hit[1] <= end]
    return format_html(
        "{}{}{}",
        "… " if start else "",
        format_html_join("", "{}", ((part,) for part in _parts(text, start, end, inner))),
        " …" if end < len(text) else "",
    )


def _parts(
    text: str, start: int, end: int, hits: Sequence[tuple[int, int]]
) -> Iterator[SafeString]:
    at = start
    for first, last in hits:
        yield conditional_escape(text[at:first])
        yield format_html("<mark>{}</mark>", text[first:last])
        at = last
    yield conditional_escape(text[at:end])
