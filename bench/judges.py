"""Does the double of the payment provider do what others expect of that provider?

Two judges that we did not write: the provider's own command line, which makes things happen through
the API (`stripe trigger`), and localstripe, somebody else's double of an older version of the API. The
library, the signatures and the published examples judge in tests/fakestripe/test_fakestripe.py.
localstripe is installed for this into a folder that is thrown away.
"""

import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench._site import ROOT, free_port, wait_for
from tests.fakestripe.driving import FakeStripe

COMMAND = Path(
    os.environ.get("STRIPE_COMMAND", ROOT / "node_modules/@stripe/cli-linux-x64/bin/stripe")
)
LOCALSTRIPE = "localstripe==1.15.10"
# Its own launcher listens on every address.
_SERVE = "import sys; from aiohttp import web; from localstripe.server import app; web.run_app(app, host='127.0.0.1', port=int(sys.argv[1]), print=None)"  # fmt: skip
KEY = "sk_test_" + "x" * 24
# All that it can trigger and that has to do with what we use.
TRIGGERS = (
    "payment_intent.succeeded", "payment_intent.created", "payment_intent.payment_failed",
    "payment_intent.canceled", "charge.succeeded", "charge.failed", "charge.refunded",
    "charge.dispute.created", "customer.created", "product.created", "price.created",
    "checkout.session.completed", "customer.subscription.created", "invoice.paid", "payout.created",
)  # fmt: skip
# Where localstripe differs from the provider's published examples.
_NOT_THEIRS = {"latest_charge"}
Shape = dict[str, Any]


def measure() -> dict[str, object]:
    """Print the verdicts; return how many agreed."""
    fake = FakeStripe()
    try:
        triggered = _command_line(fake)
        with _localstripe() as port:
            alike = _other_double(int(fake.url.rpartition(":")[2]), port)
    finally:
        fake.stop()
    return {"triggers": triggered, "localstripe": alike}


def _command_line(fake: FakeStripe) -> str:
    done = [event for event in TRIGGERS if _triggers(fake, event)]
    return f"{len(done)} of {len(TRIGGERS)}"


def _triggers(fake: FakeStripe, event: str) -> bool:
    """Tell whether the provider's command line can make `event` happen, and it is then listed."""
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [str(COMMAND), "trigger", event, "--api-base", fake.url, "--api-key", KEY],
            env={"HOME": home, "PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False,
        )  # fmt: skip
    _status, listed = fake.ask("GET", f"/v1/events?type={event}", Authorization=f"Bearer {KEY}")
    worked = done.returncode == 0 and bool(json.loads(listed)["data"])
    said = re.search(r'"message": "([^"]+)"', done.stdout + done.stderr)
    why = "" if worked else (said[1] if said else (done.stdout + done.stderr).strip()[:200])
    print(f"{'ok' if worked else '--'}  stripe trigger {event}  {why}")
    return worked


@contextmanager
def _localstripe() -> Iterator[int]:
    with tempfile.TemporaryDirectory(prefix="standfirst-bench-") as name:
        subprocess.run([sys.executable, "-m", "venv", name], check=True)
        python = f"{name}/bin/python"
        subprocess.run([python, "-m", "pip", "install", "-q", LOCALSTRIPE], check=True)
        port = free_port()
        server = subprocess.Popen([python, "-c", _SERVE, str(port)], stderr=subprocess.DEVNULL)
        try:
            wait_for(f"http://127.0.0.1:{port}/")
            yield port
        finally:
            server.terminate()
            server.wait(timeout=30)


def _other_double(ours: int, theirs: int) -> str:
    """Ask both the same, and compare what they answer under the keys that both know."""
    card = {"type": "card", "card[number]": "4242424242424242", "card[exp_month]": 12, "card[exp_year]": 2030, "card[cvc]": "123"}  # fmt: skip
    methods = ("pm_card_visa", _ask(theirs, "POST", "payment_methods", card)["id"])
    lives = [list(_live(port, method)) for port, method in zip((ours, theirs), methods, strict=True)]  # fmt: skip
    verdicts = []
    for (what, mine), (_what, other) in zip(*lives, strict=True):
        wrong = list(_unlike(mine, other))
        verdicts.append(not wrong)
        print(f"{'--' if wrong else 'ok'}  {what}: {len(mine.keys() & other.keys())} keys in common  {'; '.join(wrong)}")  # fmt: skip
    return f"{sum(verdicts)} of {len(verdicts)}"


def _live(port: int, method: str) -> Iterator[tuple[str, Shape]]:
    """A customer, a product, a payment that goes back in two parts, and what was entered for it."""
    yield "customer", _ask(port, "POST", "customers", {"email": "a@example.org", "name": "Alice"})
    yield "product", _ask(port, "POST", "products", {"name": "Harbour", "type": "service"} if method != "pm_card_visa" else {"name": "Harbour"})  # fmt: skip
    paid = _ask(port, "POST", "payment_intents", {"amount": 5000, "currency": "usd", "payment_method": method, "confirm": "true"})  # fmt: skip
    yield "payment intent", paid
    charge = paid["latest_charge"]
    name = charge["id"] if isinstance(charge, dict) else charge
    for amount in (1000, 4000):
        yield (
            "refund",
            _ask(port, "POST", "refunds", {"payment_intent": paid["id"], "amount": amount}),
        )
    yield "charge", _ask(port, "GET", f"charges/{name}", {})
    listed = _ask(port, "GET", "events", {"limit": 3})
    yield "list", {key: value for key, value in listed.items() if key != "data"}
    yield "event", listed["data"][0]


def _unlike(mine: Shape, other: Shape) -> Iterator[str]:
    """Yield where a key that both have is of another type, or another amount, currency or state."""
    for key in sorted(mine.keys() & other.keys()):
        one, two = mine[key], other[key]
        if one is None or two is None or key in _NOT_THEIRS:
            continue
        if type(one) is not type(two):
            yield f"{key}: {type(one).__name__}, theirs {type(two).__name__}"
        elif key in {"amount", "amount_refunded", "amount_received", "currency", "status", "paid", "refunded", "object"} and one != two:  # fmt: skip
            yield f"{key}: {one}, theirs {two}"


def _ask(port: int, method: str, path: str, form: Shape) -> Shape:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    query = urlencode(form)
    address = f"/v1/{path}" + (f"?{query}" if method == "GET" and query else "")
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/x-www-form-urlencoded"}  # fmt: skip
    connection.request(method, address, query if method == "POST" else None, headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status == http.client.OK, body
    found: Shape = json.loads(body)
    return found
