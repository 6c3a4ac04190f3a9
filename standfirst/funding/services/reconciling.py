"""Comparing our books with what the provider holds, and bringing in what never came."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from standfirst.funding.gateways.contract import Gateway, Message
from standfirst.funding.models import (
    Account,
    Case,
    Gift,
    Movement,
    PendingEntry,
    ProviderMessage,
    Reconciliation,
)
from standfirst.lib.currencies import is_known
from standfirst.lib.money import Money
from standfirst.lib.one_by_one import one_by_one

from .applying import apply, apply_bill
from .cases import ask_about_currency, close_case, sound_alarm
from .intake import apply_all, take_in, waiting

# Messages younger than this are asked for again next time: the provider may list some late.
OVERLAP = timedelta(minutes=10)
EVERY = timedelta(hours=1)
# Money goes on moving while we count; so often we count again before we call it a difference.
_ROUNDS = 3
_LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a reconciliation found."""

    reconciliations: tuple[Reconciliation, ...]
    # Messages that had never come, and how many of all could not be applied even now.
    missed: int
    waiting: int

    @property
    def differing(self) -> tuple[Reconciliation, ...]:
        """Those in which our books and the provider differ."""
        return tuple(row for row in self.reconciliations if row.difference)


@dataclass(frozen=True, slots=True)
class _Count:
    """What our books and the provider said, in minor units by currency; the provider before and after we looked."""

    ours: Mapping[str, int]
    before: Mapping[str, int]
    after: Mapping[str, int]
    # What the provider's figures have of payments that may still fail.
    pending: Mapping[str, int]

    def agrees(self, code: str) -> bool:
        expected = self.ours.get(code, 0) + self.pending.get(code, 0)
        return expected in {self.before.get(code, 0), self.after.get(code, 0)}

    def theirs(self, code: str) -> int:
        """What the provider holds for sure; where both moved at once, what they agreed on."""
        if self.agrees(code):
            return self.ours.get(code, 0)
        return self.after.get(code, 0) - self.pending.get(code, 0)

    def is_settled(self, code: str) -> bool:
        """Tell whether the answer counts: where money moved meanwhile, a difference means nothing."""
        return self.agrees(code) or self.before.get(code, 0) == self.after.get(code, 0)

    @property
    def currencies(self) -> list[str]:
        return sorted(filter(is_known, {*self.ours, *self.before, *self.after}))

    @property
    def unknown(self) -> list[str]:
        """Currencies that we cannot count, of which something is there."""
        return sorted(code for code, minor in self.after.items() if minor and not is_known(code))


def reconcile(*, gateway: Gateway, at: datetime) -> Outcome:
    """Take in what the provider told and we never heard, apply it, and compare what is held.

    A difference that stays opens a case for each currency, and one that is gone closes it. A currency in
    which money did not stop moving while we counted is left for the next time.
    `Unavailable` rises where the provider does not answer; then nothing is written down as compared.
    """
    cursor, since = _cursor(gateway), _last_at(gateway) - timedelta(days=1)
    missed, before = 0, gateway.balance()
    for _round in range(_ROUNDS):
        found, cursor = _take_in_missed(gateway, cursor, at)
        missed += found
        apply_all(gateway=gateway, at=at)
        one_by_one(gateway.bills(since=since), partial(apply_bill, at=at), event="bill_not_applied")
        count = _Count(_ours(gateway), before, gateway.balance(), _pending(gateway))
        if all(count.agrees(code) for code in count.currencies):
            break
        before = count.after
        _look_at_pending(gateway, at)
    _ask_about_currencies(count, at)
    rows = _write(gateway, count, missed, cursor, at)
    return Outcome(rows, missed, waiting(provider=gateway.name))


def reconcile_when_due(*, gateway: Gateway, at: datetime) -> Outcome | None:
    """Reconcile, unless that was done within the last hour: a worker that is often started anew asks no more."""
    lately = Reconciliation.objects.filter(provider=gateway.name, at__gt=at - EVERY, at__lte=at)
    return None if lately.exists() else reconcile(gateway=gateway, at=at)


def last_reconciliations(*, provider: str) -> list[Reconciliation]:
    """Return the last comparison in each currency, by currency."""
    rows = Reconciliation.objects.filter(provider=provider).order_by("currency", "-at", "-pk")
    newest: dict[str, Reconciliation] = {}
    for row in rows:
        newest.setdefault(row.currency, row)
    return list(newest.values())


def _cursor(gateway: Gateway) -> str:
    rows = Reconciliation.objects.filter(provider=gateway.name).exclude(cursor="")
    return rows.order_by("-at", "-pk").values_list("cursor", flat=True).first() or ""


def _last_at(gateway: Gateway) -> datetime:
    """When we compared last; long ago, if never."""
    rows = Reconciliation.objects.filter(provider=gateway.name).order_by("-at")
    return rows.values_list("at", flat=True).first() or _LONG_AGO


def _take_in_missed(gateway: Gateway, cursor: str, at: datetime) -> tuple[int, str]:
    """Store what is not here; returns how much, and up to where the next may take it as read."""
    missed = 0
    for batch in _batches(gateway, cursor):
        names = [message.name for message in batch]
        here = ProviderMessage.objects.filter(provider=gateway.name, name__in=names)
        known = set(here.values_list("name", flat=True))
        for message in batch:
            if message.name not in known:
                missed += take_in(message, provider=gateway.name, at=at, was_missed=True)
            if message.at <= at - OVERLAP:
                cursor = message.name
    return missed, cursor


def _batches(gateway: Gateway, cursor: str) -> list[list[Message]]:
    messages = list(gateway.messages(since=cursor))
    return [messages[start : start + 200] for start in range(0, len(messages), 200)]


def _ours(gateway: Gateway) -> dict[str, int]:
    """What our books say the provider holds, in minor units by currency.

    Money of a demonstration is in the books as well, where there is no other: each gateway has its own way.
    """
    held: dict[str, int] = {}
    others = Gift.objects.exclude(way=gateway.name)
    movements = Movement.objects.exclude(gift__in=others)
    for side, sign in (("debit", 1), ("credit", -1)):
        sums = movements.filter(**{side: Account.PROVIDER}).values_list("currency")
        for currency, minor in sums.annotate(Sum("minor")).order_by():
            held[currency] = held.get(currency, 0) + sign * int(minor)
    return held


def _pending(gateway: Gateway) -> dict[str, int]:
    """What the provider counts of payments of which it is not known yet whether they come."""
    rows = PendingEntry.objects.filter(provider=gateway.name).order_by().values_list("currency")
    return {currency: int(minor) for currency, minor in rows.annotate(Sum("minor"))}


def _look_at_pending(gateway: Gateway, at: datetime) -> None:
    """Ask for each payment that may still fail: the news that it came, or did not, may be lost for good."""
    waiting = PendingEntry.objects.filter(provider=gateway.name).values_list("about", flat=True)

    def look(about: str) -> None:
        thing = gateway.look_up(about)
        if thing is not None:
            apply(thing, provider=gateway.name, at=at)

    one_by_one(sorted(set(waiting)), look, event="pending_payment_not_applied")


def _write(
    gateway: Gateway, count: _Count, missed: int, cursor: str, at: datetime
) -> tuple[Reconciliation, ...]:
    with transaction.atomic():
        rows = tuple(
            Reconciliation.objects.create(
                provider=gateway.name,
                currency=code,
                ours=count.ours.get(code, 0),
                theirs=count.theirs(code),
                missed=missed,
                cursor=cursor,
                at=at,
            )
            for code in count.currencies
            if count.is_settled(code)
        )
        for row in rows:
            _ask_a_person(row, at)
    return rows


def _ask_about_currencies(count: _Count, at: datetime) -> None:
    """Lay before a person what cannot be counted, and close what can be by now."""
    for code in count.unknown:
        ask_about_currency(code, at=at)
    asked = Case.objects.filter(kind=Case.Kind.CURRENCY, settled_at=None)
    for code in asked.values_list("about", flat=True):
        if is_known(code):
            close_case(kind=Case.Kind.CURRENCY, about=code, how=_("It is known by now."), at=at)


def _ask_a_person(row: Reconciliation, at: datetime) -> None:
    if not row.difference:
        close_case(kind=Case.Kind.DIFFERENCE, about=row.currency, how=_("They agree again."), at=at)
        return
    words = _(
        "Our books say that the provider holds %(ours)s; it says %(theirs)s. "
        "Entries that are not payments are listed under “Explain a difference”."
    )
    held = {"ours": Money(row.ours, row.currency), "theirs": Money(row.theirs, row.currency)}
    sound_alarm(
        kind=Case.Kind.DIFFERENCE,
        about=row.currency,
        words=words % held,
        has_changed=_has_changed(row),
        at=at,
    )


def _has_changed(row: Reconciliation) -> bool:
    """Tell whether it differs by another amount than it did: a difference that is known must hide no other."""
    before = Reconciliation.objects.filter(provider=row.provider, currency=row.currency)
    last = before.filter(pk__lt=row.pk).order_by("-pk").first()
    return last is not None and last.difference not in {0, row.difference}
