"""Are the books right when messages come twice, in any order or never, and everything is killed (kill -9)?

The payment provider is the double of `tests/fakestripe`, a process of its own. Gifts are paid, given
back and disputed there; it tells of it badly, while server and worker are killed again and again, also
in the middle of what they do, and it goes on telling while nobody is there. Afterwards
`standfirst reconcile` runs once, and each gift and each currency is compared.
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
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench._site import database, free_port, inside, start
from tests.fakestripe.driving import SECRET, FakeStripe

GIFTS = int(os.environ.get("BENCH_GIFTS", "1800"))
KILLS = int(os.environ.get("BENCH_KILLS", "100"))
"""Each ends server and worker at once, at a moment left to chance."""
WATCHED = min(20, GIFTS // 20)
"""Gifts at the beginning, one at a time: how soon is each on the meter?"""
QUIET = min(300, GIFTS // 5)
"""Gifts after them that are told all at once, in order and without kills: how fast it is."""
KEY = "sk_test_of_the_bench"
_DICE = random.SystemRandom()


@dataclass
class _Site:
    """The paper that is told, and killed."""

    data: Path
    port: int
    extra: dict[str, str]
    server: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        return {"STANDFIRST_DATA": str(self.data), **self.extra}

    def start(self) -> None:
        """Start it; on a machine that stands still for minutes, once more."""
        try:
            self.server = start(self.data, self.port, self.extra)
        except TimeoutError:
            self.server = start(self.data, self.port, self.extra)

    def kill(self) -> None:
        if self.server:
            os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait(timeout=30)
            self.server = None

    def run(self, command: str) -> str:
        """Run a command of `standfirst`; returns what it says, whatever its exit code."""
        full = [sys.executable, "-m", "standfirst", command]
        done = subprocess.run(full, env={**os.environ, **self.environment}, check=False, stdout=subprocess.PIPE, text=True)  # fmt: skip
        return done.stdout

    def ask(self, what: str) -> dict[str, Any]:
        answer: dict[str, Any] = inside(what, self.environment)
        return answer


def measure() -> dict[str, object]:
    """Print the table; return the figures, and under `holds` whether the books are right."""
    with tempfile.TemporaryDirectory(prefix="standfirst-bench-") as name:
        port, provider = free_port(), FakeStripe()
        try:
            with database(Path(name) / "postgresql") as extra:
                extra |= _settings(provider, port)
                figures = _measure(provider, _Site(Path(name) / "data", port, extra))
        finally:
            provider.stop()
    print()
    for what, figure in figures.items():
        print(f"{what.replace('_', ' '):>24} {figure}")
    return figures


def _settings(provider: FakeStripe, port: int) -> dict[str, str]:
    return {
        "STRIPE_SECRET_KEY": KEY,
        "STRIPE_WEBHOOK_SECRET": SECRET,
        "STRIPE_API_BASE": provider.url,
        "BENCH_GIFTS": str(GIFTS),
        "STANDFIRST_URL": f"http://127.0.0.1:{port}",
    }


def _measure(provider: FakeStripe, site: _Site) -> dict[str, object]:
    site.run("migrate")
    begun = site.ask("begin_gifts")
    gifts: list[list[Any]] = begun["gifts"]
    url = f"http://127.0.0.1:{site.port}"
    provider.control("webhook", url=f"{url}/funding/webhooks/stripe")
    provider.control("knobs", retries=100_000, retry_after=0.5, hurry=True)
    figures: dict[str, object] = {"database": os.environ.get("BENCH_DATABASE", "sqlite")}
    site.start()
    try:
        meter = f"{url}/support/{begun['campaign']}/meter.json"
        figures |= _one_at_a_time(provider, gifts[:WATCHED], meter)
        figures |= _at_once(provider, gifts[WATCHED : WATCHED + QUIET])
        site.run(
            "reconcile"
        )  # the worker's own is not due for an hour: what comes, comes by message
        figures |= _while_killed(provider, gifts[WATCHED + QUIET :], site)
    finally:
        site.kill()
    before = _compare(provider, site.ask("booked"))
    said = site.run("reconcile")
    print(said)
    after = _compare(provider, site.ask("booked"))
    figures |= {
        "gifts": len(gifts),
        "wrong_before": before["wrong"],
        "told": said.partition("\n")[0],
    }
    figures |= after
    nothing = ("wrong", "meter_wrong", "meter_off_by", "waiting", "open_cases")
    none = ("drift", "books_sum")
    holds = not any(after[name] for name in nothing)
    return figures | {"holds": holds and not any(any(after[name].values()) for name in none)}


def _one_at_a_time(provider: FakeStripe, gifts: Sequence[list[Any]], meter: str) -> dict[str, object]:  # fmt: skip
    """Pay gifts one after the other, and look at the public meter until each is on it.

    Raises:
        TimeoutError: the meter stood still for a minute.
    """
    seconds = []
    for gift in gifts:
        before = _read(meter)
        _live(provider, gift, way="paid", turn=0.5)
        told = time.monotonic()
        while _read(meter) == before:
            if time.monotonic() - told > 60:
                raise TimeoutError(f"{meter} does not move")
            time.sleep(0.02)
        seconds.append(time.monotonic() - told)
    return {"on_the_meter_s": f"{statistics.median(seconds):.2f}, slowest {max(seconds):.2f}"}


def _read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - our own address
        return str(answer.read().decode())


def _at_once(provider: FakeStripe, gifts: Sequence[list[Any]]) -> dict[str, object]:
    """Let gifts be paid, and then be told in one burst with nothing going wrong; the worker books them meanwhile."""
    _wait_until_told(provider)
    provider.control("sent", reset=True)
    provider.control("knobs", hold=True)
    for gift in gifts:
        _live(provider, gift)
    began = time.monotonic()
    provider.control("knobs", hold=False)
    _wait_until_told(provider)
    seconds = time.monotonic() - began
    sent = provider.control("sent", reset=True)
    took = sorted(sent["took"])
    return {
        "burst": sent["delivered"],
        "deliveries_per_second": round(sent["delivered"] / seconds, 1),
        "median_ms": round(statistics.median(took) * 1000, 1),
        "p99_ms": round(took[int(len(took) * 0.99)] * 1000, 1),
    }


def _while_killed(provider: FakeStripe, gifts: Sequence[list[Any]], site: _Site) -> dict[str, object]:  # fmt: skip
    """Let gifts be paid, and be told badly, while server and worker are killed KILLS times on the way."""
    # So long that the order has nothing to do with what happened when; in a hurry, nobody waits for it.
    provider.control("knobs", hold=True, duplicate=0.3, drop=0.01, reorder=3600.0)
    for gift in gifts:
        _live(provider, gift)
    time.sleep(4)  # payments by bank arrive on the provider's clock
    to_come = provider.control("sent")["waiting"]
    provider.control("knobs", hold=False)
    for kill in range(KILLS):
        share = to_come / KILLS
        _wait_until_told(provider, int(share * (kill + _DICE.random())))
        site.kill()
        site.start()
        if kill % 10 == 9:
            waiting = provider.control("sent")["waiting"]
            print(f"kill {kill + 1:>4}: {waiting:>6,} deliveries to come", flush=True)
    _wait_until_told(provider)
    sent = provider.control("sent")
    return {
        "kills": KILLS,
        "delivered": sent["delivered"],
        "doubled": f"{sent['doubled']} ({sent['doubled'] / (sent['delivered'] - sent['doubled']):.0%})",
        "never_sent": f"{sent['dropped']} ({sent['dropped'] / (sent['delivered'] - sent['doubled']):.1%})",
        "sent_again": sent["again"],
    }  # fmt: skip


def _wait_until_told(provider: FakeStripe, delivered: int | None = None) -> None:
    """Return once all, or so many of them, were delivered."""
    while True:
        sent = provider.control("sent")
        if not sent["waiting"] or (delivered is not None and sent["delivered"] >= delivered):
            return
        time.sleep(0.01)


def _live(provider: FakeStripe, gift: list[Any], way: str = "", turn: float = -1) -> None:
    """Pay a gift, and let happen to it what may; chance decides what is not given."""
    reference, minor, currency = gift
    session = _api(provider, "POST", "checkout/sessions", {
        "mode": "payment", "client_reference_id": reference, "success_url": "http://127.0.0.1/",
        "line_items[0][quantity]": 1, "line_items[0][price_data][currency]": currency.lower(),
        "line_items[0][price_data][unit_amount]": minor,
        "line_items[0][price_data][product_data][name]": "Harbour",
        "payment_intent_data[metadata][reference]": reference,
    })  # fmt: skip
    way = way or _DICE.choices(["paid", "declined", "delayed-paid"], [90, 5, 5])[0]
    provider.pay(session["url"], way)
    if way == "declined":
        provider.pay(session["url"], "paid")
    if way == "delayed-paid":
        return
    intent = _api(provider, "GET", f"checkout/sessions/{session['id']}", {})["payment_intent"]
    turn = _DICE.random() if turn < 0 else turn
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


def _compare(provider: FakeStripe, booked: dict[str, Any]) -> dict[str, Any]:
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
    ours, codes = booked["provider"], {*held, *booked["provider"]}
    names = {*truth, *booked["net"]}
    return {
        "wrong": sum(booked["net"].get(name, 0) != truth.get(name, 0) for name in names),
        "meter_wrong": booked["meter_wrong"],
        "meter_off_by": booked["meter_off_by"],
        "drift": {code: ours.get(code, 0) - held.get(code, 0) for code in sorted(codes)},
        "books_sum": booked["books_sum"],
        "waiting": booked["waiting"],
        "open_cases": booked["open_cases"],
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
