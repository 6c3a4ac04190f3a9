"""From comments to the order in which they are read: each below what it answers."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from .models import Comment
from .orders import Order


@dataclass(frozen=True, slots=True)
class Placed:
    """A comment in its place."""

    comment: Comment
    # How deep it stands below the first one of its branch that is here, from 1.
    level: int
    # What it answers, and whether that is on the same page.
    answers: Comment | None
    is_below: bool
    # It, or something above it, takes no more replies.
    is_closed: bool
    # Approved replies of its branch that are not on this page, told at the top of the branch only,
    # and the number after which they begin.
    more: int = 0
    more_after: int = 0


def nest(
    comments: Sequence[Comment],
    *,
    order: Order,
    others: Sequence[Comment] = (),
    flat: bool = False,
    folded: bool = False,
) -> list[Placed]:
    """Return `comments` in reading order, each once.

    Args:
        comments: those at the top in the order in which they shall stand; replies in any.
        order: of replies to the same comment.
        others: comments that are answered but not shown; the closest known ones count.
        flat: leave all at the first level, in the order given.
        folded: say how many replies of each branch are missing.
    """
    on_page = {} if flat else {comment.pk: comment for comment in comments}
    known = {comment.pk: comment for comment in (*others, *comments)}
    replies: dict[int, list[Comment]] = defaultdict(list)
    tops = []
    for comment in comments:
        if comment.parent_id in on_page:
            replies[comment.parent_id].append(comment)
        else:
            tops.append(comment)
    closed = _closed(known)
    missing = _missing(comments) if folded else {}
    placed: list[Placed] = []
    stack = [(comment, 1) for comment in reversed(tops)]
    while stack:
        comment, level = stack.pop()
        answered = known.get(comment.parent_id) if comment.parent_id else None
        placed.append(
            Placed(
                comment,
                level,
                answered,
                comment.parent_id in on_page,
                comment.pk in closed,
                *missing.get(comment.pk, (0, 0)),
            )
        )
        order.sort_replies(replies[comment.pk])
        stack += [(reply, level + 1) for reply in reversed(replies[comment.pk])]
    return placed


def _closed(known: dict[int, Comment]) -> set[int]:
    """Numbers of those that take no replies; a parent has the lower number, so it is known first."""
    closed: set[int] = set()
    for number in sorted(known):
        if known[number].is_closed or known[number].parent_id in closed:
            closed.add(number)
    return closed


def _missing(comments: Sequence[Comment]) -> dict[int, tuple[int, int]]:
    """How many approved replies of a top-level comment are not here, and after which number they are."""
    shown: dict[int, int] = defaultdict(int)
    last: dict[int, int] = {}
    for comment in comments:
        if comment.root_id and comment.is_approved:
            shown[comment.root_id] += 1
            last[comment.root_id] = max(last.get(comment.root_id, 0), comment.pk)
    return {
        comment.pk: (comment.reply_count - shown[comment.pk], last.get(comment.pk, 0))
        for comment in comments
        if comment.parent_id is None and comment.reply_count > shown[comment.pk]
    }


def all_below(placed: Sequence[Placed], at: int) -> Sequence[Placed]:
    """Those of `placed`, in reading order, that stand below the one `at` that place."""
    level = placed[at].level
    end = next((n for n in range(at + 1, len(placed)) if placed[n].level <= level), len(placed))
    return placed[at + 1 : end]
