"""What somebody typed into the search box, and where in a text it is found."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

LONGEST = 200
MOST_WORDS = 12
SNIPPET = 220
# What both databases would read as their own signs, or as the end of a word.
_SIGNS = re.compile(r"[\x00-\x20\x7f-\xa0\"\\*^:(){}\[\]<>|&!+~@#%=,;?“”„«»]+")
_WORD = re.compile(r"\w+")
# How much longer an ending may make one of two words that count as the same.
_ENDING = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """The words that are looked for, at most MOST_WORDS, none of which a database can misread."""

    typed: str
    words: tuple[str, ...]

    @classmethod
    def of(cls, typed: str) -> "Asked":
        """Read what was typed; signs part words, and what holds neither letter nor figure is dropped."""
        shown = " ".join(typed.replace("\x00", " ").split())[:LONGEST]
        parts = (part.strip("'’-._/") for part in _SIGNS.sub(" ", shown).split())
        words = tuple(part for part in parts if any(map(_is_spoken, part)))
        return cls(shown, words[:MOST_WORDS])

    @property
    def text(self) -> str:
        """The words as the search backend takes them."""
        return " ".join(self.words)

    def marked(self, texts: Iterable[str]) -> SafeString:
        """Return the part of `texts` around the first hit as safe HTML, hits in `<mark>`.

        Falls back to the beginning of the first text, where a database found a form of a word that
        cannot be seen here.
        """
        shown = [text for text in texts if text]
        terms = [_folded(term) for word in self.words for term in _WORD.findall(word)]
        for text in shown:
            if hits := _hits(text, terms):
                return _snippet(text, hits)
        return _snippet(shown[0], []) if shown else SafeString("")


def _is_spoken(sign: str) -> bool:
    """Whether a sign is a letter or a figure of any script."""
    return unicodedata.category(sign)[0] in "LN"


def _folded(word: str) -> str:
    """Return `word` without case and accents, as both databases' indices hold it."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def _hits(text: str, terms: Sequence[str]) -> list[tuple[int, int]]:
    return [
        found.span()
        for found in _WORD.finditer(text)
        if any(_is_form_of(_folded(found[0]), term) for term in terms)
    ]


def _is_form_of(word: str, term: str) -> bool:
    """Whether one of both is the other with a short ending: wall, walls; build, building."""
    short, long = sorted((word, term), key=len)
    return word == term or (
        len(short) >= _ENDING and long.startswith(short) and len(long) - len(short) <= _ENDING
    )


def _snippet(text: str, hits: Sequence[tuple[int, int]]) -> SafeString:
    start = max(0, hits[0][0] - SNIPPET // 3) if hits else 0
    if start:
        start = text.find(" ", start, hits[0][0]) + 1 or hits[0][0]
    end = min(len(text), start + SNIPPET)
    if end < len(text):
        end = max(text.rfind(" ", start, end), hits[0][1] if hits else 0) or end
    inner = [hit for hit in hits if hit[0] >= start and hit[1] <= end]
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
