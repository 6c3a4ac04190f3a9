"""A provider that moves no money, for sites on one's own machine: its pages are ours, and say so.

Implements `contract.Gateway` over one small table. What is done on its pages is in `services/playing`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from urllib.parse import quote

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from standfirst.funding.models import DemonstrationPayment, Gift, RegularGift
from standfirst.funding.services.booking import Fact, Kind
from standfirst.lib.errors import Unavailable
from standfirst.lib.money import Money

from .contract import Entry, Fee, Message, NotGenuine, Payment, Promise, WaysBack

_PAYMENT, _PROMISE = "demo_", "demosub_"
# Begins the reference of money that came to the provider for no gift.
TOP_UP = "topup-"
_State = DemonstrationPayment.State
_STATES = {
    _State.OPEN: Gift.State.BEGUN,
    _State.CHALLENGED: Gift.State.BEGUN,
    _State.PENDING: Gift.State.PENDING,
    _State.PAID: Gift.State.RECEIVED,
    _State.FAILED: Gift.State.FAILED,
    _State.EXPIRED: Gift.State.EXPIRED,
}


class DemonstrationGateway:
    """See the contract."""

    name = Gift.Way.DEMONSTRATION.value

    def begin(self, *, gift: Gift, back: WaysBack, at: datetime) -> str:
        """See the contract."""
        DemonstrationPayment.objects.get_or_create(
            reference=gift.reference,
            defaults={
                "title": gift.campaign.title,
                "amount": gift.charged.minor,
                "currency": gift.currency,
                "paid_url": back.paid,
                "left_url": back.left,
                "begun_at": at,
                "changed_at": at,
                "every": gift.regular.every if gift.regular else "",
                "promised": gift.charged.minor if gift.regular else 0,
            },
        )
        return reverse("providers:demonstration", args=[gift.reference])

    def look_up(self, about: str) -> Payment | Promise | None:
        """See the contract."""
        for prefix, shape in ((_PROMISE, promise), (_PAYMENT, payment)):
            if about.startswith(prefix):
                found = _found(about.removeprefix(prefix))
                return shape(found) if found else None
        return None

    def read(self, body: bytes, signature: str, *, at: datetime) -> Message:
        """See the contract.

        Raises:
            NotGenuine: always; nobody outside tells of what happens here.
        """
        raise NotGenuine("The demonstration sends no messages.")

    def messages(self, *, since: str) -> Iterator[Message]:
        """See the contract: what happens here is applied in the same transaction."""
        yield from ()

    def balance(self) -> Mapping[str, int]:
        """See the contract."""
        held: dict[str, int] = defaultdict(int)
        for paid in DemonstrationPayment.objects.filter(state=_State.PAID):
            gone = sum(refund["minor"] for refund in paid.refunds)
            fee = 0 if paid.reference.startswith(TOP_UP) else fee_of(paid.amount)
            held[paid.currency] += paid.amount - fee - gone
        return held

    def bills(self, *, since: datetime) -> Iterable[Fee]:
        """See the contract. Nothing but payments costs anything here."""
        return ()

    def entries(self, *, currency: str, since: datetime) -> Iterable[Entry]:
        """See the contract: what was topped up, as the treasurer plays it."""
        found = DemonstrationPayment.objects.filter(
            reference__startswith=TOP_UP, currency=currency, begun_at__gte=since
        )
        return [
            Entry(f"{_PAYMENT}{it.reference}", "topup", it.title, it.money, it.begun_at)
            for it in found.order_by("-begun_at", "-pk")
        ]

    @transaction.atomic
    def give_back(self, *, gift: Gift, amount: Money, key: str) -> None:
        """See the contract. It is given back at once, and the books are told when they ask.

        Raises:
            Unavailable: more is asked for than is left of it.
        """
        found = DemonstrationPayment.objects.select_for_update().get(reference=_name_of(gift))
        if key in {refund["key"] for refund in found.refunds}:
            return
        left = found.amount - sum(refund["minor"] for refund in found.refunds)
        if found.state != _State.PAID or amount.minor > left:
            raise Unavailable("Demonstration: more than is left of it.", permanent=True)
        at = timezone.now().isoformat()
        found.refunds = [*found.refunds, {"key": key, "minor": amount.minor, "at": at}]
        found.save(update_fields=["refunds"])

    def manage(self, *, regular: RegularGift, back: str) -> str:
        """See the contract."""
        page = reverse("providers:demonstration-card", args=[_first_of(regular).reference])
        return f"{page}?back={quote(back)}"

    def change(self, *, regular: RegularGift, amount: Money) -> None:
        """See the contract."""
        self._alter(regular, promised=amount.minor)

    def pause(self, *, regular: RegularGift, paused: bool) -> None:
        """See the contract."""
        state = RegularGift.State.PAUSED if paused else RegularGift.State.ACTIVE
        self._alter(regular, promise=state)

    def stop(self, *, regular: RegularGift) -> None:
        """See the contract."""
        self._alter(regular, promise=RegularGift.State.ENDED, next_on=None)

    def _alter(self, regular: RegularGift, **values: object) -> None:
        found = _first_of(regular)
        DemonstrationPayment.objects.filter(pk=found.pk).update(changed_at=timezone.now(), **values)


def payment(found: DemonstrationPayment) -> Payment:
    """Return a payment as the contract has it."""
    name, money = f"{_PAYMENT}{found.reference}", found.money
    facts: list[Fact] = []
    fees: tuple[Fee, ...] = ()
    if found.state == _State.PAID and found.paid_at:
        facts.append(Fact(f"{name}:captured", Kind.CAPTURED, money, found.paid_at))
        fees = (Fee(f"{name}:fee", Money(fee_of(found.amount), found.currency), found.paid_at),)
    for refund in found.refunds:
        back, at = Money(refund["minor"], found.currency), datetime.fromisoformat(refund["at"])
        facts.append(Fact(f"{name}:{refund['key']}:refunded", Kind.REFUNDED, back, at))
    return Payment(
        names=(name,),
        reference="" if found.renews else found.reference,
        regular=f"{_PROMISE}{found.renews or found.reference}" if found.every else "",
        state=_STATES[_State(found.state)],
        charged=money,
        facts=tuple(facts),
        fees=fees,
        # Only what waits for a bank can fail.
        failed_later=found.state == _State.FAILED,
    )


def promise(found: DemonstrationPayment) -> Promise | None:
    """Return the regular gift that a payment began; None where it began none."""
    if not found.every or found.renews:
        return None
    return Promise(
        names=(f"{_PROMISE}{found.reference}",),
        reference=found.reference,
        state=RegularGift.State(found.promise),
        amount=Money(found.promised, found.currency),
        next_on=found.next_on,
        at=found.changed_at,
    )


def fee_of(minor: int) -> int:
    """Return what a provider would keep: 2.9 % and 30, never more than there is."""
    return min(minor * 29 // 1000 + 30, minor)


def _found(reference: str) -> DemonstrationPayment | None:
    return DemonstrationPayment.objects.filter(reference=reference).first()


def _first_of(regular: RegularGift) -> DemonstrationPayment:
    first = regular.gifts.order_by("pk").values_list("reference", flat=True)[0]
    return DemonstrationPayment.objects.get(reference=first)


def _name_of(gift: Gift) -> str:
    """Return under which reference the payment lies: a renewal's gift has another than its payment."""
    names = gift.provider_objects.filter(name__startswith=_PAYMENT).values_list("name", flat=True)
    return next((name.removeprefix(_PAYMENT) for name in names), gift.reference)
