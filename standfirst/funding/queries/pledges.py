"""Gifts that readers said they will transfer, and which are not here yet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from standfirst.funding.models import Gift, Supporter
from standfirst.funding.transfer_references import references_in

# Then it is left out of lists. By its reference it is found however old it is.
LISTED_FOR = timedelta(days=60)
_MOST = 20


@dataclass(frozen=True, slots=True)
class FoundPledges:
    """What a line of the bank statement may be about."""

    waiting: Sequence[Gift]
    booked: Sequence[Gift]
    # References with a mistake in them.
    mistyped: Sequence[str]


def pledges(*, at: datetime) -> QuerySet[Gift]:
    """Return the transfers that are announced and not here, the newest first, without old ones."""
    return _announced().filter(begun_at__gt=at - LISTED_FOR)


def pledges_of(supporters: Iterable[Supporter], *, at: datetime) -> QuerySet[Gift]:
    """Return the same of some supporters."""
    return pledges(at=at).filter(supporter__in=supporters)


def find_pledges(words: str) -> FoundPledges:
    """Return the transfers whose reference stands in `words`; where none does, those of the name or address.

    Args:
        words: a reference, or lines of a bank statement as they were copied.
    """
    right, mistyped = references_in(words)
    found = _transfers().filter(reference__in=right)
    if not right and not mistyped and words:
        named = Q(receipt_name__icontains=words) | Q(shown_as__icontains=words)
        whose = Q(supporter__name__icontains=words) | Q(supporter__mail__icontains=words)
        found = _announced().filter(named | whose)
    gifts = list(found[:_MOST])
    return FoundPledges(
        waiting=[gift for gift in gifts if gift.state == Gift.State.BEGUN],
        booked=[gift for gift in gifts if gift.state != Gift.State.BEGUN],
        mistyped=mistyped,
    )


def _announced() -> QuerySet[Gift]:
    return _transfers().filter(state=Gift.State.BEGUN)


def _transfers() -> QuerySet[Gift]:
    gifts = Gift.objects.filter(way=Gift.Way.TRANSFER).select_related("campaign", "supporter")
    return gifts.order_by("-begun_at", "-pk")
