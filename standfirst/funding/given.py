"""What somebody gave, and promised to give, as the books have it."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from standfirst.accounts.models import User
from standfirst.accounts.queries import is_at_proven_address
from standfirst.lib.money import Money

from .models import INCOME, Gift, Movement, Receipt, RegularGift, Supporter


def supporters_at(mail: str) -> QuerySet[Supporter]:
    """Return the supporters with that address, none where it is empty."""
    here = Supporter.objects.filter(mail__iexact=mail, erased_at=None).order_by("pk")
    return here if mail else here.none()


def supporters_who_are(user: User) -> QuerySet[Supporter]:
    """Return the supporters who a signed-in reader is: by account, or by an address that they have proven."""
    own = Q(user=user) | is_at_proven_address(user, "mail")
    return Supporter.objects.filter(own, erased_at=None).order_by("pk")


def supporters_like(*, name: str, mail: str) -> QuerySet[Supporter]:
    """Return who has that name, capitals aside, or that address: who somebody at the desk may mean."""
    alike = Q(pk__in=[])
    if name:
        alike |= Q(name__iexact=name)
    if mail:
        alike |= Q(mail__iexact=mail)
    return Supporter.objects.filter(alike, erased_at=None).order_by("pk")


def gifts_of(supporters: Iterable[Supporter]) -> QuerySet[Gift]:
    """Return the gifts of which money came, newest first, each as `with_held` has it.

    Each with its campaign, regular gift and receipts. Two queries. What a bank took back is among
    them where it had a receipt, which is void.
    """
    came = Q(state=Gift.State.RECEIVED) | Exists(Receipt.objects.filter(gift=OuterRef("pk")))
    gifts = Gift.objects.filter(came, supporter__in=supporters)
    receipts = Prefetch("receipts", Receipt.objects.order_by("pk"))
    found = with_held(gifts).select_related("campaign", "regular").prefetch_related(receipts)
    return found.order_by("-received_on", "-pk")


def with_held(gifts: QuerySet[Gift]) -> QuerySet[Gift]:
    """Add to each gift, as `held`, what of it is here, fee cover included, in minor units of its currency."""
    own = Q(movements__currency=F("currency"))
    came = Sum("movements__minor", filter=own & Q(movements__credit__in=INCOME))
    went = Sum("movements__minor", filter=own & Q(movements__debit__in=INCOME))
    return gifts.annotate(held=Coalesce(came, 0) - Coalesce(went, 0))


def held(gift: Gift) -> Money:
    """Return what of a gift from `with_held` is here."""
    return Money(int(gift.held), gift.currency)  # type: ignore[attr-defined]


def returned(gift: Gift) -> Money | None:
    """Return what of a gift from `with_held` went back; None where nothing did."""
    gone = gift.charged.minor - held(gift).minor
    return Money(gone, gift.currency) if gone > 0 else None


def gone_with(movements: Iterable[Movement]) -> Movement | None:
    """Return what took away the rest of a gift, of its movements in order of time; None where something is left of it."""
    left, last = 0, None
    for row in movements:
        if row.debit in INCOME:
            left, last = left - row.minor, row
        elif row.credit in INCOME:
            left += row.minor
    return last if left <= 0 else None


def regular_gifts_of(supporters: Iterable[Supporter]) -> QuerySet[RegularGift]:
    """Return the regular gifts that were ever paid, those that go on first, each with its campaign. One query."""
    ever = RegularGift.objects.filter(supporter__in=supporters)
    ever = ever.exclude(state=RegularGift.State.BEGUN).exclude(told_at=None)
    return ever.select_related("campaign").order_by(F("ended_at").desc(nulls_first=True), "-pk")


def total(gifts: Iterable[Gift]) -> list[Money]:
    """Return what of gifts from `with_held` is here, one sum for each currency, the largest first."""
    sums: dict[str, int] = defaultdict(int)
    for gift in gifts:
        sums[gift.currency] += held(gift).minor
    return sorted(
        (Money(minor, currency) for currency, minor in sums.items() if minor), reverse=True
    )
