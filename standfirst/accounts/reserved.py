"""Names that no reader may take, as a guest or with an account: they read as the newsroom's.

These are the names of who works here and of the paper, with additions and turned round, and the words by
which newsrooms are called. Apps above know of more such names; they add a source when they start.

Source: docs/decisions/0026-names-and-words-in-discussions.md
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from standfirst.lib.names import in_latin_capitals, look_of, looks_like_letter
from standfirst.lib.prepared import Prepared

from . import newsroom_words
from .models import User

Source = Callable[[], Iterable[str]]

REFUSAL = _(
    "Names like this are kept for people who work here. Please choose another one. If you work here, sign in first."
)

_sources: list[Source] = []
_staff = Prepared(lambda: User.objects.staff().only("display_name", "first_name", "last_name"))
# A longer word of the newsroom is known within other words, as in “Chefredaktion”.
_LONG = 8
# A shorter one only at an end of one, beside a known word, as in “Adminteam”.
_SHORTEST = 5
_ARABIC_ARTICLE = "ال"
_OUTER_NUMBERS = re.compile(r"\A\d+|\d+\Z")


def reserve_names(source: Source) -> None:
    """Ask `source` for further names of the newsroom, each time a reader chooses one."""
    _sources.append(source)


def is_reserved(name: str, *, besides: User | None = None) -> bool:
    """Tell whether `name` reads as the newsroom's or as that of somebody who works here, other than `besides`.

    Who works here may have any name: it is theirs to sort out among colleagues. A few queries, or none.
    """
    if besides is not None and besides.is_staff_member:
        return False
    names = [person.get_full_name() for person in _staff.kept()]
    for source in _sources:
        names += source()
    return reads_as_newsroom(name, names)


def reads_as_newsroom(name: str, names: Iterable[str]) -> bool:
    """Tell whether `name` reads as one of `names`, of people and papers, or as the newsroom itself."""
    kept = _kept_of(*names)
    return any(kept.holds(words) for words in set(_readings(name)))


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept for the newsroom, all of it as the eye sees it."""

    # Of these, one is the whole name, its words in one.
    whole: frozenset[str]
    # Of these, all words are in it.
    together: tuple[frozenset[str], ...]
    # This is all that is in it, beside additions.
    alone: frozenset[str]
    # This is at its beginning or its end, beside additions.
    glued: frozenset[str]
    # No word with more letters is.
    longest: int

    def holds(self, words: tuple[str, ...]) -> bool:
        """Whether these words, of one name, read as the newsroom."""
        joined, said = "".join(words), frozenset(words)
        rest = [word for word in words if word not in _ADDED]
        return (
            joined in self.whole
            or "".join(rest) in self.whole
            or (len(rest) == 1 and rest[0] in self.alone)
            or any(together <= said for together in self.together)
            or any(long in joined for long in _LONG_WORDS)
            or any(self._is_glued(word) for word in (*words, joined))
        )

    def _is_glued(self, word: str) -> bool:
        if len(word) > self.longest:
            return False
        parts = ((word[:place], word[place:]) for place in range(len(word) + 1))
        return any(
            (start in self.glued and end in _GLUED) or (start in _GLUED and end in self.glued)
            for start, end in parts
        )


def _readings(name: str) -> Iterator[tuple[str, ...]]:
    """The words of `name` as the eye sees them: with the numbers around them and without, parted at capitals, too."""
    # A Greek capital Ny is an N to the eye, and a small one a v: names are read both ways.
    for parted in dict.fromkeys((name, _parted_at_capitals(name), in_latin_capitals(name))):
        words = _words(parted)
        yield tuple(look for word in words if (look := _look(word)))
        yield tuple(look for word in words if (look := _look(_OUTER_NUMBERS.sub("", word))))


def _words(name: str) -> list[str]:
    """Split at whatever is neither letter nor number, nor looks like one; what is not seen splits nothing."""
    plain = unicodedata.normalize("NFKC", name)
    kinds = ((letter, unicodedata.category(letter)) for letter in plain)
    return "".join(
        letter if kind[0] in "LNM" or looks_like_letter(letter) else "" if kind == "Cf" else " "
        for letter, kind in kinds
    ).split()


def _parted_at_capitals(name: str) -> str:
    before_capital = (" " if a.islower() and b.isupper() else "" for a, b in pairwise(f" {name}"))
    return "".join(gap + letter for gap, letter in zip(before_capital, name, strict=True))


def _look(word: str) -> str:
    look = look_of(word).replace("rn", "m")  # nobody tells them apart in small type
    has_article = look.startswith(_ARABIC_ARTICLE) and len(look) > _SHORTEST
    return look.removeprefix(_ARABIC_ARTICLE) if has_article else look


def _looks(text: str) -> list[str]:
    return [look for word in _words(text) if (look := _look(word))]


@lru_cache(maxsize=2)
def _kept_of(*names: str) -> _Kept:
    whole: set[str] = set()
    glued = set(_WORDS)
    together = [frozenset(_looks(phrase)) for phrase in _all(newsroom_words.TOGETHER)]
    alone = _looks(" ".join(newsroom_words.ALONE.values()))
    for name in names:
        words = _looks(name)
        # “The Guardian” is also “Guardian”, but no “An Ng” is only “Ng” and something else.
        core = [word for word in words if word not in _ARTICLES] or words
        whole |= {"".join(words), "".join(reversed(words)), "".join(core)}
        if len(words) > 1:
            together.append(frozenset(core if len(core) > 1 else words))
        if len(core) > 1:
            glued |= {"".join(core), "".join(reversed(core))}
        else:
            alone += core
    whole.discard("")
    together += [frozenset({word}) for word in _WORDS]
    long = frozenset(core for core in glued if len(core) >= _SHORTEST)
    longest = max(map(len, long)) + _LONGEST_ADDED
    return _Kept(frozenset(whole), tuple(together), frozenset(alone), long, longest)


def _all(phrases: Mapping[str, Iterable[str]]) -> Iterator[str]:
    for of_language in phrases.values():
        yield from of_language


_ARTICLES = frozenset(_looks(newsroom_words.ARTICLES))
_WORDS = frozenset(_looks(" ".join(newsroom_words.ANYWHERE.values())))
_LONG_WORDS = tuple(word for word in _WORDS if len(word) >= _LONG)
_ADDED = frozenset(_looks(newsroom_words.BESIDE)) | _WORDS
# “Andersen” is no addition to “Anders”, and “Martina” none to “Martin”.
_GLUED = {word for word in _ADDED - _ARTICLES if len(word) > len("en")} | {"", "co"}
_LONGEST_ADDED = max(map(len, _GLUED))
