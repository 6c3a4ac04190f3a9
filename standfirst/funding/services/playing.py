"""What somebody does on the pages of the demonstration gateway, booked as a real provider's news would be."""

import calendar
import secrets
from datetime import date, datetime
from enum import StrEnum

from django.db import transaction

from standfirst.funding.gateways.demonstration import (
    TOP_UP,
    DemonstrationGateway,
    payment,
    promise,
)
from standfirst.funding.models import DemonstrationPayment, Gift, ProviderMessage, RegularGift
from standfirst.lib.currencies import exponent_of
from standfirst.publishing.days import newsroom_day

from .applying import apply
from .reconciling import reconcile

_State = DemonstrationPayment.State
_COLLECTED = (RegularGift.State.ACTIVE, RegularGift.State.LATE)
DECLINED = "payment.declined"


class Move(StrEnum):
    """What can be done on them."""

    PAY = "pay"
    DECLINE = "decline"
    CHALLENGE = "challenge"
    CONFIRM = "confirm"  # the challenge, as the card's owner
    DENY = "deny"
    DELAY = "delay"
    ARRIVE = "arrive"
    FAIL = "fail"


# From which state each leads where.
_MOVES: dict[Move, tuple[tuple[str, ...], str]] = {
    Move.PAY: ((_State.OPEN,), _State.PAID),
    Move.DECLINE: ((_State.OPEN,), _State.OPEN),
    Move.CHALLENGE: ((_State.OPEN,), _State.CHALLENGED),
    Move.CONFIRM: ((_State.CHALLENGED,), _State.PAID),
    Move.DENY: ((_State.CHALLENGED,), _State.OPEN),
    Move.DELAY: ((_State.OPEN,), _State.PENDING),
    Move.ARRIVE: ((_State.PENDING,), _State.PAID),
    Move.FAIL: ((_State.PENDING,), _State.FAILED),
}


def play(*, reference: str, move: Move, at: datetime) -> DemonstrationPayment:
    """Do `move` and bring the books in line, both or neither; done already, or out of turn, it does nothing.

    `DemonstrationPayment.DoesNotExist` rises where there is no such payment.
    """
    with transaction.atomic():
        found = DemonstrationPayment.objects.select_for_update().get(reference=reference)
        sources, target = _MOVES[move]
        if found.state not in sources:
            return found
        found.state = target
        if move in {Move.DECLINE, Move.DENY}:
            found.declines += 1
            _tell_of_a_decline(found, at)
        if target == _State.PAID:
            found.paid_at = at
            _begin_promise(found, at)
        found.save()
        bring_in_line(found, at=at)
    return found


def renew(*, reference: str, at: datetime) -> DemonstrationPayment | None:
    """Play the next payment of the regular gift that `reference` began, or the one that failed.

    None where nothing is collected now.
    """
    with transaction.atomic():
        first = DemonstrationPayment.objects.select_for_update().get(reference=reference)
        if first.promise not in _COLLECTED or first.next_on is None:
            return None
        number = DemonstrationPayment.objects.filter(renews=reference).count() + 2
        later = DemonstrationPayment.objects.create(
            reference=f"{reference}-{number}",
            renews=reference,
            title=first.title,
            amount=first.promised,
            currency=first.currency,
            state=_State.PAID,
            paid_at=at,
            begun_at=at,
            changed_at=at,
            every=first.every,
        )
        first.promise, first.changed_at = RegularGift.State.ACTIVE, at
        first.next_on = _next(first.next_on, first.every)
        first.save(update_fields=["promise", "next_on", "changed_at"])
        bring_in_line(first, at=at)
        apply(payment(later), provider=Gift.Way.DEMONSTRATION, at=at)
    return later


def fail_to_renew(*, reference: str, at: datetime) -> bool:
    """Play that the next payment of a regular gift is declined, to be tried again; tells whether one was due."""
    with transaction.atomic():
        first = DemonstrationPayment.objects.select_for_update().get(reference=reference)
        if first.promise != RegularGift.State.ACTIVE or first.next_on is None:
            return False
        first.promise, first.changed_at = RegularGift.State.LATE, at
        first.declines += 1
        first.save(update_fields=["promise", "declines", "changed_at"])
        _tell_of_a_decline(first, at)
        bring_in_line(first, at=at)
    return True


def top_up(*, currency: str, at: datetime) -> None:
    """Play that somebody sent money to the provider apart from payments, and compare: the books differ by it until it is explained."""
    DemonstrationPayment.objects.create(
        reference=f"{TOP_UP}{secrets.token_hex(6)}",
        title="Top-up",
        amount=20 * 10 ** exponent_of(currency),
        currency=currency,
        state=_State.PAID,
        paid_at=at,
        begun_at=at,
        changed_at=at,
    )
    reconcile(gateway=DemonstrationGateway(), at=at)


def bring_in_line(found: DemonstrationPayment, *, at: datetime) -> None:
    """Apply how the payment stands now, and the regular gift that it began."""
    promised = promise(found)
    if promised and promised.state != RegularGift.State.BEGUN:
        apply(promised, provider=Gift.Way.DEMONSTRATION, at=at)
    apply(payment(found), provider=Gift.Way.DEMONSTRATION, at=at)


def _begin_promise(found: DemonstrationPayment, at: datetime) -> None:
    if found.every:
        found.promise, found.changed_at = RegularGift.State.ACTIVE, at
        found.next_on = _next(newsroom_day(at), found.every)


def _next(day: date, every: str) -> date:
    """The same day of the next month or year, or the last that it has."""
    months = day.month + (12 if every == RegularGift.Every.YEAR else 1)
    year, month = day.year + (months - 1) // 12, (months - 1) % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _tell_of_a_decline(found: DemonstrationPayment, at: datetime) -> None:
    """Leave what a provider's message would: who watches for tried-out cards counts them."""
    ProviderMessage.objects.create(
        provider=Gift.Way.DEMONSTRATION,
        name=f"demo_{found.reference}:declined:{found.declines}",
        kind=DECLINED,
        about=payment(found).names[0],
        payload="{}",
        told_at=at,
        received_at=at,
        applied_at=at,
    )
