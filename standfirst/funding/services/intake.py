"""What providers tell us: stored before it is answered, applied afterwards, as often as it takes."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from standfirst.funding.gateways.contract import Gateway, Message, Payment
from standfirst.funding.models import Case, ProviderMessage
from standfirst.lib.currencies import UnknownCurrency

from .applying import Thing, apply, knows_regular
from .cases import ask_about_currency, close_case, open_case

log = logging.getLogger("standfirst.funding")

# Nobody else takes a message that is being applied; after this time, whoever took it is gone.
LEASE = timedelta(seconds=60)
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
# After so many tries a person is asked; it is tried further all the same.
TRIES_ALONE = 8
_LONGEST_ERROR = 2000


def take_in(message: Message, *, provider: str, at: datetime, was_missed: bool = False) -> bool:
    """Store `message`, once, to be applied; False if it is here already.

    Args:
        at: now (UTC), when it is due at once.
        was_missed: the provider told it only when asked.
    """
    _row, is_new = ProviderMessage.objects.get_or_create(
        provider=provider,
        name=message.name,
        defaults={
            "kind": message.kind,
            "about": message.about,
            "payload": message.payload,
            "told_at": message.at,
            "received_at": at,
            "next_at": at,
            "was_missed": was_missed,
        },
    )
    return is_new


def apply_due(*, gateway: Gateway, at: datetime, most: int = 100) -> int:
    """Apply up to `most` messages whose time has come, oldest first; returns how many were applied.

    Several that are about one thing are applied by one look at it. Several workers may do this at
    once. Killed at any moment, a message is applied wholly or comes
    again. One that fails is kept with its error and tried again later, and holds up no other.
    One query where nothing is due.
    """
    due = _waiting(gateway).filter(next_at__lte=at).order_by("next_at", "pk")
    return _take_each(list(due.values_list("pk", flat=True)[:most]), gateway, at)


def apply_all(*, gateway: Gateway, at: datetime) -> int:
    """Apply every message that waits, also those put off or taken by somebody; returns how many.

    What two apply at the same time is booked once all the same.
    """
    numbers = list(_waiting(gateway).order_by("pk").values_list("pk", flat=True))
    _waiting(gateway).update(next_at=at)
    return _take_each(numbers, gateway, at)


def waiting(*, provider: str) -> int:
    """Return how many messages are not applied yet."""
    return ProviderMessage.objects.filter(provider=provider, applied_at=None).count()


def _waiting(gateway: Gateway) -> QuerySet[ProviderMessage]:
    return ProviderMessage.objects.filter(provider=gateway.name, applied_at=None)


def _take_each(numbers: list[int], gateway: Gateway, at: datetime) -> int:
    done: set[int] = set()
    for number in numbers:
        if number not in done:
            done |= _take(number, gateway, at)
    return len(done)


def _take(number: int, gateway: Gateway, at: datetime) -> set[int]:
    """Apply one, and what else is about the same; nothing if somebody else does, or if it failed."""
    row = _claim(number, at)
    if row is None:
        return set()
    try:
        return _apply(row, gateway, at)
    except Exception as error:  # whatever it is, the others go on and this one comes again
        log.exception("message_not_applied", extra={"provider_message": row.name})
        _put_off(row, error, at)
    return set()


def _claim(number: int, at: datetime) -> ProviderMessage | None:
    """Take it for a while: asking the provider takes long, and no lock is held meanwhile."""
    with transaction.atomic():
        free = ProviderMessage.objects.select_for_update(skip_locked=True)
        row = free.filter(pk=number, applied_at=None, next_at__lte=at).first()
        if row:
            row.tries, row.next_at = row.tries + 1, at + LEASE
            row.save(update_fields=["tries", "next_at"])
    return row


def _apply(row: ProviderMessage, gateway: Gateway, at: datetime) -> set[int]:
    """Ask the provider how the thing stands now, and book it together with the note that it is done.

    What is stored before we ask, is in the answer.
    """
    here = {row.pk: row}
    if row.about:
        here |= _waiting(gateway).filter(about=row.about).in_bulk()
    things = _look_up(row.about, gateway) if row.about else []
    with transaction.atomic():
        for thing in things:
            apply(thing, provider=gateway.name, at=at)
        ProviderMessage.objects.filter(pk__in=here, applied_at=None).update(
            applied_at=at, next_at=None, error=""
        )
        for told in here.values():
            if told.tries >= TRIES_ALONE:
                close_case(kind=Case.Kind.MESSAGE, about=told.name, how=_("It was applied."), at=at)
    return set(here)


def _look_up(about: str, gateway: Gateway) -> list[Thing]:
    """Return the thing as it stands, after the regular gift that it renews if nobody knows that yet."""
    thing = gateway.look_up(about)
    if thing is None:
        return []
    renews = thing.regular if isinstance(thing, Payment) else ""
    if renews and not knows_regular(renews, provider=gateway.name):
        promise = gateway.look_up(renews)
        return [promise, thing] if promise else [thing]
    return [thing]


def _put_off(row: ProviderMessage, error: Exception, at: datetime) -> None:
    """Try again after a pause that doubles each time; at last, ask a person."""
    pause = min(FIRST_PAUSE * 2 ** min(row.tries - 1, 20), LONGEST_PAUSE)
    kept = f"{type(error).__name__}: {error}"[:_LONGEST_ERROR]
    ProviderMessage.objects.filter(pk=row.pk, applied_at=None).update(
        error=kept, next_at=at + pause
    )
    if isinstance(error, UnknownCurrency):
        ask_about_currency(str(error), at=at)
    elif row.tries >= TRIES_ALONE:
        words = _("%(kind)s could not be applied %(tries)s times. The last time: %(error)s")
        open_case(
            kind=Case.Kind.MESSAGE,
            about=row.name,
            words=words % {"kind": row.kind, "tries": row.tries, "error": kept[:500]},
            at=at,
        )
