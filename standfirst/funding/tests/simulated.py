"""A provider in miniature, to which anything may happen, and whose messages arrive as they like."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from standfirst.funding.gateways.contract import Fee, Message, Payment
from standfirst.funding.models import Campaign, Gift
from standfirst.funding.queries import balances, meter
from standfirst.funding.services import intake
from standfirst.funding.services.booking import Fact, Kind
from standfirst.funding.services.reconciling import reconcile
from standfirst.funding.testing import TODAY
from standfirst.lib.money import Money

START = datetime(2026, 1, 19, 12, tzinfo=UTC)


class Crash(Exception):  # noqa: N818 - the power went, no error
    """Whatever was under way is gone."""


@dataclass
class Paid:
    """One payment as the provider has it."""

    gift: Gift
    name: str
    # Whoever began it never pays.
    is_doomed: bool = False
    state: Gift.State = Gift.State.BEGUN
    facts: list[Fact] = field(default_factory=list)
    fees: list[Fee] = field(default_factory=list)

    @property
    def net(self) -> int:
        return sum(fact.kind.sign * fact.amount.minor for fact in self.facts)


class Provider:
    """Implements as much of `contract.Gateway` as taking in and comparing need."""

    name = "stripe"

    def __init__(self, gifts: list[Gift], dice: random.Random) -> None:
        self.payments = {
            f"pi_{place}": Paid(gift, f"pi_{place}", is_doomed=dice.random() < 0.3)
            for place, gift in enumerate(gifts)
        }
        self.dice, self.told, self.crashes = dice, list[Message](), 0.0
        self._count = 0

    def look_up(self, about: str) -> Payment | None:
        self._maybe_crash()
        paid = self.payments[about]
        return Payment(
            names=(paid.name, paid.name.replace("pi", "ch")), reference=paid.gift.reference, regular="",
            state=paid.state, charged=paid.gift.charged, facts=tuple(paid.facts), fees=tuple(paid.fees),
        )  # fmt: skip

    def messages(self, *, since: str) -> Iterator[Message]:
        names = [message.name for message in self.told]
        yield from self.told[names.index(since) + 1 if since else 0 :]

    def balance(self) -> Mapping[str, int]:
        held: dict[str, int] = {}
        for paid in self.payments.values():
            fees = sum(fee.amount.minor for fee in paid.fees)
            held[paid.gift.currency] = held.get(paid.gift.currency, 0) + paid.net - fees
        return held

    def live(self) -> list[Message]:
        """Let something happen to some payment; returns the messages that tell of it."""
        paid = self.dice.choice(list(self.payments.values()))
        getattr(self, f"_{self._next(paid)}")(paid)
        return [self._message(paid) for _copy in range(self.dice.choice([1, 1, 2]))]

    def _next(self, paid: Paid) -> str:
        if paid.state != Gift.State.RECEIVED:
            ways = ["decline", "wait", "capture", "capture"]
            return self.dice.choice(ways[:2] if paid.is_doomed else ways)
        if paid.net == paid.gift.charged.minor and self.dice.random() < 0.2:
            return "dispute"
        return self.dice.choice(["refund", "refund", "refund", "rest", "fail", "win"])

    def _decline(self, paid: Paid) -> None:
        paid.state = Gift.State.FAILED

    def _wait(self, paid: Paid) -> None:
        paid.state = Gift.State.PENDING

    def _capture(self, paid: Paid) -> None:
        paid.state = Gift.State.RECEIVED
        self._fact(paid, f"{paid.name}:captured", Kind.CAPTURED, paid.gift.charged.minor)
        fee = Money(30 + paid.gift.charged.minor * 29 // 1000, paid.gift.currency)
        paid.fees.append(Fee(f"txn_{paid.name}:fee", fee, self._now()))

    def _refund(self, paid: Paid) -> None:
        if paid.net > 0:
            part = self.dice.randint(1, max(1, paid.net // 3))
            self._fact(paid, f"re_{self._number()}:refunded", Kind.REFUNDED, part)

    def _rest(self, paid: Paid) -> None:
        if paid.net > 0:
            self._fact(paid, f"re_{self._number()}:refunded", Kind.REFUNDED, paid.net)

    def _fail(self, paid: Paid) -> None:
        went = [fact for fact in paid.facts if fact.kind == Kind.REFUNDED]
        if went and self.dice.random() < 0.3:
            key = went[-1].key.replace("refunded", "failed")
            if key not in {fact.key for fact in paid.facts}:
                self._fact(paid, key, Kind.REFUND_FAILED, went[-1].amount.minor)

    def _dispute(self, paid: Paid) -> None:
        self._fact(paid, f"dp_{self._number()}:withdrawn", Kind.WITHDRAWN, paid.net)

    def _win(self, paid: Paid) -> None:
        taken = [fact for fact in paid.facts if fact.kind == Kind.WITHDRAWN]
        if taken and not any(fact.kind == Kind.RETURNED for fact in paid.facts):
            back = self.dice.choice([taken[0].amount.minor, max(1, taken[0].amount.minor // 3)])
            self._fact(paid, taken[0].key.replace("withdrawn", "returned"), Kind.RETURNED, back)

    def _fact(self, paid: Paid, key: str, kind: Kind, minor: int) -> None:
        paid.facts.append(Fact(key, kind, Money(minor, paid.gift.currency), self._now()))

    def _message(self, paid: Paid) -> Message:
        message = Message(f"evt_{self._number()}", "payment", paid.name, self._now(), "{}")
        self.told.append(message)
        return message

    def _number(self) -> int:
        self._count += 1
        return self._count

    def _now(self) -> datetime:
        return START + timedelta(seconds=self._count)

    def _maybe_crash(self) -> None:
        if self.dice.random() < self.crashes:
            raise Crash


def live_through(campaign: Campaign, dice: random.Random, *, turns: int = 25) -> None:
    """Let much happen, tell of it badly, and then see that everything holds.

    Messages come late, twice, in any order or never; in between, the power goes.
    """
    gifts = [_begin(campaign, dice) for _gift in range(2)]
    provider, waiting, at = Provider(gifts, dice), list[Message](), START
    provider.crashes = dice.choice([0.2, 0.6])
    # Where nothing is lost, nobody looks again in the end at what a crash left out.
    copies = dice.choice([(0, 1, 1, 1, 2, 3), (1, 1, 2)])
    for _turn in range(turns):
        waiting += [m for m in provider.live() for _again in range(dice.choice(copies))]
        dice.shuffle(waiting)
        at += timedelta(minutes=5)
        for _delivery in range(dice.randint(0, 3)):
            if waiting:
                intake.take_in(waiting.pop(), provider=provider.name, at=at)
        intake.apply_due(gateway=provider, at=at)
    if 0 not in copies:
        for message in waiting:
            intake.take_in(message, provider=provider.name, at=at)
        intake.apply_due(gateway=provider, at=at)
    provider.crashes = 0.0
    outcome = reconcile(gateway=provider, at=at + timedelta(hours=1))
    assert outcome.waiting == 0
    assert outcome.differing == (), outcome
    check(campaign, provider)


def check(campaign: Campaign, provider: Provider) -> None:
    """See that each gift is worth what the provider has of it, and that the books balance."""
    raised = 0
    for paid in provider.payments.values():
        gift = Gift.objects.get(pk=paid.gift.pk)
        given = paid.net * gift.amount // gift.charged.minor
        worth = given * gift.rate_over // gift.rate_under
        assert sum(gift.movements.values_list("meter", flat=True)) == worth
        if paid.net == 0:
            assert worth == 0
        assert (gift.state == Gift.State.RECEIVED) == bool(paid.facts)
        raised += worth
    assert meter(campaign, on=TODAY).raised.minor == raised
    held = balances()
    for currency in {currency for _account, currency in held}:
        assert sum(minor for (_a, code), minor in held.items() if code == currency) == 0


def _begin(campaign: Campaign, dice: random.Random) -> Gift:
    """Begin a gift, often in a currency whose rate leaves fractions."""
    currency, over, under = dice.choice([("USD", 1, 1), ("JPY", 67, 101), ("EUR", 10837, 10000)])
    return Gift.objects.create(
        campaign=campaign, way="stripe", currency=currency, amount=dice.randint(100, 9999),
        cover=dice.choice([0, 0, 171]), rate_over=over, rate_under=under, begun_at=START,
    )  # fmt: skip
