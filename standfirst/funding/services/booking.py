"""Entering money into the books: each fact once, whatever comes twice, late or in another order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from standfirst.funding.models import INCOME, Account, Case, Gift, Movement
from standfirst.lib.money import Money

from .cases import close_case, open_case


class Kind(Enum):
    """What happened to a gift; its sign is what it does to what we hold."""

    CAPTURED = 1
    REFUNDED = -1
    REFUND_FAILED = 2
    WITHDRAWN = -2  # by the giver's bank, in a dispute
    RETURNED = 3  # the dispute was won
    FAILED = -3  # a payment that takes days did not come after all

    @property
    def sign(self) -> int:
        """1 where money came, -1 where it went."""
        return 1 if self.value > 0 else -1


# What happens in one second, happens in this order: nothing goes back before it came.
_ORDER = list(Kind)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened to a gift, as the provider or the treasurer tells it.

    `key` names it once for ever ("pi_3x:captured", "re_y:refunded"): not the message that told of it,
    for three to five different messages tell of one payment.
    """

    key: str
    kind: Kind
    amount: Money
    at: datetime
    # The fact that did not come true after all: where that was never booked, neither is this.
    undoes: str = ""


# Ends the key of a fact that undoes another.
PAYMENT_FAILED = ":payment-failed"


class CurrencyMismatch(ValueError):  # noqa: N818 - the house names errors by what is wrong
    """A fact about a gift in a currency that the gift is not in."""


def book(*, gift: Gift, facts: Iterable[Fact], account: Account, at: datetime) -> list[Movement]:
    """Book what happened to `gift`; what is booked already changes nothing.

    The meter follows the gift as a whole: each movement adds the difference that it makes to what the
    gift is worth in the campaign's currency, so several partial refunds that end in a full one bring
    the meter back exactly, whatever was rounded on the way. More going back than was given is
    booked as unexplained, never shown as less than nothing, and laid before a person.

    Args:
        facts: in any order.
        account: where the money is: at the provider, the bank or in the cash box.
        at: now (UTC); a fact's own `at` is when it happened.

    Returns:
        The new movements, in the order of their booking.

    Raises:
        CurrencyMismatch: a fact is in another currency than the gift.

    Source: docs/decisions/0007-ledger.md
    """
    with transaction.atomic():
        locked = Gift.objects.select_for_update().select_related("campaign").get(pk=gift.pk)
        told = sorted(facts, key=lambda fact: (fact.at, _ORDER.index(fact.kind), fact.key))
        # Of any gift, or none: what was booked as nobody's money is not booked again.
        here = Movement.objects.filter(fact__in=[fact.key for fact in told])
        known = set(here.values_list("fact", flat=True))
        net = net_of(locked)
        movements: list[Movement] = []
        for fact in told:
            if fact.key in known:
                continue
            if fact.amount.currency != locked.currency:
                raise CurrencyMismatch(f"{fact.key}: {fact.amount.currency}, not {locked.currency}")
            known.add(fact.key)
            after = net + fact.kind.sign * fact.amount.minor
            movements += _movements(locked, fact, account, _Worth.of(locked, net, after), at)
            net = after
        Movement.objects.bulk_create(movements)
        if movements:
            _ask_a_person_if_uneven(locked, net, at)
    return movements


def that_came(facts: Iterable[Fact]) -> list[Fact]:
    """Return `facts` without those of a payment that failed before anybody booked it: it never was here. One query.

    Where some of it went back, though, all stay: a refund has no meaning without what it was taken from.
    """
    facts = list(facts)
    undone = {fact.undoes for fact in facts if fact.undoes}
    if not undone:
        return facts
    booked = Movement.objects.filter(fact__in=undone).values_list("fact", flat=True)
    never = undone - set(booked)
    rest = [fact for fact in facts if not never & {fact.key, fact.undoes}]
    has_payment = any(fact.kind is Kind.CAPTURED for fact in rest)
    return rest if has_payment or not rest else facts


def net_of(gift: Gift) -> int:
    """Return what came for `gift` less what went back, fee cover included, in minor units."""
    sums = gift.movements.filter(currency=gift.currency).aggregate(
        came=Sum("minor", filter=Q(credit__in=INCOME)),
        went=Sum("minor", filter=Q(debit__in=INCOME)),
    )
    return int(sums["came"] or 0) - int(sums["went"] or 0)


def is_taken_back(gift: Gift) -> bool:
    """Tell whether nothing of `gift` is left because its payment failed after it had come; two queries at most."""
    failed = gift.movements.filter(fact__endswith=PAYMENT_FAILED)
    return failed.exists() and net_of(gift) <= 0


def worth(gift: Gift, net: int) -> int:
    """Return what `gift` adds to its campaign's meter while `net` of it is here; fee cover is left out."""
    return _given(gift, net) * gift.rate_over // gift.rate_under


def _given(gift: Gift, net: int) -> int:
    """The gift's share of `net`, the rest covers fees; whole when all of it is here, nothing when nothing is."""
    held = min(max(net, 0), gift.charged.minor)
    return held * gift.amount // gift.charged.minor


@dataclass(frozen=True, slots=True)
class _Worth:
    """What one fact changes, in minor units: of the gift, of the fee cover, of neither, of the meter."""

    given: int
    cover: int
    unexplained: int
    meter: int

    @classmethod
    def of(cls, gift: Gift, before: int, after: int) -> "_Worth":
        given = _given(gift, after) - _given(gift, before)
        held = [min(max(net, 0), gift.charged.minor) for net in (before, after)]
        cover = held[1] - held[0] - given
        unexplained = after - before - given - cover
        return cls(given, cover, unexplained, worth(gift, after) - worth(gift, before))


def _movements(
    gift: Gift, fact: Fact, account: Account, change: _Worth, at: datetime
) -> Iterator[Movement]:
    """One for each account that changes; the first has the fact's own key, so that there is always one."""
    parts = [
        (Account.GIFTS, change.given),
        (Account.COVER, change.cover),
        (Account.UNEXPLAINED, change.unexplained),
    ]
    changed = [(income, minor) for income, minor in parts if minor]
    for place, (income, minor) in enumerate(changed):
        debit, credit = (account, income) if minor > 0 else (income, account)
        yield Movement(
            fact=f"{fact.key}/{income}" if place else fact.key,
            gift=gift,
            campaign=gift.campaign,
            debit=debit,
            credit=credit,
            currency=gift.currency,
            minor=abs(minor),
            meter=0 if place else change.meter,
            occurred_at=fact.at,
            posted_at=at,
        )


def _ask_a_person_if_uneven(gift: Gift, net: int, at: datetime) -> None:
    """A refund may be told before its payment: then the books are even again by themselves."""
    if 0 <= net <= gift.charged.minor:
        close_case(
            kind=Case.Kind.OVER_REFUND, about=gift.reference, how=_("The books are even."), at=at
        )
        return
    words = _(
        "%(charged)s was given, and we hold %(net)s of it. Look at the gift on the "
        "provider’s pages."
    )
    open_case(
        kind=Case.Kind.OVER_REFUND,
        about=gift.reference,
        gift=gift,
        words=words % {"charged": gift.charged, "net": Money(net, gift.currency)},
        at=at,
    )
