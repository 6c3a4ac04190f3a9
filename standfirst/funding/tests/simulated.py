"""A provider in miniature, to which anything may happen; and power that goes in the middle of anything."""

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from standfirst.funding.gateways.contract import Fee, Message, Payment
from standfirst.funding.models import Gift
from standfirst.funding.services.booking import Fact, Kind
from standfirst.lib.errors import Unavailable
from standfirst.lib.money import Money

START = datetime(2026, 1, 19, 12, tzinfo=UTC)


class PowerCut(BaseException):
    """Whatever was under way is gone; nobody catches this and goes on."""


class Cut:
    """Whether the power went."""

    happened = False


@contextmanager
def power_for(statements: int | None) -> Iterator[Cut]:
    """Let the power go before the statement to the database after so many; None: it stays.

    What was not committed is undone, as the database does when a process is killed. Killed between two
    statements is the same as before the second, so this is every moment that there is.
    """
    cut = Cut()

    def count(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:  # noqa: ANN401
        nonlocal statements
        if statements is not None and not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            if statements == 0:
                raise PowerCut
            statements -= 1
        return execute(sql, *rest)

    try:
        with connection.execute_wrapper(count):
            yield cut
    except PowerCut:
        cut.happened = True


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

    def __init__(self, *gifts: Gift) -> None:
        names = [f"pi_{place}" for place in range(len(gifts))]
        self.payments = {name: Paid(gift, name) for name, gift in zip(names, gifts, strict=True)}
        self.told = list[Message]()
        # How likely it is that it does not answer.
        self.silence, self._dice = 0.0, random.Random(1)  # noqa: S311 - the same each time
        self._count = 0

    def look_up(self, about: str) -> Payment | None:
        if self._dice.random() < self.silence:
            raise Unavailable("The provider does not answer.")
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

    def bills(self, *, since: datetime) -> tuple[Fee, ...]:
        return ()

    def tell(self, paid: Paid) -> Message:
        """Make a message about it."""
        message = Message(f"evt_{self._number()}", "payment", paid.name, self._now(), "{}")
        self.told.append(message)
        return message

    def decline(self, paid: Paid) -> None:
        paid.state = Gift.State.FAILED

    def wait(self, paid: Paid) -> None:
        paid.state = Gift.State.PENDING

    def capture(self, paid: Paid) -> None:
        paid.state = Gift.State.RECEIVED
        self._happen(paid, f"{paid.name}:captured", Kind.CAPTURED, paid.gift.charged.minor)
        fee = Money(30 + paid.gift.charged.minor * 29 // 1000, paid.gift.currency)
        paid.fees.append(Fee(f"txn_{paid.name}:fee", fee, self._now()))

    def refund(self, paid: Paid, minor: int) -> None:
        if minor:
            self._happen(paid, f"re_{self._number()}:refunded", Kind.REFUNDED, minor)

    def fail_refund(self, paid: Paid) -> None:
        """Let the last refund come back, once."""
        went = [fact for fact in paid.facts if fact.kind == Kind.REFUNDED]
        key = went[-1].key.replace("refunded", "failed") if went else ""
        if went and key not in {fact.key for fact in paid.facts}:
            self._happen(paid, key, Kind.REFUND_FAILED, went[-1].amount.minor)

    def dispute(self, paid: Paid) -> None:
        self._happen(paid, f"dp_{self._number()}:withdrawn", Kind.WITHDRAWN, paid.net)

    def close_dispute(self, paid: Paid, *, parts: int) -> None:
        """Let all (`parts` is 1) or a part of what was disputed come back, once."""
        taken = [fact for fact in paid.facts if fact.kind == Kind.WITHDRAWN]
        if taken and not any(fact.kind == Kind.RETURNED for fact in paid.facts):
            back = max(1, taken[0].amount.minor // parts)
            key = taken[0].key.replace("withdrawn", "returned")
            self._happen(paid, key, Kind.RETURNED, back)

    def _happen(self, paid: Paid, key: str, kind: Kind, minor: int) -> None:
        paid.facts.append(Fact(key, kind, Money(minor, paid.gift.currency), self._now()))

    def _number(self) -> int:
        self._count += 1
        return self._count

    def _now(self) -> datetime:
        return START + timedelta(seconds=self._count)
