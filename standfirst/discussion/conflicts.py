"""What a moderator is asked before something is done: where a colleague decided meanwhile, or a whole discussion is meant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .acts import LABELS, WITH_WORDS, Press
from .caseload import cases_of
from .models import Comment, ModerationEntry, Thread
from .services import version_of


@dataclass(frozen=True, slots=True)
class Conflict:
    """A comment, or a whole discussion, as it is now, and the last act on it."""

    row: Comment | Thread
    last: ModerationEntry | None = None

    @property
    def version(self) -> str:
        """What whoever decides sees now."""
        return version_of(self.row)


def about_comments(comments: Sequence[Comment], *, act: str, press: Press) -> Mapping[str, Any]:
    """Return what the question about comments is laid out from. Three queries."""
    cases = cases_of(comments)
    return {
        "conflicts": [Conflict(case.comment, case.last) for case in cases],
        **_question(act, press),
    }


def about_thread(thread: Thread, *, act: str, press: Press) -> Mapping[str, Any]:
    """Return what the question about a whole discussion is laid out from. One query."""
    entries = ModerationEntry.objects.filter(thread=thread.pk, comment__isnull=True)
    last = entries.select_related("by").first()
    return {
        "conflicts": [Conflict(thread, last)],
        "thread": thread,
        # As it was opened; False where the question is only whether it is meant.
        "is_changed": press.opened_on not in {None, version_of(thread)},
        **_question(act, press),
    }


def _question(act: str, press: Press) -> dict[str, Any]:
    return {
        "act": act,
        "label": LABELS[act],
        "words": press.words,
        "takes_words": act in WITH_WORDS,
    }
