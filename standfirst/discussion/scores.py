"""How well a comment is liked, as one number to sort by."""

from collections.abc import Callable
from math import floor, sqrt
from typing import Any

from django.db.models import Case, F, FloatField, IntegerField, Value, When
from django.db.models.expressions import Expression
from django.db.models.functions import Cast, Floor, Sqrt

# The normal distribution holds 95 % within so many standard deviations.
_Z = 1.959963984540054
_MILLION = 1_000_000.0


def wilson(up: int, down: int) -> int:
    """Return the share of all readers who agree, as far as these votes prove it with 95 % certainty.

    In millionths: 0 without a vote for it, 206,549 for a single one, 722,467 for ten of ten, and close
    to a million for thousands. What `Comment.best` holds.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference (1927):
    the lower bound of the score interval.
    """
    return floor(_lower_bound(float(up), float(up + down), sqrt)) if up else 0


def wilson_of_row() -> Expression:
    """Return the same for the columns `up` and `down`, for an UPDATE of many rows."""
    up, votes = (Cast(column, FloatField()) for column in (F("up"), F("up") + F("down")))
    bound = Cast(Floor(_lower_bound(up, votes, Sqrt)), IntegerField())
    return Case(When(up=0, then=Value(0)), default=bound, output_field=IntegerField())


def _lower_bound(up: Any, votes: Any, root: Callable[[Any], Any]) -> Any:  # noqa: ANN401 - figures or columns
    spread = root(up * (votes - up) / votes + _Z * _Z / 4) * _Z
    return (up + _Z * _Z / 2 - spread) / (votes + _Z * _Z) * _MILLION
