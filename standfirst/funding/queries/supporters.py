"""People who gave, as the desk sees them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from standfirst.funding.acts import ACTS
from standfirst.funding.given import gifts_of, regular_gifts_of, supporters_at, total
from standfirst.funding.models import INCOME, Gift, Movement, RegularGift, Supporter
from standfirst.funding.transfer_references import references_in
from standfirst.lib.money import Money


@dataclass(frozen=True, slots=True)
class Act:
    """Something that the desk did for somebody, in words."""

    entry: ModelLogEntry
    words: str
    # What it was before, and what it was changed to; forgotten with the supporter.
    changes: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class SupporterPage:
    """One supporter, and all that the desk knows of them."""

    supporter: Supporter
    gifts: Sequence[Gift]
    regular: Sequence[RegularGift]
    total: Sequence[Money]
    acts: Sequence[Act]
    # Others with the same address: one page shows their gifts together.
    others: Sequence[Supporter]


def find_supporters(words: str) -> QuerySet[Supporter]:
    """Return who has `words` in their name or address, or gave with that reference; everybody for no words.

    Each with `gift_count` and `last_on` of what was received; who gave last comes first. One query.
    """
    known = Supporter.objects.filter(erased_at=None)
    if words:
        # As they were typed with a gift: a transfer may have no other.
        named = Q(receipt_name__icontains=words) | Q(shown_as__icontains=words)
        known = known.filter(
            Q(name__icontains=words)
            | Q(mail__icontains=words)
            | Q(pk__in=Gift.objects.filter(named).values("supporter"))
            | Q(gifts__reference__iexact=words)
            | Q(gifts__reference__in=references_in(words)[0])
        )
    received = Q(gifts__state=Gift.State.RECEIVED)
    counted = known.annotate(
        gift_count=Count("gifts", filter=received, distinct=True),
        last_on=Max("gifts__received_on", filter=received),
    )
    return counted.order_by("-last_on", "-pk")


def totals_of(supporters: Sequence[Supporter]) -> dict[int, list[Money]]:
    """Return what of the gifts of each is here, by currency. One query."""
    theirs = Movement.objects.filter(gift__supporter__in=supporters)
    sums = theirs.values_list("gift__supporter", "currency").annotate(
        came=Sum("minor", filter=Q(credit__in=INCOME)),
        went=Sum("minor", filter=Q(debit__in=INCOME)),
    )
    found: dict[int, list[Money]] = defaultdict(list)
    for supporter, currency, came, went in sums.order_by("currency"):
        if left := int(came or 0) - int(went or 0):
            found[supporter].append(Money(left, currency))
    return dict(found)


def supporter_page(supporter: Supporter) -> SupporterPage:
    """Return all that is known of a supporter; six queries."""
    gifts = list(gifts_of([supporter]))
    entries = ModelLogEntry.objects.for_instance(supporter).filter(action__in=ACTS)
    return SupporterPage(
        supporter=supporter,
        gifts=gifts,
        regular=list(regular_gifts_of([supporter])),
        total=total(gifts),
        acts=[
            _act(entry) for entry in entries.select_related("user").order_by("-timestamp", "-pk")
        ],
        others=list(supporters_at(supporter.mail).exclude(pk=supporter.pk)),
    )


def _act(entry: ModelLogEntry) -> Act:
    changes = [tuple(entry.data[name]) for name in ("name", "mail") if name in _pairs(entry)]
    told = [str(entry.data[name]) for name in ("receipt", "amount") if name in entry.data]
    words = ", ".join([_(ACTS[entry.action]), *told])
    return Act(entry, words, changes)


def _pairs(entry: ModelLogEntry) -> set[str]:
    """Which of what is noted has a before and an after."""
    return {name for name, value in entry.data.items() if isinstance(value, list)}
