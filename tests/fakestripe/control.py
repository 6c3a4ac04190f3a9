"""What a test can make happen that no API call would: POST JSON to /_control/NAME."""

from collections.abc import Callable
from dataclasses import asdict, fields, replace
from typing import Any

from . import billing, checkout, money, payments
from .webhooks import Knobs, Sent, Webhooks
from .world import World

Asked = dict[str, Any]


def _knobs(world: World, webhooks: Webhooks, asked: Asked) -> Asked:
    """duplicate, drop, reorder, delay, retries, retry_after, hold, hurry: see webhooks.Knobs."""
    known = {field.name for field in fields(Knobs)}
    webhooks.turn(**{name: value for name, value in asked.items() if name in known})
    return asdict(webhooks.knobs)


def _webhook(world: World, webhooks: Webhooks, asked: Asked) -> Asked:
    """url, secret: where events go from now on."""
    webhooks.url = asked.get("url", webhooks.url)
    webhooks.secret = asked.get("secret", webhooks.secret)
    return {"url": webhooks.url}


def _clock(world: World, webhooks: Webhooks, asked: Asked) -> Asked:
    """advance: seconds; what is due by then happens now."""
    world.ahead += int(asked.get("advance", 0))
    tick(world)
    return {"now": world.now()}


def _pay(world: World, webhooks: Webhooks, asked: Asked) -> Asked:
    """session, way (paid, declined, challenge, delayed-paid, delayed-failed): as on its page."""
    person = {"email": asked.get("email"), "name": asked.get("name")}
    session = world.get(asked["session"], "checkout.session")
    return {
        "came": checkout.pay(world, session, asked.get("way", "paid"), person),
        "session": session,
    }


def _fail_refund(world: World, webhooks: Webhooks, asked: Asked) -> Asked:
    return payments.fail_refund(world, world.get(asked["refund"], "refund"))


def _fail_charge(world: World, webhooks: Webhooks, asked: Asked) -> Asked:
    """charge, kept: of the fee, not given back. A payment by bank fails, on its way or after it succeeded."""
    charge = world.get(asked["charge"], "charge")
    return payments.fail(world, charge, kept=int(asked.get("kept", 0)))


def _collect(world: World, webhooks: Webhooks, asked: Asked) -> Asked:
    """charge: what it should have collected is collected by card."""
    failed = world.get(asked["charge"], "charge")
    return payments.succeed(world, world.get(failed["payment_intent"]))


def _dispute(world: World, webhooks: Webhooks, asked: Asked) -> Asked:
    """charge, amount."""
    return payments.dispute(world, world.get(asked["charge"], "charge"), asked)


def _close_dispute(world: World, webhooks: Webhooks, asked: Asked) -> Asked:
    """dispute, returned: in the currency of the payment."""
    made = world.get(asked["dispute"], "dispute")
    return payments.close_dispute(world, made, returned=int(asked.get("returned", 0)))


def _warn(world: World, webhooks: Webhooks, asked: Asked) -> Asked:
    return payments.warn(world, world.get(asked["charge"], "charge"))


def _card(world: World, webhooks: Webhooks, asked: Asked) -> Asked:
    """customer, card: "paid" or "declined" from now on."""
    world.notes[asked["customer"]] = asked["card"]
    return {}


def _end_payout(world: World, webhooks: Webhooks, asked: Asked) -> Asked:
    payout = world.get(asked["payout"], "payout")
    return money.end_payout(world, payout, failed=bool(asked.get("failed")))


def _bill(world: World, webhooks: Webhooks, asked: Asked) -> Asked:
    """amount, currency: taken for the provider itself."""
    return money.bill(world, int(asked["amount"]), asked["currency"])


def _enter(world: World, webhooks: Webhooks, asked: Asked) -> Asked:
    """kind, amount, currency: an entry that belongs to no payment ("topup", "adjustment")."""
    return money.enter(world, asked["kind"], {"id": None}, int(asked["amount"]), asked["currency"])


def _account(world: World, webhooks: Webhooks, asked: Asked) -> Asked:
    """held: the currencies that the account holds; others are changed into the first."""
    world.notes["held"] = asked["held"]
    return {}


def _break(world: World, webhooks: Webhooks, asked: Asked) -> Asked:
    """on: no page is opened, for a failure of the provider's own, which it keeps with the key that was used."""
    world.notes["broken"] = bool(asked["on"])
    return {}


def _sent(world: World, webhooks: Webhooks, asked: Asked) -> Asked:
    """What came of the deliveries; reset: with the seconds that each took, and count anew."""
    sent = webhooks.sent
    answer = asdict(sent) if asked.get("reset") else asdict(replace(sent, took=[]))
    if asked.get("reset"):
        webhooks.sent = Sent()
    return answer | {"waiting": webhooks.waiting(), "events": len(world.events)}


def tick(world: World) -> None:
    """Do what the clock has brought; once in each of its seconds."""
    if world.notes.get("ticked") == world.now():
        return
    world.notes["ticked"] = world.now()
    checkout.tick(world)
    billing.tick(world)


def _reset(world: World, webhooks: Webhooks, asked: Asked) -> Asked:
    """Begin anew, with no webhook and nothing going wrong."""
    origin = world.notes["origin"]
    world.forget()
    world.notes["origin"] = origin
    webhooks.url, webhooks.knobs, webhooks.sent = "", Knobs(), Sent()
    return {}


CONTROLS: dict[str, Callable[[World, Webhooks, Asked], Asked]] = {
    "reset": _reset,
    "knobs": _knobs,
    "webhook": _webhook,
    "clock": _clock,
    "pay": _pay,
    "fail_refund": _fail_refund,
    "fail_charge": _fail_charge,
    "collect": _collect,
    "dispute": _dispute,
    "close_dispute": _close_dispute,
    "warn": _warn,
    "card": _card,
    "end_payout": _end_payout,
    "bill": _bill,
    "account": _account,
    "enter": _enter,
    "break": _break,
    "sent": _sent,
}
