"""Words that the newsroom listed, one to a line."""

import re
from collections.abc import Callable
from functools import lru_cache

from standfirst.discussion.models import Comment, DiscussionSettings
from standfirst.lib.names import look_of

from .candidate import Candidate

_NOTHING = re.compile(r"(?!)")
_MOST_LISTS = 8


def hold_words(candidate: Candidate, rules: DiscussionSettings) -> Comment.HeldFor | None:
    """Hold what has one of the held words in it, or in its writer's name, mail or address."""
    return Comment.HeldFor.WORDS if _has_one(candidate, rules.held_words) else None


def is_spam(candidate: Candidate, rules: DiscussionSettings) -> bool:
    """Whether it has one of the words that the newsroom takes for spam; staff may write them."""
    return _has_one(candidate, rules.spam_words) and not candidate.is_by_staff


def _has_one(candidate: Candidate, listed: str) -> bool:
    """Look for the words as they are typed, and as they look: letters of other alphabets, dots between them."""
    if not listed.strip():
        return False
    typed, looks = _patterns(listed)
    text = "\n".join(
        (
            candidate.words,
            candidate.name,
            candidate.mail,
            candidate.website,
            candidate.address,
        )
    )
    return bool(typed.search(text.casefold()) or looks.search(_look(text)))


@lru_cache(maxsize=_MOST_LISTS)
def _patterns(listed: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    lines = [line.strip().casefold() for line in listed.splitlines() if line.strip(" *\t")]
    # Figures look like letters: an address would be found in others.
    spelled = [line for line in lines if any(letter.isalpha() for letter in line)]
    return _any_of(lines, str), _any_of(spelled, _look)


def _any_of(lines: list[str], read: Callable[[str], str]) -> re.Pattern[str]:
    """One pattern for all lines; `*` at an end stands for whatever follows or goes before."""
    found = []
    for line in lines:
        word = read(line.strip("*"))
        if not word:
            continue
        before = "" if line.startswith("*") else _edge(word[0], r"(?<!\w)")
        after = "" if line.endswith("*") else _edge(word[-1], r"(?!\w)")
        found.append(before + re.escape(word) + after)
    return re.compile("|".join(found)) if found else _NOTHING


def _edge(letter: str, mark: str) -> str:
    """A word ends where its letters end, in the alphabets that put spaces between words and nothing else.

    Those have capitals; in others a word is looked for anywhere.
    """
    return mark if letter.isdecimal() or letter.upper() != letter.lower() else ""


def _look(text: str) -> str:
    return " ".join(filter(None, map(look_of, text.split())))
