"""Are the books right when messages come twice, in any order or never, and everything is killed (kill -9)?

The payment provider is the double of `tests/fakestripe`, a process of its own. Gifts are paid, given
back and disputed there; it tells of it badly, while server and worker are killed again and again.
Afterwards `standfirst reconcile` runs once, and each gift and each currency is compared.
"""

import http.client
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench._site import database, free_port, inside, start
from tests.fakestripe.driving import SECRET, FakeStripe

GIFTS = int(os.environ.get("BENCH_GIFTS", "1500"))
KILLS = int(os.environ.get("BENCH_KILLS", "100"))
"""Of server and worker together, each at a moment left to chance."""
QUIET = min(200, GIFTS // 5)
"""Gifts at the beginning that are told in order and without kills: how fast it is."""
KEY = "sk_test_of_the_bench"
_DICE = random.SystemRandom()


def measure() -> dict[str, object]:
    """Print the table; return the figures, `wrong` and `drift` among them."""
    with tempfile.TemporaryDirectory(prefix="standfirst-bench-") as name:
        data, port = Path(name) / "data", free_port()
        provider = FakeStripe()
        try:
            with database(Path(name) / "postgresql") as extra:
                extra |= _settings(provider, port)
                return _measure(provider, data, port, extra)
        finally:
            provider.stop()


def _settings(provider: FakeStripe, port: int) -> dict[str, str]:
    return {
        "STRIPE_SECRET_KEY": KEY,
        "STRIPE_WEBHOOK_SECRET": SECRET,
        "STRIPE_API_BASE": provider.url,
        "BENCH_GIFTS": str(GIFTS),
        "STANDFIRST_URL": f"http://127.0.0.1:{port}",
    }


def _measure(provider: FakeStripe, data: Path, port: int, extra: dict[str, str]) -> dict[str, object]:  # fmt: skip
    environment = {"STANDFIRST_DATA": str(data), **extra}
    _standfirst("migrate", environment)
    gifts: list[list[Any]] = inside("begin_gifts", environment)["gifts"]
    provider.control("webhook", url=f"http://127.0.0.1:{port}/funding/webhooks/stripe")
    provider.control("knobs", retries=100_000, retry_after=0.5)
    server = start(data, port, extra)
    try:
        figures = _quietly(provider, gifts[:QUIET])
        provider.control("knobs", duplicate=0.3, drop=0.01, reorder=float(max(30, KILLS * 6)))
        server, kills = _while_killed(provider, gifts[QUIET:], server, (data, port, extra))
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait(timeout=30)
    sent = provider.control("sent")
    before = _compare(provider, inside("booked", environment))
    _standfirst("reconcile", environment)
    figures |= {
        "kills": kills,
        "gifts": len(gifts),
        "delivered": figures["delivered"] + sent["delivered"],  # type: ignore[operator]
        "doubled": sent["doubled"],
        "never_sent": sent["dropped"],
        "wrong_before": before["wrong"],
    } | _compare(provider, inside("booked", environment))
    print()
    for what, figure in figures.items():
        print(f"{what.replace('_', ' '):>24} {figure}")
    return figures


def _quietly(provider: FakeStripe, gifts: list[list[Any]]) -> dict[str, object]:
    """Let the first gifts be paid with nothing going wrong."""
    began = time.monotonic()
    for gift in gifts:
        _live(provider, gift)
    _wait_until_told(provider)
    sent = provider.control("sent", reset=True)
    took = sorted(sent["took"])
    return {
        "database": os.environ.get("BENCH_DATABASE", "sqlite"),
        "delivered": sent["delivered"],
        "deliveries_per_second": round(sent["delivered"] / (time.monotonic() - began), 1),
        "median_ms": round(statistics.median(took) * 1000, 1),
        "p99_ms": round(took[int(len(took) * 0.99)] * 1000, 1),
    }


def _while_killed(
    provider: FakeStripe,
    gifts: list[list[Any]],
    server: subprocess.Popen[bytes],
    again: tuple[Path, int, dict[str, str]],
) -> tuple[subprocess.Popen[bytes], int]:
    for gift in gifts:
        _live(provider, gift)
    kills = 0
    while kills < KILLS:
        time.sleep(_DICE.uniform(0.05, 2))  # somewhere in the middle of its work
        os.killpg(server.pid, signal.SIGKILL)
        server.wait(timeout=30)
        kills += 1
        server = start(*again)
        waiting = provider.control("sent")["waiting"]
        print(f"kill {kills:>4}: {waiting:>6,} deliveries to come", flush=True)
    provider.control("knobs", reorder=0.0)
    _wait_until_told(provider)
    return server, kills


def _wait_until_told(provider: FakeStripe) -> None:
    while provider.control("sent")["waiting"]:
        time.sleep(0.2)


def _live(provider: FakeStripe, gift: list[Any]) -> None:
    """Pay a gift, and let happen to it what may."""
    reference, minor, currency = gift
    session = _api(provider, "POST", "checkout/sessions", {
        "mode": "payment", "client_reference_id": reference, "success_url": "http://127.0.0.1/",
        "line_items[0][quantity]": 1, "line_items[0][price_data][currency]": currency.lower(),
        "line_items[0][price_data][unit_amount]": minor,
        "line_items[0][price_data][product_data][name]": "Harbour",
        "payment_intent_data[metadata][reference]": reference,
    })  # fmt: skip
    way = _DICE.choices(["paid", "declined", "delayed-paid"], [90, 5, 5])[0]
    provider.pay(session["url"], way)
    if way == "declined":
        provider.pay(session["url"], "paid")
    if way == "delayed-paid":
        return
    intent = _api(provider, "GET", f"checkout/sessions/{session['id']}", {})["payment_intent"]
    turn = _DICE.random()
    if turn < 0.3:
        for part in (minor // 3, minor // 4):
            _api(provider, "POST", "refunds", {"payment_intent": intent, "amount": part})
    if turn < 0.1:
        _api(provider, "POST", "refunds", {"payment_intent": intent})
    if turn > 0.95:
        charge = _api(provider, "GET", f"payment_intents/{intent}", {})["latest_charge"]
        dispute = provider.control("dispute", charge=charge)["id"]
        returned = _DICE.choice([0, minor, minor // 2])
        provider.control("close_dispute", dispute=dispute, returned=returned)


def _compare(provider: FakeStripe, booked: dict[str, Any]) -> dict[str, object]:
    """Compare each gift and each currency with what the provider has."""
    truth: dict[str, int] = {}
    disputes: dict[str, int] = {}
    for dispute in _all(provider, "disputes"):
        entries = [entry["amount"] for entry in dispute["balance_transactions"]]
        kept = -sum(entries) if entries else 0
        whole = -entries[0] if entries else 1
        disputes[dispute["charge"]] = (
            dispute["amount"] - dispute["amount"] * (whole - kept) // whole
        )
    for charge in _all(provider, "charges"):
        if charge["paid"]:
            net = charge["amount"] - charge["amount_refunded"] - disputes.get(charge["id"], 0)
            truth[charge["metadata"]["reference"]] = net
    balance = _api(provider, "GET", "balance", {})
    held: dict[str, int] = {}
    for part in (*balance["available"], *balance["pending"]):
        held[part["currency"].upper()] = held.get(part["currency"].upper(), 0) + part["amount"]
    codes = {code for code in {*held, *booked["provider"]} if held.get(code) or booked["provider"].get(code)}  # fmt: skip
    return {
        "wrong": sum(booked["net"].get(name, 0) != net for name, net in truth.items()),
        "meter_wrong": booked["meter_wrong"],
        "drift": {c: booked["provider"].get(c, 0) - held.get(c, 0) for c in sorted(codes)},
        "waiting": booked["waiting"],
    }


def _all(provider: FakeStripe, kind: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    after: dict[str, object] = {}
    while True:
        found = _api(provider, "GET", kind, {"limit": 100, **after})
        rows += found["data"]
        if not found["has_more"]:
            return rows
        after = {"starting_after": rows[-1]["id"]}


def _api(provider: FakeStripe, method: str, path: str, form: dict[str, object]) -> dict[str, Any]:
    query = urlencode(form)
    address = f"/v1/{path}" + (f"?{query}" if method == "GET" and query else "")
    status, body = provider.ask(
        method, address, query if method == "POST" else "", Authorization=f"Bearer {KEY}"
    )
    assert status == http.client.OK, body
    answer: dict[str, Any] = json.loads(body)
    return answer


def _standfirst(command: str, environment: dict[str, str]) -> None:
    full = [sys.executable, "-m", "standfirst", command]
    done = subprocess.run(full, env={**os.environ, **environment}, check=False, stdout=subprocess.PIPE, text=True)  # fmt: skip
    if command == "reconcile":
        print(done.stdout)
