"""Customers, products and prices; subscriptions and the invoices that they bring."""

import calendar
from datetime import UTC, datetime
from typing import Any

from . import payments
from .forms import invalid, text, whole
from .world import Shape, World

# After these days since the first try, a failed renewal is tried again; then it ends.
TRIED_AGAIN_AFTER = (3, 5, 7)


def create_customer(world: World, params: dict[str, Any]) -> Shape:
    made = world.make(
        "customer", "cus", email=params.get("email"), name=params.get("name"), balance=0,
        description=params.get("description"), delinquent=False, metadata=params.get("metadata") or {},
        invoice_settings={"custom_fields": None, "default_payment_method": params.get("payment_method"), "footer": None, "rendering_options": None},
        preferred_locales=[], tax_exempt="none", next_invoice_sequence=1, phone=params.get("phone"),
    )  # fmt: skip
    world.say("customer.created", made)
    return made


def create_product(world: World, params: dict[str, Any]) -> Shape:
    made = world.make(
        "product", "prod", active=True, name=text(params, "name"), images=[], marketing_features=[],
        description=params.get("description"), updated=world.now(), metadata=params.get("metadata") or {},
        type="service",
    )  # fmt: skip
    world.say("product.created", made)
    return made


def create_price(world: World, params: dict[str, Any]) -> Shape:
    product = params.get("product")
    if not product:
        product = create_product(world, params.get("product_data") or {})["id"]
    world.get(product, "product")
    recurring = params.get("recurring")
    if recurring:
        if recurring.get("interval") not in {"day", "week", "month", "year"}:
            raise invalid("Invalid interval.", param="recurring[interval]")
        recurring = {
            "interval": recurring["interval"], "interval_count": int(recurring.get("interval_count", 1)),
            "meter": None, "trial_period_days": None, "usage_type": "licensed",
        }  # fmt: skip
    amount = whole(params, "unit_amount")
    made = world.make(
        "price", "price", active=True, billing_scheme="per_unit", currency=text(params, "currency").lower(),
        product=product, recurring=recurring, tax_behavior="unspecified",
        type="recurring" if recurring else "one_time", unit_amount=amount, unit_amount_decimal=str(amount),
    )  # fmt: skip
    world.say("price.created", made)
    return made


def new_subscription(
    world: World,
    customer: Shape,
    price: Shape,
    card: str,
    metadata: dict[str, str],
    description: str | None = None,
) -> Shape:
    """Make one whose first invoice is not paid yet."""
    start = world.now()
    made = world.make(
        "subscription", "sub", customer=customer["id"], currency=price["currency"], status="incomplete",
        metadata=metadata, description=description, start_date=start, billing_cycle_anchor=start,
        cancel_at_period_end=False, collection_method="charge_automatically", discounts=[], default_tax_rates=[],
        automatic_tax={"enabled": False, "disabled_reason": None, "liability": None},
        billing_mode={"type": "flexible", "flexible": None},
        cancellation_details={"comment": None, "feedback": None, "reason": None},
        invoice_settings={"account_tax_ids": None, "issuer": {"type": "self"}},
        payment_settings={"payment_method_options": None, "payment_method_types": None, "save_default_payment_method": "off"},
        trial_settings={"end_behavior": {"missing_payment_method": "create_invoice"}},
    )  # fmt: skip
    item = world.make(
        "subscription_item", "si", price=price, quantity=1, subscription=made["id"], discounts=[], tax_rates=[],
        current_period_start=start, current_period_end=_later(start, price["recurring"]),
    )  # fmt: skip
    made["items"] = {"object": "list", "data": [item], "has_more": False, "total_count": 1, "url": f"/v1/subscription_items?subscription={made['id']}"}  # fmt: skip
    world.notes[customer["id"]] = card
    world.say("customer.subscription.created", made)
    return made


def new_invoice(world: World, subscription: Shape, reason: str) -> tuple[Shape, Shape]:
    """Make an invoice and the payment intent that is to pay it."""
    item = subscription["items"]["data"][0]
    amount, customer = item["price"]["unit_amount"], world.get(subscription["customer"])
    invoice = world.make(
        "invoice", "in", amount_due=amount, amount_paid=0, amount_remaining=amount, amount_overpaid=0,
        amount_shipping=0, attempt_count=0, attempted=False, auto_advance=True, billing_reason=reason,
        automatic_tax={"enabled": False, "disabled_reason": None, "liability": None, "provider": None, "status": None},
        collection_method="charge_automatically", currency=subscription["currency"], customer=customer["id"],
        customer_email=customer["email"], customer_name=customer["name"], customer_tax_exempt="none",
        customer_tax_ids=[], default_tax_rates=[], discounts=[], issuer={"type": "self"},
        parent={"type": "subscription_details", "quote_details": None, "subscription_details": {
            "subscription": subscription["id"], "metadata": dict(subscription["metadata"])}},
        payment_settings={"default_mandate": None, "payment_method_options": None, "payment_method_types": None},
        period_start=item["current_period_start"], period_end=item["current_period_end"],
        post_payment_credit_notes_amount=0, pre_payment_credit_notes_amount=0, starting_balance=0, ending_balance=0,
        status="open", status_transitions={"finalized_at": world.now(), "marked_uncollectible_at": None, "paid_at": None, "voided_at": None},
        subtotal=amount, total=amount, total_discount_amounts=[], total_pretax_credit_amounts=[], total_taxes=[],
        lines={"object": "list", "data": [], "has_more": False, "url": ""},
    )  # fmt: skip
    intent = payments.new_intent(world, amount, subscription["currency"], customer=customer["id"], description=subscription["description"])  # fmt: skip
    world.make(
        "invoice_payment", "inpay", invoice["id"], intent["id"], amount_paid=None, amount_requested=amount,
        currency=subscription["currency"], invoice=invoice["id"], is_default=True, status="open",
        payment={"type": "payment_intent", "payment_intent": intent["id"]},
        status_transitions={"canceled_at": None, "paid_at": None},
    )  # fmt: skip
    world.notes[intent["id"]] = invoice["id"]
    subscription["latest_invoice"] = invoice["id"]
    world.say("invoice.created", invoice)
    return invoice, intent


def paid(world: World, invoice: Shape) -> None:
    """Note that an invoice's intent has succeeded, and let its subscription go on."""
    now, entry = world.now(), world.of("invoice_payment", invoice["id"])[0]
    entry |= {"status": "paid", "amount_paid": invoice["amount_due"]}
    entry["status_transitions"]["paid_at"] = now
    invoice |= {
        "status": "paid", "amount_paid": invoice["amount_due"], "amount_remaining": 0, "attempted": True,
        "attempt_count": invoice["attempt_count"] + 1, "next_payment_attempt": None,
    }  # fmt: skip
    invoice["status_transitions"]["paid_at"] = now
    subscription = world.get(invoice["parent"]["subscription_details"]["subscription"])
    was, subscription["status"] = subscription["status"], "active"
    world.say("invoice.paid", invoice)
    world.say("invoice_payment.paid", entry)
    if was != "active":
        world.say("customer.subscription.updated", subscription)


def failed(world: World, invoice: Shape) -> None:
    """Note that an invoice could not be paid; a renewal is tried again some days later, then ends."""
    invoice |= {"attempted": True, "attempt_count": invoice["attempt_count"] + 1}
    subscription = world.get(invoice["parent"]["subscription_details"]["subscription"])
    tries = invoice["attempt_count"]
    if subscription["status"] == "incomplete":
        world.say("invoice.payment_failed", invoice)
        return
    over = tries > len(TRIED_AGAIN_AFTER)
    invoice["next_payment_attempt"] = (
        None if over else invoice["created"] + TRIED_AGAIN_AFTER[tries - 1] * 86400
    )
    world.say("invoice.payment_failed", invoice)
    if over:
        cancel(world, subscription, reason="payment_failed")
    elif subscription["status"] != "past_due":
        subscription["status"] = "past_due"
        world.say("customer.subscription.updated", subscription)


def renew(world: World, subscription: Shape) -> None:
    """Begin the next period, and ask for its money."""
    item = subscription["items"]["data"][0]
    item["current_period_start"] = item["current_period_end"]
    item["current_period_end"] = _later(item["current_period_end"], item["price"]["recurring"])
    world.say("customer.subscription.updated", subscription)
    if subscription["pause_collection"]:
        return
    invoice, intent = new_invoice(world, subscription, "subscription_cycle")
    collect(world, invoice, intent)


def collect(world: World, invoice: Shape, intent: Shape) -> None:
    """Charge the customer's card for an invoice."""
    if world.notes.get(invoice["customer"], "paid") == "declined":
        payments.decline(world, intent)
        failed(world, invoice)
    else:
        payments.succeed(world, intent)
        paid(world, invoice)


def update(world: World, subscription: Shape, params: dict[str, Any]) -> Shape:
    """Change amount, pause or end."""
    if subscription["status"] == "canceled":
        raise invalid(
            "A canceled subscription can only update its cancellation_details and metadata."
        )
    if "pause_collection" in params:
        pause = params["pause_collection"]
        subscription["pause_collection"] = (
            {"behavior": pause["behavior"], "resumes_at": None} if pause else None
        )
    if "cancel_at_period_end" in params:
        subscription["cancel_at_period_end"] = params["cancel_at_period_end"] == "true"
    for change in params.get("items", []):
        item = world.get(change.get("id"), "subscription_item")
        price = change.get("price_data")
        item["price"] = (
            create_price(world, price) if price else world.get(change.get("price"), "price")
        )
    subscription["metadata"] |= params.get("metadata") or {}
    world.say("customer.subscription.updated", subscription)
    return subscription


def cancel(world: World, subscription: Shape, *, reason: str = "cancellation_requested") -> Shape:
    if subscription["status"] == "canceled":
        raise invalid(
            f"No such subscription: '{subscription['id']}'", code="resource_missing", status=404
        )
    subscription |= {"status": "canceled", "canceled_at": world.now(), "ended_at": world.now()}
    subscription["cancellation_details"]["reason"] = reason
    world.say("customer.subscription.deleted", subscription)
    return subscription


def tick(world: World) -> None:
    """Do what the clock has brought: renewals, and payments tried again."""
    now = world.now()
    for subscription in world.by_kind["subscription"]:
        while subscription["status"] in {"active", "past_due"}:
            if subscription["items"]["data"][0]["current_period_end"] > now:
                break
            if subscription["cancel_at_period_end"]:
                cancel(world, subscription)
            else:
                renew(world, subscription)
    for invoice in [i for i in world.by_kind["invoice"] if i["status"] == "open"]:
        again = invoice["next_payment_attempt"]
        if again and again <= now:
            name = world.of("invoice_payment", invoice["id"])[0]["payment"]["payment_intent"]
            collect(world, invoice, world.get(name))


def _later(start: int, every: Shape) -> int:
    """One period later, on the same day of the month or the last there is."""
    if every["interval"] in {"day", "week"}:
        return start + {"day": 1, "week": 7}[every["interval"]] * 86400 * every["interval_count"]
    begun = datetime.fromtimestamp(start, UTC)
    months = every["interval_count"] * (12 if every["interval"] == "year" else 1)
    year, month = divmod(begun.year * 12 + begun.month - 1 + months, 12)
    day = min(begun.day, calendar.monthrange(year, month + 1)[1])
    return int(begun.replace(year=year, month=month + 1, day=day).timestamp())
