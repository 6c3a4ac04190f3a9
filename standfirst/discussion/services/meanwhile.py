"""Two people with the same comment before them: the second is told what was decided meanwhile, and asked."""

import hashlib

from django.utils.translation import gettext as _

from standfirst.discussion.models import Comment, PassageQuestion, Thread
from standfirst.lib.errors import Refused

# What can be decided about each, or changes what was decided about: the words of a comment.
_DECIDED: dict[type[Comment | Thread | PassageQuestion], tuple[str, ...]] = {
    Comment: ("state", "removed_reason", "is_pinned", "is_picked", "is_closed", "html"),
    Thread: ("state", "closed_note", "is_kept_open"),
    PassageQuestion: ("state",),
}


class DecidedMeanwhile(Refused):
    """Somebody decided, or the writer changed the words, after the page was opened."""

    code = "decided-meanwhile"


def version_of(row: Comment | Thread | PassageQuestion) -> str:
    """Return a short text that differs where something else is decided about `row`; no query."""
    values = [str(getattr(row, name)) for name in _DECIDED[type(row)]]
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def need_unchanged(row: Comment | Thread | PassageQuestion, *, opened_on: str | None) -> None:
    """Refuse to decide over what somebody decided meanwhile.

    Args:
        row: as it stands now; the caller holds a lock on its thread.
        opened_on: `version_of` what whoever decides saw; None where there was no form.

    Raises:
        DecidedMeanwhile: it is not that any more.
    """
    if opened_on is not None and opened_on != version_of(row):
        raise DecidedMeanwhile(
            _(
                "This changed after you opened the page, so nothing was done. Look at it as it is "
                "now, and decide again."
            )
        )
