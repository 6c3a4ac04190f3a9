"""Checkout sessions: a page on the provider's side on which somebody pays, or does not."""

import re
from typing import Any

from . import billing, payments
from .forms import Refusal, invalid, text, whole
from .world import Shape, World

# In minor units: the least of some currencies, and the most of any.
LEAST, MOST = {"usd": 50, "eur": 50, "gbp": 30, "jpy": 50}, 99_999_999
SHORTEST, LONGEST = 30 * 60, 24 * 3600
# How long a payment by bank takes here, on the provider's clock.
DELAY = 3


def create(world: World, params: dict[str, Any]) -> Shape:
    """Open a session; its page is at `url`."""
    mode = text(params, "mode")
    if mode not in {"payment", "subscription"}:
        raise invalid("Invalid mode.", param="mode")
    lines = params.get("line_items") or []
    if not lines:
        raise invalid(
            "Missing required param: line_items.", param="line_items", code="parameter_missing"
        )
    prices = [_price(world, line, mode) for line in lines]
    currency = prices[0]["currency"]
    total = sum(
        price["unit_amount"] * int(line.get("quantity", 1))
        for price, line in zip(prices, lines, strict=True)
    )
    _need_what_is_taken(world, params, total, currency)
    session = world.make(
        "checkout.session", "cs_test", amount_total=total, amount_subtotal=total, currency=currency, mode=mode,
        status="open", payment_status="unpaid", client_reference_id=params.get("client_reference_id"),
        metadata=params.get("metadata") or {}, success_url=text(params, "success_url"),
        cancel_url=params.get("cancel_url"), expires_at=_expires_at(world, params), customer_email=params.get("customer_email"),
        submit_type=params.get("submit_type"), ui_mode="hosted", payment_method_types=["card"],
        automatic_tax={"enabled": False, "liability": None, "provider": None, "status": None},
        adaptive_pricing={"enabled": (params.get("adaptive_pricing") or {}).get("enabled") != "false"},
        custom_fields=[], custom_text=dict.fromkeys(("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")),
        payment_method_options={}, shipping_options=[], phone_number_collection={"enabled": False},
        total_details={"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        payment_method_collection="if_required" if mode == "payment" else "always", discounts=[],
    )  # fmt: skip
    session["url"] = f"{world.notes['origin']}/c/pay/{session['id']}"
    key = "payment_intent_data" if mode == "payment" else "subscription_data"
    world.notes[session["id"]] = {"kept": params.get(key) or {}, "price": prices[0]}
    return session


def _need_what_is_taken(world: World, params: dict[str, Any], total: int, currency: str) -> None:
    if world.notes.get("broken"):
        raise Refusal(500, "api_error", "An unknown error occurred.")
    if total < LEAST.get(currency, 1):
        raise invalid(
            f"The Checkout Session's total amount due must add up to at least {LEAST[currency] / 100:.2f} {currency}",
            code="amount_too_small",
        )
    if total > MOST:
        raise invalid("The Checkout Session's total amount due must be no more than 999999.99.", code="amount_too_large")  # fmt: skip
    mail = params.get("customer_email")
    if mail and not re.fullmatch(r"[!-~]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}", mail):
        raise invalid(
            f"Invalid email address: {mail}", code="email_invalid", param="customer_email"
        )


def expire(world: World, session: Shape) -> Shape:
    if session["status"] != "open":
        raise invalid('Only Checkout Sessions with a status in ["open"] can be expired.')
    session |= {"status": "expired", "url": None}
    world.say("checkout.session.expired", session)
    return session


def pay(world: World, session: Shape, way: str, person: Shape) -> str:
    """Do what somebody did on the page; returns where it leads: paid, again, challenge."""
    if session["status"] != "open":
        raise invalid("This page is closed.")
    notes = world.notes[session["id"]]
    if "intent" not in notes:
        _begin(world, session, notes, person)
    intent = world.get(notes["intent"])
    if way == "challenge":
        intent |= {"status": "requires_action", "next_action": {"type": "redirect_to_url"}}
        world.say("payment_intent.requires_action", intent)
        return "challenge"
    if way == "declined":
        payments.decline(world, intent, person)
        if "invoice" in notes:
            billing.failed(world, world.get(notes["invoice"]))
        return "again"
    _complete(world, session, person, notes)
    if way in {"delayed-paid", "delayed-failed"}:
        payments.process(world, intent, person)
        world.notes.setdefault("later", []).append((world.now() + DELAY, session["id"], way))
        world.say("checkout.session.completed", session)
        return "paid"
    payments.succeed(world, intent, person)
    _settle(world, session, notes)
    world.say("checkout.session.completed", session)
    return "paid"


def tick(world: World) -> None:
    """Do what the clock has brought: closed pages, and payments by bank that arrive or fail."""
    now = world.now()
    for session in world.by_kind["checkout.session"]:
        if session["status"] == "open" and session["expires_at"] <= now:
            expire(world, session)
    later = world.notes.get("later", [])
    world.notes["later"] = [entry for entry in later if entry[0] > now]
    for _at, name, way in (entry for entry in later if entry[0] <= now):
        session = world.get(name)
        notes = world.notes[name]
        intent = world.get(notes["intent"])
        if way == "delayed-paid":
            payments.arrive(world, intent)
            _settle(world, session, notes)
            world.say("checkout.session.async_payment_succeeded", session)
        else:
            payments.fail(world, world.get(intent["latest_charge"]))
            if "invoice" in notes:
                billing.failed(world, world.get(notes["invoice"]))
            world.say("checkout.session.async_payment_failed", session)


def _price(world: World, line: dict[str, Any], mode: str) -> Shape:
    data = line.get("price_data")
    price = billing.create_price(world, data) if data else world.get(line.get("price"), "price")
    if (mode == "subscription") != (price["type"] == "recurring"):
        raise invalid(
            f"You specified `{mode}` mode but the price is {price['type']}.",
            param="line_items",
        )
    return price


def _expires_at(world: World, params: dict[str, Any]) -> int:
    at = whole(params, "expires_at", world.now() + LONGEST)
    if not world.now() + SHORTEST - 5 <= at <= world.now() + LONGEST:
        raise invalid(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.",
            param="expires_at",
        )
    return at


def _begin(world: World, session: Shape, notes: dict[str, Any], person: Shape) -> None:
    """Make what is to be paid: an intent, or a subscription with its first invoice."""
    kept = notes["kept"]
    metadata, description = kept.get("metadata") or {}, kept.get("description")
    if session["mode"] == "payment":
        intent = payments.new_intent(world, session["amount_total"], session["currency"], metadata=metadata, description=description)  # fmt: skip
        session["payment_intent"] = notes["intent"] = intent["id"]
        return
    customer = billing.create_customer(
        world, {"email": person.get("email"), "name": person.get("name")}
    )
    subscription = billing.new_subscription(
        world, customer, notes["price"], "paid", metadata, description
    )
    invoice, intent = billing.new_invoice(world, subscription, "subscription_create")
    notes |= {"intent": intent["id"], "invoice": invoice["id"], "subscription": subscription["id"]}


def _complete(world: World, session: Shape, person: Shape, notes: dict[str, Any]) -> None:
    session |= {
        "status": "complete", "url": None, "invoice": notes.get("invoice"), "subscription": notes.get("subscription"),
        "customer_details": {"address": None, "business_name": None, "individual_name": None, "email": person.get("email"),
                             "name": person.get("name"), "phone": None, "tax_exempt": "none", "tax_ids": []},
    }  # fmt: skip
    if "subscription" in notes:
        session["customer"] = world.get(notes["subscription"])["customer"]


def _settle(world: World, session: Shape, notes: dict[str, Any]) -> None:
    session["payment_status"] = "paid"
    if "invoice" in notes:
        billing.paid(world, world.get(notes["invoice"]))
