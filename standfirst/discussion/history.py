"""What a comment said before, beside what it says now."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from .models import Comment

_MOST = 50


@dataclass(frozen=True, slots=True)
class Version:
    """What a comment said from `at` on; `changes` marks what came in and what went."""

    at: datetime
    changes: SafeString
    is_first: bool = False
    is_current: bool = False


def versions_of(comment: Comment) -> list[Version]:
    """Return what `comment` says and said, the newest first, at most 50 older ones. One query.

    What changed was found out when it was written: reading compares nothing.
    """
    older = list(comment.revisions.order_by("-written_at", "-pk")[:_MOST])
    written = [comment.edited_at or comment.created_at, *(it.written_at for it in older)]
    versions = [
        Version(at, mark_safe(revision.changes), is_current=number == 0)  # noqa: S308 - escaped when it was compared
        for number, (at, revision) in enumerate(zip(written, older, strict=False))
    ]
    first = older[-1].words if older else comment.words
    return [*versions, Version(written[-1], escape(first), is_first=True, is_current=not older)]
