"""Where what only some see stands among what everybody sees."""

from collections import deque
from collections.abc import Iterable, Sequence
from typing import Any

from .models import Comment
from .orders import Cursor, Order


def put_among(
    comments: Sequence[Comment],
    unseen: Iterable[Comment],
    *,
    order: Order,
    after: Cursor | None,
    until: Cursor | None,
) -> list[Comment]:
    """Return `comments` with those of `unseen` that belong on the same page.

    Args:
        comments: of one page, those at the top in their order, pinned ones first; replies anywhere.
        unseen: further ones, in any order.
        after: where the page begins; None for the first.
        until: where the next one begins; None for the last.
    """

    def place(comment: Comment) -> tuple[Any, int]:
        return getattr(comment, order.column), comment.pk

    def stands_before(one: tuple[Any, int], other: tuple[Any, int]) -> bool:
        return one < other if order is Order.OLDEST else one > other

    def is_here(comment: Comment) -> bool:
        here = place(comment)
        begun = after is None or stands_before((after.value, after.number), here)
        return begun and (until is None or stands_before(here, (until.value, until.number)))

    unseen = sorted(unseen, key=place, reverse=order is not Order.OLDEST)
    tops = deque(comment for comment in unseen if not comment.parent_id and is_here(comment))
    both: list[Comment] = []
    for comment in comments:
        ordinary = comment.parent_id is None and not comment.is_pinned
        while ordinary and tops and stands_before(place(tops[0]), place(comment)):
            both.append(tops.popleft())
        both.append(comment)
    both += tops
    return both + _replies(unseen, to=both)


def _replies(unseen: Iterable[Comment], *, to: Iterable[Comment]) -> list[Comment]:
    """Those of `unseen` that answer one of `to`, or each other below it; a parent has the lower number."""
    shown = {comment.pk for comment in to}
    replies = []
    for comment in sorted(unseen, key=lambda comment: comment.pk):
        if comment.parent_id in shown:
            shown.add(comment.pk)
            replies.append(comment)
    return replies
