"""The provider's own books: entries, fees, exchange, what is there, and payouts."""

from collections import defaultdict
from fractions import Fraction
from typing import Any

from .forms import invalid
from .world import Shape, World

# Currencies that the account holds, where no test says others (control `account`); what comes in any
# other is changed into the first.
HELD = ("usd", "eur", "gbp")
# Minor units of dollars for one minor unit.
RATES = {
    "jpy": Fraction(67, 100), "kwd": Fraction(326, 1000), "chf": Fraction(112, 100),
    "cad": Fraction(73, 100), "sek": Fraction(95, 1000), "pln": Fraction(25, 100), "brl": Fraction(18, 100), "inr": Fraction(12, 1000),
}  # fmt: skip
FIXED_FEE = 30
DISPUTE_FEE = 1500
PENDING_FOR = 2 * 86400


def held(world: World) -> tuple[str, ...]:
    return tuple(world.notes.get("held", HELD))


def held_in(world: World, currency: str) -> str:
    return currency if currency in held(world) else held(world)[0]


def rate_of(world: World, currency: str) -> Fraction:
    """Of one minor unit, in the currency that the account holds it in."""
    own = held_in(world, currency)
    if own == currency:
        return Fraction(1)
    return RATES.get(currency, Fraction(1)) / RATES.get(own, Fraction(1))


def settled(world: World, amount: int, currency: str) -> int:
    """Return `amount`, which may be below zero, in the currency that the account holds it in."""
    return round(abs(amount) * rate_of(world, currency)) * (1 if amount >= 0 else -1)


def fee_of(amount: int) -> int:
    """2.9 % and 30, rounded half up."""
    return (amount * 29 + 500) // 1000 + FIXED_FEE


def enter(
    world: World,
    kind: str,
    source: Shape,
    amount: int,
    currency: str,
    *,
    fee: int = 0,
    category: str = "",
) -> Shape:
    """Enter what moved, in the presentment currency; below zero where it left."""
    there, own = settled(world, amount, currency), held_in(world, currency)
    return world.make(
        "balance_transaction",
        "txn",
        amount=there,
        currency=own,
        exchange_rate=None if own == currency else float(rate_of(world, currency)),
        fee=fee,
        fee_details=[
            {"amount": fee, "application": None, "currency": own, "description": "Stripe processing fees", "type": "stripe_fee"}
        ] if fee else [],
        net=there - fee,
        source=source["id"],
        type=kind,
        reporting_category=category or kind,
        status="pending",
        available_on=world.now() + PENDING_FOR,
        balance_type="payments",
    )  # fmt: skip


def bill(world: World, amount: int, currency: str) -> Shape:
    """Take something for the provider itself: a monthly fee. No event tells of it."""
    return enter(world, "stripe_fee", {"id": None}, -amount, currency, category="fee")


def balance(world: World) -> Shape:
    """Return what is there and on its way."""
    sums: dict[str, dict[str, int]] = {"available": defaultdict(int), "pending": defaultdict(int)}
    for entry in world.by_kind["balance_transaction"]:
        there = entry["available_on"] <= world.now() or entry["type"].startswith("payout")
        sums["available" if there else "pending"][entry["currency"]] += entry["net"]
    currencies = sorted({*sums["available"], *sums["pending"], held(world)[0]})
    parts = {
        part: [
            {"amount": there[code], "currency": code, "source_types": {"card": there[code]}}
            for code in currencies
        ]
        for part, there in sums.items()
    }
    return {"object": "balance", "livemode": False, **parts}


def pay_out(world: World, params: dict[str, Any]) -> Shape:
    """Send all of a currency, or `amount`, to the bank."""
    currency = params.get("currency", held(world)[0])
    total = sum(
        part["amount"]
        for kind in ("available", "pending")
        for part in balance(world)[kind]
        if part["currency"] == currency
    )
    amount = int(params.get("amount") or total)
    if amount <= 0 or amount > total:
        raise invalid("You have insufficient funds in your account.", code="balance_insufficient")
    payout = world.make(
        "payout", "po", amount=amount, currency=currency, status="in_transit", automatic=False,
        arrival_date=world.now() + PENDING_FOR, method="standard", source_type="card", type="bank_account",
        reconciliation_status="not_applicable", destination="ba_1",
    )  # fmt: skip
    entry = enter(world, "payout", payout, -amount, currency)
    payout["balance_transaction"] = entry["id"]
    world.say("payout.created", payout)
    return payout


def end_payout(world: World, payout: Shape, *, failed: bool) -> Shape:
    """Let it arrive, or come back."""
    if not failed:
        payout["status"] = "paid"
        world.say("payout.paid", payout)
        return payout
    entry = enter(world, "payout_failure", payout, payout["amount"], payout["currency"])
    payout |= {
        "status": "failed",
        "failure_code": "account_closed",
        "failure_message": "The bank account has been closed",
        "failure_balance_transaction": entry["id"],
    }
    world.say("payout.failed", payout)
    return payout
