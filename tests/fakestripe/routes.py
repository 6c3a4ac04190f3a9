"""The API: each address, the parameters that it takes, and what it does."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import billing, checkout, money, pages, payments
from .forms import invalid, page
from .world import EVENTS_KEPT, Shape, World

Params = dict[str, Any]
Do = Callable[[World, Params, str], Any]


@dataclass(frozen=True)
class Route:
    method: str
    path: re.Pattern[str]
    takes: frozenset[str]
    do: Do


def _route(method: str, path: str, takes: str, do: Do) -> Route:
    pattern = re.compile("^/v1/" + path.replace("NAME", "([A-Za-z0-9_]+)") + "$")
    return Route(method, pattern, frozenset(takes.split()) | {"expand"}, do)


def _made(make: Callable[[World, Params], Shape]) -> Do:
    return lambda world, params, _name: make(world, params)


def _get(kind: str) -> Do:
    return lambda world, _params, name: world.get(name, kind)


def _list(kind: str, *owners: str) -> Do:
    """List all of a kind, or those that belong to the first owner that is asked for."""

    def listed(world: World, params: Params, _name: str) -> Shape:
        asked = next((params[owner] for owner in owners if params.get(owner)), None)
        rows = world.of(kind, asked) if asked else world.by_kind[kind][::-1]
        return page(rows, params, f"/v1/{kind}s")

    return listed


def _change(kind: str, change: Callable[[World, Shape, Params], Shape]) -> Do:
    return lambda world, params, name: change(world, world.get(name, kind), params)


def _note(event: str) -> Callable[[World, Shape, Params], Shape]:
    """Keep the plain values that are given, and say so."""

    def noted(world: World, thing: Shape, params: Params) -> Shape:
        given = {key: value for key, value in params.items() if key != "expand"}
        thing["metadata"] = {**thing["metadata"], **given.pop("metadata", {})}
        thing |= {key: value for key, value in given.items() if key in thing}
        world.say(event, thing)
        return thing

    return noted


def _events(world: World, params: Params, _name: str) -> Shape:
    """Newest first, of thirty days."""
    oldest = world.now() - EVENTS_KEPT
    rows = [event for event in reversed(world.events) if event["created"] > oldest]
    kinds = params.get("types") or ([params["type"]] if params.get("type") else [])
    if len(kinds) > 20:
        raise invalid("You may pass up to 20 types.", param="types")
    if kinds:
        rows = [event for event in rows if event["type"] in kinds]
    created = params.get("created") or {}
    if isinstance(created, str):
        rows = [event for event in rows if event["created"] == int(created)]
    else:
        for bound, holds in (
            ("gt", int.__gt__), ("gte", int.__ge__), ("lt", int.__lt__), ("lte", int.__le__),
        ):  # fmt: skip
            if bound in created:
                rows = [event for event in rows if holds(event["created"], int(created[bound]))]
    return page(rows, params, "/v1/events")


def _event(world: World, _params: Params, name: str) -> Shape:
    found = next((event for event in world.events if event["id"] == name), None)
    if found is None or found["created"] <= world.now() - EVENTS_KEPT:
        raise invalid(f"No such event: '{name}'", code="resource_missing", param="id", status=404)
    return found


def _invoice_payments(world: World, params: Params, _name: str) -> Shape:
    of = params.get("invoice") or (params.get("payment") or {}).get("payment_intent")
    rows = world.of("invoice_payment", of) if of else world.by_kind["invoice_payment"][::-1]
    return page(rows, params, "/v1/invoice_payments")


def _entries(world: World, params: Params, _name: str) -> Shape:
    rows = world.by_kind["balance_transaction"][::-1]
    for key in ("type", "source", "currency"):
        if params.get(key):
            rows = [entry for entry in rows if entry[key] == params[key]]
    since = int((params.get("created") or {}).get("gte", 0))
    rows = [entry for entry in rows if entry["created"] >= since]
    return page(rows, params, "/v1/balance_transactions")


def _confirm(world: World, intent: Shape, params: Params) -> Shape:
    return payments.confirm(world, intent, params)


_PAGING = "limit starting_after ending_before"
_INTENT = "amount currency metadata description customer payment_method payment_method_types confirm receipt_email statement_descriptor shipping automatic_payment_methods return_url capture_method off_session setup_future_usage"  # fmt: skip
_SESSION = "mode line_items client_reference_id metadata success_url cancel_url expires_at adaptive_pricing payment_intent_data subscription_data submit_type customer_email customer locale payment_method_types ui_mode"  # fmt: skip

ROUTES = [
    _route("GET", "payment_intents/NAME", "", _get("payment_intent")),
    _route("GET", "payment_intents", f"{_PAGING} customer created", _list("payment_intent")),
    _route("POST", "payment_intents", _INTENT, _made(payments.create_intent)),
    _route("POST", "payment_intents/NAME/confirm", "payment_method return_url off_session", _change("payment_intent", _confirm)),
    _route("POST", "payment_intents/NAME/cancel", "cancellation_reason", _change("payment_intent", lambda w, i, _p: payments.cancel(w, i))),
    _route("POST", "payment_intents/NAME", "metadata description", _change("payment_intent", _note("payment_intent.updated"))),
    _route("GET", "charges/NAME", "", _get("charge")),
    _route("POST", "charges/NAME", "metadata description", _change("charge", _note("charge.updated"))),
    _route("GET", "charges", f"{_PAGING} payment_intent customer created", _list("charge", "payment_intent")),
    _route("POST", "refunds", "payment_intent charge amount reason metadata", _made(payments.refund)),
    _route("GET", "refunds/NAME", "", _get("refund")),
    _route("GET", "refunds", f"{_PAGING} payment_intent charge created", _list("refund", "payment_intent", "charge")),
    _route("GET", "disputes/NAME", "", _get("dispute")),
    _route("GET", "disputes", f"{_PAGING} payment_intent charge created", _list("dispute", "payment_intent", "charge")),
    _route("GET", "radar/early_fraud_warnings", f"{_PAGING} payment_intent charge created", _list("radar.early_fraud_warning", "payment_intent", "charge")),
    _route("POST", "customers", "email name description metadata payment_method phone invoice_settings shipping", _made(billing.create_customer)),
    _route("GET", "customers/NAME", "", _get("customer")),
    _route("POST", "customers/NAME", "email name description metadata", _change("customer", _note("customer.updated"))),
    _route("GET", "customers", f"{_PAGING} email created", _list("customer")),
    _route("POST", "products", "name description metadata", _made(billing.create_product)),
    _route("GET", "products/NAME", "", _get("product")),
    _route("POST", "products/NAME", "name description metadata active", _change("product", _note("product.updated"))),
    _route("POST", "prices", "currency unit_amount product product_data recurring metadata", _made(billing.create_price)),
    _route("GET", "prices/NAME", "", _get("price")),
    _route("POST", "prices/NAME", "metadata active nickname", _change("price", _note("price.updated"))),
    _route("POST", "checkout/sessions", _SESSION, _made(checkout.create)),
    _route("GET", "checkout/sessions/NAME", "", _get("checkout.session")),
    _route("GET", "checkout/sessions", f"{_PAGING} payment_intent status", _list("checkout.session")),
    _route("POST", "checkout/sessions/NAME/expire", "", _change("checkout.session", lambda w, s, _p: checkout.expire(w, s))),
    _route("GET", "subscriptions/NAME", "", _get("subscription")),
    _route("GET", "subscriptions", f"{_PAGING} customer status", _list("subscription")),
    _route("POST", "subscriptions/NAME", "items pause_collection cancel_at_period_end metadata proration_behavior", _change("subscription", billing.update)),
    _route("DELETE", "subscriptions/NAME", "", _change("subscription", lambda w, s, _p: billing.cancel(w, s))),
    _route("GET", "invoices/NAME", "", _get("invoice")),
    _route("GET", "invoices", f"{_PAGING} subscription customer status", _list("invoice")),
    _route("GET", "invoice_payments", f"{_PAGING} payment invoice status", _invoice_payments),
    _route("POST", "billing_portal/sessions", "customer return_url", _made(pages.open_portal)),
    _route("GET", "balance", "", lambda w, _p, _n: money.balance(w)),
    _route("GET", "balance_transactions/NAME", "", _get("balance_transaction")),
    _route("GET", "balance_transactions", f"{_PAGING} type source currency created", _entries),
    _route("POST", "payouts", "amount currency metadata description", _made(money.pay_out)),
    _route("GET", "payouts/NAME", "", _get("payout")),
    _route("GET", "payouts", f"{_PAGING} status created", _list("payout")),
    _route("GET", "events/NAME", "", _event),
    _route("GET", "events", f"{_PAGING} type types created", _events),
    _route("GET", "webhook_endpoints", _PAGING, _list("webhook_endpoint")),
]  # fmt: skip


def find(method: str, path: str) -> tuple[Route, str]:
    """Return the route for a request, and the name in its path."""
    for route in ROUTES:
        if route.method == method and (found := route.path.match(path)):
            return route, found[1] if found.groups() else ""
    raise invalid(f"Unrecognized request URL ({method}: {path}).", status=404)
