"""The pages that people see on the provider's side: paying, the bank's question, the billing portal."""

from html import escape
from typing import Any

from . import billing, checkout
from .forms import invalid
from .payments import CARDS
from .world import Shape, World

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width"><h1>{title}</h1>{body}"""


def show(world: World, path: str) -> str:
    """Return the page at `path`."""
    _empty, kind, *rest = path.split("/")
    if kind == "c":
        return _checkout(world.get(rest[1], "checkout.session"))
    if kind == "p":
        return _portal(world, world.get(rest[1], "billing_portal.session"))
    raise invalid("No such page.", status=404)


def act(world: World, path: str, typed: dict[str, Any]) -> tuple[str, str]:
    """Do what a form of the page at `path` asks; returns where to go next, or else a page."""
    _empty, kind, *rest = path.split("/")
    if kind == "p":
        return _act_in_portal(world, world.get(rest[1], "billing_portal.session"), typed)
    session = world.get(rest[1], "checkout.session")
    way = typed.get("way") or CARDS.get(str(typed.get("card", "")).replace(" ", ""), "declined")
    person = {"email": typed.get("email") or session["customer_email"], "name": typed.get("name")}
    came = checkout.pay(world, session, way, person)
    if came == "challenge":
        return "", _challenge(session, person)
    if came == "again":
        return "", _checkout(session, "Your card was declined. Try another.")
    return session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"]), ""


def _checkout(session: Shape, said: str = "") -> str:
    if session["status"] != "open":
        return _PAGE.format(title="This page is closed", body="<p>It was paid, or has expired.</p>")
    buttons = "".join(
        f'<button name="way" value="{way}">{words}</button> '
        for way, words in (
            ("delayed-paid", "Pay by bank (arrives later)"),
            ("delayed-failed", "Pay by bank (fails later)"),
        )
    )
    body = f"""<p role="alert">{escape(said)}</p><p>{session["amount_total"]} {session["currency"].upper()}</p>
<form method="post"><label>Email <input name="email" value="{escape(session["customer_email"] or "")}"></label>
<label>Card number <input name="card" value="4242 4242 4242 4242"></label>
<label>Name on card <input name="name" value="Alice Reader"></label>
<button>Pay</button> {buttons}</form><p><a href="{escape(session["cancel_url"] or "")}">Back</a></p>"""
    return _PAGE.format(title="Pay", body=body)


def _challenge(session: Shape, person: Shape) -> str:
    hidden = "".join(
        f'<input type="hidden" name="{key}" value="{escape(str(value or ""))}">'
        for key, value in person.items()
    )
    body = f"""<p>Your bank asks: is it you?</p><form method="post" action="/c/pay/{session["id"]}">{hidden}
<button name="way" value="paid">Complete</button> <button name="way" value="declined">Fail</button></form>"""
    return _PAGE.format(title="3D Secure", body=body)


def open_portal(world: World, params: dict[str, Any]) -> Shape:
    customer = world.get(params.get("customer"), "customer")
    made = world.make(
        "billing_portal.session", "bps", customer=customer["id"], return_url=params.get("return_url"),
        configuration="bpc_1",
    )  # fmt: skip
    made["url"] = f"{world.notes['origin']}/p/session/{made['id']}"
    return made


def _portal(world: World, session: Shape) -> str:
    mine = [s for s in world.by_kind["subscription"] if s["customer"] == session["customer"]]
    rows = "".join(
        f"""<li>{s["id"]}: {s["status"]} <form method="post"><input type="hidden" name="subscription" value="{s["id"]}">
<button name="do" value="cancel">Cancel</button></form></li>"""
        for s in mine
    )
    body = f"""<ul>{rows}</ul><form method="post"><label>New card <input name="card" value="4242 4242 4242 4242"></label>
<button name="do" value="card">Save</button></form><p><a href="{escape(session["return_url"] or "")}">Back</a></p>"""
    return _PAGE.format(title="Billing", body=body)


def _act_in_portal(world: World, session: Shape, typed: dict[str, Any]) -> tuple[str, str]:
    if typed.get("do") == "cancel":
        billing.cancel(world, world.get(typed.get("subscription"), "subscription"))
    else:
        world.notes[session["customer"]] = CARDS.get(
            str(typed.get("card", "")).replace(" ", ""), "declined"
        )
    return "", _portal(world, session)
