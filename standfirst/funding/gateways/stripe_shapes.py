"""What Stripe's objects mean in our words; knows their keys, asks nobody.

Objects come as Stripe's API `2026-10-28` has them: an invoice names its payments and its
subscription under `payments` and `parent`, not at its top.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.utils.translation import gettext as _

from standfirst.funding.models import Case, Gift, RegularGift
from standfirst.funding.services.booking import PAYMENT_FAILED, Fact, Kind
from standfirst.lib.money import Money
from standfirst.publishing.days import newsroom_day

from .contract import Ask, Entry, Exchange, Fee, Message, Payment, Payout, Pending, Promise

Shape = Mapping[str, Any]

# Entries of Stripe's own books that come into ours by themselves, with what they belong to.
_FOLLOWED = frozenset({
    "charge", "payment", "refund", "payment_refund", "refund_failure", "payment_failure_refund",
    "payout", "payout_failure", "payout_cancel", "stripe_fee", "stripe_fx_fee", "tax_fee",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Charge:
    """One try to collect a payment, with what happened after it: Stripe's objects."""

    found: Shape
    refunds: list[dict[str, Any]]
    disputes: list[dict[str, Any]]
    warnings: list[dict[str, Any]]

    @property
    def is_entered(self) -> bool:
        """Whether Stripe's own books have it; those of a debit have it days before it is sure."""
        return bool(self.found.get("balance_transaction"))

    @property
    def has_failed(self) -> bool:
        """Whether it was taken out of those books again: on its way, or after it had succeeded."""
        return bool(self.found.get("failure_balance_transaction"))

    @property
    def is_here(self) -> bool:
        """Whether it succeeded, and nothing said otherwise since."""
        found = self.found
        is_paid = bool(found["paid"]) and bool(found["captured"])
        return is_paid and found["status"] == "succeeded" and not self.has_failed

    @property
    def is_sure(self) -> bool:
        """Whether it is known what became of it; until then nothing of it is booked."""
        return self.is_here or self.has_failed

    @property
    def amount(self) -> Money:
        """What was collected, or should have been."""
        return _money(self.found["amount_captured"] or self.found["amount"], self.found["currency"])


def message(event: Shape, *, payload: str = "") -> Message:
    """Return the message that an event is; one about nothing of ours has an empty `about`.

    Raises:
        TypeError: it has no name or kind.
    """
    name, kind = event["id"], event["type"]
    if not (isinstance(name, str) and isinstance(kind, str)):
        raise TypeError("An event has a name and a kind.")
    return Message(
        name=name[:120],
        kind=kind[:80],
        about=_about(event["data"]["object"])[:120],
        at=_moment(event["created"]),
        # The library reads amounts like "700.5" as decimals.
        payload=payload or json.dumps(event, separators=(",", ":"), default=str),
    )


def signed_at(header: str) -> int:
    """Return the Unix time in a signature's header that was found genuine; -1 where it names two.

    The signature covers one of them; a second could make an old message look new.
    """
    times = [
        value for key, _sign, value in (p.partition("=") for p in header.split(",")) if key == "t"
    ]
    return int(times[0]) if len(times) == 1 else -1


def name_of(ref: Any) -> str:  # noqa: ANN401 - Stripe names an object, or includes it whole
    """Return the name of an object that is given by name or as a whole; "" for none."""
    return str(ref["id"] if isinstance(ref, Mapping) else ref or "")


def balance(found: Shape) -> dict[str, int]:
    """Return what is there and on its way, in minor units by currency."""
    held: dict[str, int] = {}
    for part in (*found["available"], *found["pending"]):
        currency = part["currency"].upper()
        held[currency] = held.get(currency, 0) + part["amount"]
    return held


def bill(entry: Shape) -> Fee:
    """Return what an entry of Stripe's own books took from us; below zero where it gave back."""
    taken = _money(-entry["net"], entry["currency"])
    return Fee(f"{entry['id']}:bill", taken, _moment(entry["created"]))


def loose_entries(found: Iterable[Shape]) -> Iterator[Entry]:
    """Yield the entries of Stripe's own books that no payment, payout or bill tells of."""
    for entry in found:
        is_dispute = str(entry["reporting_category"]).startswith("dispute")
        if entry["type"] in _FOLLOWED or is_dispute or not entry["net"]:
            continue
        yield Entry(
            name=str(entry["id"]),
            kind=str(entry["type"]),
            words=entry.get("description") or "",
            amount=_money(entry["net"], entry["currency"]),
            at=_moment(entry["created"]),
        )


def payment(intent: Shape | None, charges: Sequence[Charge], invoice: Shape | None) -> Payment:
    """Return a payment with all that ever happened to it.

    Args:
        intent: None for a charge that was made without one.
        charges: each try, oldest first; there may be none where there is an intent.
    """
    latest: Shape = charges[-1].found if charges else {}
    root: Shape = intent or latest
    person = latest.get("billing_details") or {}
    sure = [charge for charge in charges if charge.is_sure]
    return Payment(
        names=_names(intent, charges, invoice),
        reference=_reference(root, invoice),
        regular=_subscription(invoice) if invoice else "",
        state=_state(intent, charges),
        charged=_money(root["amount"], root["currency"]),
        facts=tuple(_facts(root["id"], charges)),
        fees=tuple(fee for charge in sure for fee in _fees(charge)),
        exchanges=tuple(exchange for charge in sure for exchange in _exchanges(charge)),
        asks=tuple(ask for charge in charges for ask in _asks(charge)),
        pending=tuple(entry for charge in charges for entry in _pending(charge)),
        failed_later=bool(charges) and charges[-1].is_entered and latest["status"] == "failed",
        name=person.get("name") or "",
        mail=person.get("email") or (invoice or {}).get("customer_email") or "",
    )


def unpaid_session(session: Shape) -> Payment:
    """Return what a page is on which nothing was paid yet, or nothing any more."""
    is_over = session["status"] == "expired"
    return Payment(
        names=(session["id"],),
        reference=session.get("client_reference_id") or "",
        regular="",
        state=Gift.State.EXPIRED if is_over else Gift.State.BEGUN,
        charged=_money(session.get("amount_total") or 0, session.get("currency") or "usd"),
    )


def payment_of_invoice(invoice: Shape) -> str:
    """Return the payment with which an invoice is or shall be paid; "" for none."""
    paid = (invoice.get("payments") or {}).get("data") or []
    latest = sorted(paid, key=lambda entry: (entry["status"] == "paid", entry["created"]))
    return name_of(latest[-1]["payment"].get("payment_intent")) if latest else ""


def promise(found: Shape, asked_at: datetime) -> Promise:
    """Return a regular gift as it was at `asked_at`."""
    items = found["items"]["data"]
    amount = sum(item["price"]["unit_amount"] * item.get("quantity", 1) for item in items)
    return Promise(
        names=(found["id"],),
        reference=found["metadata"].get("reference", ""),
        state=_promise_state(found),
        amount=_money(amount, found["currency"]),
        next_on=_next_on(found),
        at=asked_at,
    )


def payout(found: Shape) -> Payout | None:
    """Return money sent to the bank; None while it has not left the balance."""
    left, back = found.get("balance_transaction"), found.get("failure_balance_transaction")
    if not left:
        return None
    return Payout(
        name=found["id"],
        amount=_money(found["amount"], found["currency"]),
        at=_moment(left["created"]),
        back_at=_moment(back["created"]) if back else None,
    )


def _about(thing: Shape) -> str:
    """What to look up for it: the payment itself where it says which, so that several ask once."""
    match thing.get("object"):
        case "payment_intent" | "invoice" | "subscription" | "payout":
            return str(thing["id"])
        case "charge" | "checkout.session" | "refund" | "dispute" | "radar.early_fraud_warning":
            of = name_of(thing.get("payment_intent")) or name_of(thing.get("charge"))
            return of or str(thing["id"])
        case "invoice_payment":
            return name_of(thing["payment"].get("payment_intent")) or name_of(thing["invoice"])
    return ""


def _names(
    intent: Shape | None, charges: Sequence[Charge], invoice: Shape | None
) -> tuple[str, ...]:
    parts = (intent, *(charge.found for charge in charges), invoice)
    return tuple(str(found["id"]) for found in parts if found)


def _reference(root: Shape, invoice: Shape | None) -> str:
    """The reference that we gave along: with the payment, or with the regular gift that it begins."""
    own = root["metadata"].get("reference", "")
    if own or not invoice or invoice.get("billing_reason") != "subscription_create":
        return str(own)
    return str((_details(invoice).get("metadata") or {}).get("reference", ""))


def _details(invoice: Shape) -> Shape:
    parent: Shape = invoice.get("parent") or {}
    return parent.get("subscription_details") or {}


def _subscription(invoice: Shape) -> str:
    return name_of(_details(invoice).get("subscription"))


def _state(intent: Shape | None, charges: Sequence[Charge]) -> Gift.State:
    if any(charge.is_here for charge in charges):
        return Gift.State.RECEIVED
    latest: Shape = charges[-1].found if charges else {}
    if latest.get("status") == "pending":
        return Gift.State.PENDING
    if intent is None:
        return Gift.State.FAILED
    is_declined = intent["status"] == "requires_payment_method" and intent.get("last_payment_error")
    if is_declined or (charges and charges[-1].has_failed):
        return Gift.State.FAILED
    states = {"processing": Gift.State.PENDING, "canceled": Gift.State.EXPIRED}
    return states.get(intent["status"], Gift.State.BEGUN)


def _facts(name: str, charges: Sequence[Charge]) -> Iterator[Fact]:
    """What is sure. The first try of which money came or shall come has the payment's own name.

    One that failed after all is told as coming and as failing: whether anybody booked that it came,
    only the books know.
    """
    entered = [charge for charge in charges if charge.is_entered]
    for place, charge in enumerate(entered):
        if charge.is_sure:
            key = f"{charge.found['id'] if place else name}:captured"
            yield from _facts_of(charge, key)


def _facts_of(charge: Charge, key: str) -> Iterator[Fact]:
    found = charge.found
    yield Fact(key, Kind.CAPTURED, charge.amount, _moment(found["created"]))
    if charge.has_failed:
        at = _moment(found["failure_balance_transaction"]["created"])
        yield Fact(f"{found['id']}{PAYMENT_FAILED}", Kind.FAILED, charge.amount, at, undoes=key)
    for refund in charge.refunds:
        amount = _money(refund["amount"], refund["currency"])
        if refund.get("balance_transaction"):
            at = _moment(refund["created"])
            yield Fact(f"{refund['id']}:refunded", Kind.REFUNDED, amount, at)
        if back := refund.get("failure_balance_transaction"):
            at = _moment(back["created"])
            yield Fact(f"{refund['id']}:failed", Kind.REFUND_FAILED, amount, at)
    for dispute in charge.disputes:
        for key, kind, amount, entry in _turns(dispute):
            yield Fact(key, kind, amount, _moment(entry["created"]))


def _turns(dispute: Shape) -> Iterator[tuple[str, Kind, Money, Shape]]:
    """Each time that a dispute took money or brought some back, in the currency of the payment.

    The first of a kind is "dp_x:withdrawn"; a later one has its transaction's name as well.
    """
    entries = sorted(dispute["balance_transactions"], key=lambda e: (e["created"], e["id"]))
    taken = next((-entry["amount"] for entry in entries if entry["amount"] < 0), 0)
    seen: set[str] = set()
    for entry in entries:
        word, kind = ("withdrawn", Kind.WITHDRAWN) if entry["amount"] < 0 else ("returned", Kind.RETURNED)  # fmt: skip
        minor = abs(entry["amount"])
        if entry["currency"] != dispute["currency"]:
            minor = dispute["amount"] * minor // taken if taken else dispute["amount"]
        key = f"{dispute['id']}:{word}" + (f":{entry['id']}" if word in seen else "")
        seen.add(word)
        if minor:
            yield key, kind, _money(minor, dispute["currency"]), entry


def _entries(charge: Charge) -> Iterator[tuple[Shape, Money]]:
    """Each entry of Stripe's own books about a charge, with what it was in the payment's currency."""
    for key in ("balance_transaction", "failure_balance_transaction"):
        if charge.found.get(key):
            yield charge.found[key], charge.amount
    for refund in charge.refunds:
        amount = _money(refund["amount"], refund["currency"])
        for entry in (
            refund.get("balance_transaction"),
            refund.get("failure_balance_transaction"),
        ):
            if entry:
                yield entry, amount
    for dispute in charge.disputes:
        for _key, _kind, amount, entry in _turns(dispute):
            yield entry, amount


def _pending(charge: Charge) -> Iterator[Pending]:
    """What Stripe's books have of a charge of which it is not known yet what becomes."""
    if not charge.is_sure:
        for entry, _amount in _entries(charge):
            yield Pending(str(entry["id"]), _money(entry["net"], entry["currency"]))


def _fees(charge: Charge) -> Iterator[Fee]:
    for entry, _amount in _entries(charge):
        if entry["fee"]:
            fee = _money(entry["fee"], entry["currency"])
            yield Fee(f"{entry['id']}:fee", fee, _moment(entry["created"]))


def _exchanges(charge: Charge) -> Iterator[Exchange]:
    for entry, amount in _entries(charge):
        settled = _money(abs(entry["amount"]), entry["currency"])
        if settled.currency != amount.currency:
            came = entry["amount"] > 0
            given, received = (amount, settled) if came else (settled, amount)
            at = _moment(entry["created"])
            yield Exchange(f"{entry['id']}:exchange", given, received, at)


def _asks(charge: Charge) -> Iterator[Ask]:
    for dispute in charge.disputes:
        is_open = dispute["status"] in {
            "needs_response", "under_review", "warning_needs_response", "warning_under_review",
        }  # fmt: skip
        words = _("%(amount)s is disputed (%(reason)s). Respond in Stripe’s dashboard.") % {
            "amount": _money(dispute["amount"], dispute["currency"]),
            "reason": dispute["reason"],
        }
        yield Ask(Case.Kind.DISPUTE, dispute["id"], words, is_open)
    for warning in charge.warnings:
        words = _("The card’s bank suspects fraud. Refund it before it is disputed.")
        yield Ask(Case.Kind.FRAUD, warning["id"], words, bool(warning["actionable"]))


def _promise_state(found: Shape) -> RegularGift.State:
    states = {
        "incomplete": RegularGift.State.BEGUN,
        "past_due": RegularGift.State.LATE,
        "unpaid": RegularGift.State.LATE,
        "paused": RegularGift.State.PAUSED,
        "canceled": RegularGift.State.ENDED,
        "incomplete_expired": RegularGift.State.ENDED,
    }
    if found["status"] in states:
        return states[found["status"]]
    return RegularGift.State.PAUSED if found.get("pause_collection") else RegularGift.State.ACTIVE


def _next_on(found: Shape) -> date | None:
    goes_on = found["status"] not in {"canceled", "incomplete_expired", "incomplete"}
    if not goes_on or found.get("cancel_at_period_end") or found.get("pause_collection"):
        return None
    ends = [item["current_period_end"] for item in found["items"]["data"]]
    return newsroom_day(_moment(min(ends))) if ends else None


def _money(minor: int, currency: str) -> Money:
    return Money(minor, currency.upper())


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
