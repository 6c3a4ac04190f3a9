"""The comments on top of a thread: what must be known of them to lay out a page."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.db.models import QuerySet

from standfirst.lib.prepared import Prepared

from .models import Comment, CommentQuerySet, Thread
from .orders import Cursor, Order


class Root(NamedTuple):
    """What must be known of a top-level comment to decide whether it is still on the page."""

    id: int
    reply_count: int
    state: str
    is_pinned: bool
    # What the order compares first.
    value: datetime | int

    def cost(self, fold: int) -> int:
        """How many approved comments its branch puts on the page."""
        return (self.state == Comment.State.APPROVED) + min(self.reply_count, fold)


class Roots(NamedTuple):
    """The comments on top of one page, in their order."""

    chosen: Sequence[Root]
    # How many replies of each are shown with it, where the next page begins, and whether there are pages before.
    fold: int = 0
    next: Cursor | None = None
    is_first: bool = True


def first_roots(thread: Thread, order: Order, *, most: int) -> list[Root]:
    """Pinned comments, and so many others on top, in their order. One query."""
    found = [Root._make(row) for row in _first_roots(order, most).all(thread.pk)]
    found.sort(key=lambda root: (root.value, root.id), reverse=order is not Order.OLDEST)
    return sorted(found, key=lambda root: not root.is_pinned)


def roots_after(place: Cursor, thread: Thread, order: Order, *, most: int) -> list[Root]:
    """So many comments on top that follow a place and are not pinned, in their order. One query."""
    following = _ordinary(thread.pk, order).filter(order.after(place))
    return [Root._make(row) for row in following.values_list(*_columns(order))[:most]]


@cache
def _first_roots(order: Order, most: int) -> Prepared[tuple[Any, ...]]:
    def both(thread: int) -> "QuerySet[Comment, tuple[Any, ...]]":
        pinned = _on_top(thread).filter(is_pinned=True).order_by()
        # The bound is of these alone.
        others = Comment.objects.filter(pk__in=_ordinary(thread, order).values("pk")[:most])
        columns = _columns(order)
        return pinned.values_list(*columns).union(others.values_list(*columns), all=True)

    return Prepared(both, int)


def _ordinary(thread: int, order: Order) -> CommentQuerySet:
    return _on_top(thread).filter(is_pinned=False).order_by(*order.fields)


def _on_top(thread: int) -> CommentQuerySet:
    return Comment.objects.filter(thread=thread).top_level().placed()


def _columns(order: Order) -> tuple[str, ...]:
    # Up to two hundred more than are shown: what is not asked for need not be made into objects.
    return "id", "reply_count", "state", "is_pinned", order.column
