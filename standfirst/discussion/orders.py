"""The orders of a thread, and cursors: where in an order a page begins."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from django.db import models
from django.db.models import F, Func, Value
from django.db.models.expressions import Expression
from django.db.models.lookups import GreaterThan, LessThan
from django.utils.translation import gettext_lazy as _

from standfirst.lib.errors import Refused

_BIGGEST = 2**63 - 1


class Sortable(Protocol):
    """What has a place in an order: a comment, or the few columns of it that were read."""

    @property
    def id(self) -> int:
        """Its number."""
        ...

    @property
    def score(self) -> int:
        """Votes for it less votes against it."""
        ...

    @property
    def best(self) -> int:
        """How sure it is that readers agree."""
        ...

    @property
    def created_at(self) -> datetime:
        """When it was written."""
        ...


class Order(models.TextChoices):
    """How top-level comments follow each other."""

    NEWEST = "newest", _("Newest")
    BEST = "best", _("Best")
    MOST_VOTED = "most-voted", _("Most voted")
    OLDEST = "oldest", _("Oldest")

    @property
    def column(self) -> str:
        """What is compared first."""
        return {Order.MOST_VOTED: "score", Order.BEST: "best"}.get(self, "created_at")

    @property
    def is_by_votes(self) -> bool:
        """Whether votes decide, among replies as well."""
        return self.column != "created_at"

    @property
    def fields(self) -> tuple[str, str]:
        """For `order_by`: total, by the number in the end."""
        sign = "" if self is Order.OLDEST else "-"
        return f"{sign}{self.column}", f"{sign}id"

    def cursor_of(self, comment: Sortable) -> "Cursor":
        """Return the place right after `comment`."""
        return Cursor(getattr(comment, self.column), comment.id)

    def cursor_before(self, comment: Sortable) -> "Cursor":
        """Return the place right before `comment`: a page from there begins with it."""
        before = -1 if self is Order.OLDEST else 1
        return Cursor(getattr(comment, self.column), comment.id + before)

    def after(self, cursor: "Cursor") -> Expression:
        """Return the condition for what follows `cursor`: a comparison of rows, found by index."""
        kind = models.IntegerField() if self.is_by_votes else models.DateTimeField()
        here = _Row(F(self.column), F("id"))
        there = _Row(Value(cursor.value, kind), Value(cursor.number, models.BigIntegerField()))
        lookup = GreaterThan if self is Order.OLDEST else LessThan
        return lookup(here, there)

    def sort_replies(self, replies: list[Any]) -> None:
        """Sort answers to one comment in place: as the talk went, or the best liked first."""
        if self.is_by_votes:
            replies.sort(key=lambda reply: (-getattr(reply, self.column), reply.id))
        else:
            replies.sort(key=lambda reply: (reply.created_at, reply.id))


DEFAULT = Order.NEWEST


class WrongCursor(Refused):
    """What was handed in names no place in the order."""

    code = "wrong-cursor"


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last comment shown: a page begins after it. Reads `2026-01-16T19:31:00Z~4521` or `31~4521`."""

    value: datetime | int
    number: int

    def __str__(self) -> str:
        if isinstance(self.value, datetime):
            at = self.value.astimezone(UTC).isoformat().replace("+00:00", "Z")
            return f"{at}~{self.number}"
        return f"{self.value}~{self.number}"

    @classmethod
    def parse(cls, text: str, order: Order) -> "Cursor":
        """Return the cursor that `text` spells in `order`.

        Raises:
            WrongCursor: it spells none, or one of another order.
        """
        value, _tilde, number = text.partition("~")
        try:
            place = cls(_value(value, order), int(number))
        except (ValueError, OverflowError) as error:
            raise WrongCursor from error
        if not 0 <= place.number <= _BIGGEST:
            raise WrongCursor
        return place


def _value(text: str, order: Order) -> datetime | int:
    if order.is_by_votes:
        votes = int(text)
        if abs(votes) >= 2**31:
            raise ValueError
        return votes
    at = datetime.fromisoformat(text)
    if at.tzinfo is None or at.year < 2:
        raise ValueError
    return at.astimezone(UTC)


class _Row(Func):
    """Several values compared as one, the first of them first."""

    template = "(%(expressions)s)"
    output_field = models.IntegerField()
