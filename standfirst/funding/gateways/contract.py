"""What funding asks of a payment provider, whichever it is.

A provider's words end here: callers know payments, facts and messages, never charges or sessions.
Every gateway raises `Unavailable` where the provider did not answer or refused us.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from standfirst.funding.facts import entry_kind
from standfirst.funding.models import Case, Gift, RegularGift
from standfirst.funding.services.booking import Fact
from standfirst.lib.errors import Refused
from standfirst.lib.money import Money


class NotGenuine(Refused):
    """A message that the provider did not send, or not now, or not to us."""

    code = "not-genuine"


class NotTaken(Refused):
    """The provider takes no such gift: what to change, and the field of the form in which it was typed."""

    code = "not-taken"

    def __init__(self, words: str, *, field: str | None = None) -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True, slots=True)
class WaysBack:
    """Where the provider's page leads when it is done, as whole addresses."""

    paid: str
    left: str


@dataclass(frozen=True, slots=True)
class Fee:
    """What the provider keeps of a payment, in the currency that it pays out in."""

    fact: str
    amount: Money
    at: datetime


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the provider made of an amount in another currency."""

    fact: str
    given: Money
    received: Money
    at: datetime


@dataclass(frozen=True, slots=True)
class Pending:
    """What the provider's balance has already of a payment that may still fail: less its fee; no movement of ours."""

    # The provider's name of the entry.
    name: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Ask:
    """Something about a payment that a person must look at, while it is open."""

    kind: Case.Kind
    # The provider's name of it: "dp_x".
    about: str
    words: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment as the provider has it now: everything that ever happened to it."""

    # What the provider calls it and its parts; any of them names this payment.
    names: tuple[str, ...]
    # The gift's reference that we gave along; "" for a renewal, and for what is not ours.
    reference: str
    # The provider's name of the regular gift that it belongs to, or "".
    regular: str
    state: Gift.State
    charged: Money
    facts: tuple[Fact, ...] = ()
    fees: tuple[Fee, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    asks: tuple[Ask, ...] = ()
    pending: tuple[Pending, ...] = ()
    # It failed days after the giver left the provider's page: nobody told them.
    failed_later: bool = False
    # Whom the provider asked; "" where it does not say.
    name: str = ""
    mail: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """A regular gift as the provider has it now."""

    names: tuple[str, ...]
    # Of the gift with which it was begun.
    reference: str
    state: RegularGift.State
    amount: Money
    next_on: date | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Payout:
    """Money that the provider sent to the bank; below zero, that it took from there."""

    name: str
    amount: Money
    at: datetime
    # When it came back, because the bank would not take it.
    back_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in the provider's own books and belongs to no payment, payout or bill: a top-up, say."""

    name: str
    # As the provider calls its kind, and what it says of it.
    kind: str
    words: str
    # Below zero where it left.
    amount: Money
    at: datetime

    @property
    def about(self) -> str:
        """The kind in words, and what the provider says of it where that is more."""
        kind = entry_kind(self.kind)
        is_same = self.words.casefold() in {"", kind.casefold()}
        return kind if is_same else f"{kind}, {self.words}"


@dataclass(frozen=True, slots=True)
class Message:
    """News from the provider: which thing changed, no more."""

    name: str
    kind: str
    # What to look up: a payment, a regular gift or a payout, by the provider's name.
    about: str
    at: datetime
    # As it came, to be kept.
    payload: str


class Gateway(Protocol):
    """A payment provider."""

    name: str

    def begin(self, *, gift: Gift, back: WaysBack, at: datetime) -> str:
        """Return the address of the provider's page on which `gift` is paid, once or regularly.

        Asked again for the same gift, the same page is meant while it is open. A provider whose way
        back names the page notes that name as one of the gift's.

        Raises:
            NotTaken: the provider takes no such gift.
        """
        ...

    def look_up(self, about: str) -> Payment | Promise | Payout | None:
        """Return a thing as it is now; None where the provider knows nothing that concerns us."""
        ...

    def read(self, body: bytes, signature: str, *, at: datetime) -> Message:
        """Return the message in a request.

        Raises:
            NotGenuine: the signature is wrong, too old or of the future, or it is not for us.
        """
        ...

    def messages(self, *, since: str) -> Iterator[Message]:
        """Yield the messages after the one named `since`, oldest first, whether or not they came."""
        ...

    def balance(self) -> Mapping[str, int]:
        """Return what the provider holds for us, on its way or there, in minor units by currency."""
        ...

    def bills(self, *, since: datetime) -> Iterable[Fee]:
        """Return what the provider took for itself since then apart from payments: monthly fees and the like."""
        ...

    def entries(self, *, currency: str, since: datetime) -> Iterable[Entry]:
        """Return what stands in the provider's books since then, newest first, that nothing else tells of."""
        ...

    def give_back(self, *, gift: Gift, amount: Money, key: str) -> None:
        """Ask for `amount` to go back to the giver; the books follow when the provider says it did."""
        ...

    def manage(self, *, regular: RegularGift, back: str) -> str:
        """Return the address of the provider's page for a new card; it leads to `back`."""
        ...

    def change(self, *, regular: RegularGift, amount: Money) -> None:
        """Ask for another amount from the next time on."""
        ...

    def pause(self, *, regular: RegularGift, paused: bool) -> None:
        """Ask to collect nothing for now, or to collect again."""
        ...

    def stop(self, *, regular: RegularGift) -> None:
        """Ask to collect nothing any more."""
        ...
