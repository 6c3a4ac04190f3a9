"""What a comment said before, beside what it says now."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .models import Comment

_MOST = 50
_PIECES = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Version:
    """What a comment said from `at` on; `changes` marks what came in and what went."""

    at: datetime
    changes: SafeString
    is_first: bool = False
    is_current: bool = False


def versions_of(comment: Comment) -> list[Version]:
    """Return what `comment` says and said, the newest first, at most 50 older ones. One query."""
    older = list(comment.revisions.order_by("-written_at", "-pk")[:_MOST])
    said = [(comment.edited_at or comment.created_at, comment.words)]
    said += [(revision.written_at, revision.words) for revision in older]
    versions = [
        Version(at, changes_between(before, words), is_current=number == 0)
        for number, ((at, words), (_at, before)) in enumerate(pairwise(said))
    ]
    at, words = said[-1]
    return [*versions, Version(at, format_html("{}", words), is_first=True, is_current=not older)]


def changes_between(before: str, after: str) -> SafeString:
    """Return `after` as HTML, with what is new in `ins` and what is gone in `del`; all of it escaped."""
    return format_html_join("", "{}", ((part,) for part in _parts(before, after)))


def _parts(before: str, after: str) -> Iterator[str]:
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    for act, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if act == "equal":
            yield "".join(new[k:m])
            continue
        if j > i:
            yield format_html("<del>{}</del>", "".join(old[i:j]))
        if m > k:
            yield format_html("<ins>{}</ins>", "".join(new[k:m]))
