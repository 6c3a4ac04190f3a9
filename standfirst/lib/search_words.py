"""Words as a search compares them: without case, accents and vowel signs, down to their stem.

What is indexed and what is asked for go through the same functions, in Python, so that every
database finds the same. A word may have several forms, of which one in common is enough: "policía"
is looked for as it is stemmed with and without its accent, for readers leave accents out.

Source: docs/decisions/0020-search-and-language.md
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

# Raised whenever the same text gives other words than before: every index is then built anew.
VERSION = 1
STEMMERS = {"en": "english", "de": "german", "es": "spanish", "fr": "french", "ar": "arabic"}
# No word of any language is longer; what is cut off is noise.
LONGEST_WORD = 60

# Vowel signs and accents that stand alone, the Arabic stretch, and signs without a width.
_MARK = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u00ad\u200b-\u200f\u2060\ufeff"
_LETTER = rf"(?:[^\W_]|[{_MARK}])"
_JOIN = r"(?:[-\u2010\u2011'\u2019\u02bc]|(?<=\d)[.,](?=\d))"
_TOKEN = re.compile(
    # 2,500 or 2.500 or 2 500 with a narrow space
    r"(?P<number>(?<![^\W_])\d{1,3}(?:[.,'\u2019\xa0\u202f]\d{3})+(?![^\W_]))"
    # U.S., N.A.T.O.
    r"|(?P<initials>(?<![^\W_])(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W_]))?)"
    # Covid-19, don't, l'élection, 9.4
    rf"|(?P<words>[^\W_]{_LETTER}*(?:{_JOIN}{_LETTER}+)*)"
)
_MARKS = re.compile(f"[{_MARK}]")
_JOINS = re.compile(_JOIN)
_NOT_A_LETTER = re.compile(r"[\W_]")
_APOSTROPHE = re.compile(r"['\u2019\u02bc]")
# What French puts before an apostrophe, which is no part of the word behind it.
_ELIDED = {"l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"}
# Letters that Unicode does not take apart, and Arabic ones that are written either way.
_WRITTEN_SO = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ء": "", "ى": "ي", "ة": "ه"}  # noqa: RUF001 - letters of other languages
)  # fmt: skip
_SEATED_HAMZA = str.maketrans("", "", "ؤئ")
_ARABIC = re.compile("[\u0620-\u064a]")
_ARABIC_AND = re.compile("^[وف](?=ال|بال|كال|لل)")
_ARABIC_THE = re.compile("^(?:ال|بال|كال|لل)")
_stemming = threading.Lock()


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it stands in a text, at `start`.

    `parts` are its words, of which only a compound has several, each in all its forms; `joined` are
    the forms of a compound written as one word.
    """

    start: int
    text: str
    parts: tuple[tuple[str, ...], ...]
    joined: tuple[str, ...] = ()

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.start + len(self.text)

    @property
    def phrase(self) -> tuple[str, ...]:
        """The first form of each part, in order."""
        return tuple(forms[0] for forms in self.parts)

    @property
    def instead(self) -> tuple[str, ...]:
        """Single words any of which may stand for the whole of it."""
        return self.joined if len(self.parts) > 1 else self.parts[0][1:]

    @property
    def forms(self) -> frozenset[str]:
        """Every word that it is indexed under."""
        return frozenset((*self.joined, *(form for forms in self.parts for form in forms)))


def tokens(text: str, language: str) -> Iterator[Token]:
    """Yield the words of `text` in order, stemmed by the rules of `language` ("en"), if we know them."""
    for found in _TOKEN.finditer(text):
        token = _token(found, language)
        if token.parts:
            yield token


def indexed(text: str, language: str) -> str:
    """Return what an index holds of `text`: its words in order, then their other forms."""
    found = list(tokens(text, language))
    first = (form for token in found for form in token.phrase)
    others = (form for token in found for form in sorted(token.forms.difference(token.phrase)))
    return " ".join((*first, *others))


def folded(word: str) -> str:
    """Return `word` without case, accents, vowel signs and hamza, but with its ending."""
    return _folded(_plain(word))


def folded_words(text: str) -> str:
    """Return the words of `text` as `folded` writes them: for what is found while it is being typed."""
    return " ".join(
        word
        for found in _TOKEN.finditer(text)
        for part in _JOINS.split(found[0])
        if (word := folded(part))
    )


def spelled(text: str) -> Iterator[str]:
    """Yield the single words of `text` as they are spelled, in small letters."""
    for found in _TOKEN.finditer(text):
        yield from (part.lower() for part in _JOINS.split(found[0]) if folded(part))


def _token(found: "re.Match[str]", language: str) -> Token:
    text, start = found[0], found.start()
    if found["number"] or found["initials"]:
        return Token(start, text, _parts([_NOT_A_LETTER.sub("", text)], language))
    words = _without_what_is_elided(text, language)
    parts = _parts(words, language)
    # 9.4 is not 94.
    is_one_word = len(parts) > 1 and not re.search(r"[.,]", text)
    return Token(start, text, parts, _forms("".join(words), language) if is_one_word else ())


def _without_what_is_elided(text: str, language: str) -> list[str]:
    """Return the words in `text`, without the article of "l'eau" and the s of "harbour's"."""
    words = _JOINS.split(text)
    if _APOSTROPHE.search(text) and len(words) > 1:
        if words[-1].lower() == "s":
            words = words[:-1]
        if language == "fr" and len(words) > 1 and words[0].lower() in _ELIDED:
            words = words[1:]
    return words


def _parts(words: list[str], language: str) -> tuple[tuple[str, ...], ...]:
    return tuple(forms for word in words if (forms := _forms(word, language)))


# A paper's whole vocabulary of a day; stemming one word takes longer than reading a page of known ones.
@lru_cache(maxsize=30_000)
def _forms(word: str, language: str) -> tuple[str, ...]:
    """Return the forms of one word, the likeliest first; none of what holds no letter and no figure."""
    plain = _plain(word)
    if not _folded(plain):
        return ()
    readings = [plain, _folded(plain)]
    if language == "ar" and _ARABIC.match(plain):
        readings = _arabic(plain)
    return tuple(dict.fromkeys(_stemmed(reading, language) for reading in readings))


def _arabic(word: str) -> list[str]:
    """Return an Arabic word with its article, by which it is stemmed best, without, and without hamza."""
    word = _ARABIC_AND.sub("", word)
    with_hamza, without = _folded(word), _folded(word.translate(_SEATED_HAMZA))
    readings = [_definite(with_hamza), with_hamza]
    return [*readings, _definite(without)] if without else readings


def _definite(word: str) -> str:
    return word if _ARABIC_THE.match(word) else f"ال{word}"


def _stemmed(word: str, language: str) -> str:
    name = STEMMERS.get(language.split("-")[0])
    if name is None:
        return _folded(word)
    with _stemming:  # A stemmer keeps the word that it works on.
        stem = _stemmer(name).stemWord(word)
    return _folded(stem) or _folded(word)


@lru_cache
def _stemmer(name: str) -> "snowballstemmer.stemmer":
    return snowballstemmer.stemmer(name)


def _plain(word: str) -> str:
    """Return `word` in small letters and figures from 0 to 9, without what is only a sign upon them."""
    small = unicodedata.normalize(
        "NFC", unicodedata.normalize("NFKC", word[:LONGEST_WORD]).casefold()
    )
    return "".join(map(_figure, _MARKS.sub("", small)))


def _figure(letter: str) -> str:
    return str(unicodedata.digit(letter)) if unicodedata.category(letter) == "Nd" else letter


def _folded(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word)
    letters = (it for it in apart if not unicodedata.combining(it))
    return _NOT_A_LETTER.sub("", "".join(letters).translate(_WRITTEN_SO))
