"""The double of the provider, judged by others: its library, its published examples, its command line."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import stripe

from .driving import ROOT, FakeStripe
from .keys import KEYS
from .webhooks import sign

EXAMPLES = Path(os.environ.get("STRIPE_EXAMPLES", "fixtures3.json"))
"""The provider's published example of every resource; not part of this project."""
COMMAND = Path(
    os.environ.get("STRIPE_COMMAND", ROOT / "node_modules/@stripe/cli-linux-x64/bin/stripe")
)
# What `stripe trigger` can do with the parts that are served.
TRIGGERS = (
    "payment_intent.succeeded", "payment_intent.created", "payment_intent.payment_failed", "payment_intent.canceled",
    "charge.succeeded", "charge.failed", "charge.refunded", "charge.dispute.created", "customer.created", "product.created", "price.created",
)  # fmt: skip
_CARD = {"currency": "usd", "unit_amount": 700, "product_data": {"name": "Harbour"}}


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeStripe]:
    started = FakeStripe()
    yield started
    started.stop()


@pytest.fixture(scope="module")
def client(fake: FakeStripe) -> stripe.StripeClient:
    return stripe.StripeClient(
        "sk_test_x", base_addresses={"api": fake.url}, max_network_retries=0,
        http_client=stripe.RequestsClient(),
    )  # fmt: skip


@pytest.fixture(scope="module")
def world(fake: FakeStripe, client: stripe.StripeClient) -> dict[str, dict[str, Any]]:
    """One of each object, by its kind, as the library reads it."""
    session = client.v1.checkout.sessions.create({
        "mode": "subscription", "success_url": "http://127.0.0.1/",
        "line_items": [{"quantity": 1, "price_data": {**_CARD, "recurring": {"interval": "month"}}}],
    })  # fmt: skip
    done = fake.pay(session.url or "", email="a@example.org", name="Alice")
    intent = client.v1.payment_intents.create(
        {"amount": 5000, "currency": "usd", "confirm": True, "payment_method": "pm_card_visa"}
    )
    charge = str(intent.latest_charge)
    client.v1.refunds.create({"charge": charge, "amount": 100})
    fake.control("dispute", charge=charge, amount=1000)
    fake.control("warn", charge=charge)
    client.v1.payouts.create({"amount": 100, "currency": "usd"})
    portal = client.v1.billing_portal.sessions.create({"customer": done["customer"]})
    lists = (
        client.v1.payment_intents, client.v1.charges, client.v1.refunds, client.v1.disputes,
        client.v1.balance_transactions, client.v1.checkout.sessions, client.v1.payouts, client.v1.subscriptions,
        client.v1.invoices, client.v1.invoice_payments, client.v1.customers, client.v1.events,
        client.v1.radar.early_fraud_warnings,
    )  # fmt: skip
    found = [service.list().data[0].to_dict() for service in lists]
    price = found[7]["items"]["data"][0]["price"]
    found += [portal.to_dict(), client.v1.balance.retrieve().to_dict(), price]
    found += [found[7]["items"]["data"][0], client.v1.products.retrieve(price["product"]).to_dict()]
    return {each["object"]: each for each in found}


def test_every_key_is_one_that_the_library_knows():
    for kind, names in KEYS.items():
        room: Any = stripe
        *rooms, name = kind.split(".")
        for each in rooms:
            room = getattr(room, each)
        known = getattr(room, name.title().replace("_", "")).__annotations__
        assert set(names.split()) <= set(known), kind


@pytest.mark.skipif(not EXAMPLES.exists(), reason="the provider's examples are not here")
def test_shapes_are_those_of_the_published_examples(world: dict[str, dict[str, Any]]):
    examples = json.loads(EXAMPLES.read_text())["resources"]
    wrong = []
    for kind, made in world.items():
        example = examples[kind]
        for key, value in made.items():
            expected = example.get(key)
            if value is None or expected is None or isinstance(value, Decimal):
                continue  # the library reads decimals from their text
            if type(value) is not type(expected):
                wrong.append(f"{kind}.{key}: {type(value).__name__}, not {type(expected).__name__}")
    assert wrong == []
    assert len(world) >= 18


def test_the_same_key_brings_the_same_answer(client: stripe.StripeClient):
    asked: Any = {"email": "a@example.org"}
    first = client.v1.customers.create(asked, {"idempotency_key": "k1"})
    assert client.v1.customers.create(asked, {"idempotency_key": "k1"}).id == first.id
    with pytest.raises(stripe.IdempotencyError):
        client.v1.customers.create({"email": "b@example.org"}, {"idempotency_key": "k1"})


def test_refuses_as_the_provider_does(client: stripe.StripeClient):
    paid: Any = {"amount": 1000, "currency": "usd", "confirm": True}
    with pytest.raises(stripe.CardError) as declined:
        client.v1.payment_intents.create(paid | {"payment_method": "pm_card_chargeDeclined"})
    assert declined.value.code == "card_declined"
    intent = client.v1.payment_intents.create(paid | {"payment_method": "pm_card_visa"})
    for wrong in ({"amount": 1001}, {"amount": 0}, {"colour": "red"}):
        with pytest.raises(stripe.InvalidRequestError):
            client.v1.refunds.create({"payment_intent": intent.id, **wrong})  # type: ignore[typeddict-item]
    with pytest.raises(stripe.AuthenticationError):
        stripe.StripeClient("pk_test_x", base_addresses=client._requestor.base_addresses).v1.balance.retrieve()  # type: ignore[arg-type]  # fmt: skip


def test_lists_events_newest_first_and_in_order_from_a_cursor(client: stripe.StripeClient):
    client.v1.customers.create({})
    first = client.v1.customers.create({}) and client.v1.events.list({"limit": 1}).data[0]
    for _turn in range(5):
        client.v1.customers.create({})
    listed = client.v1.events.list({"limit": 2, "ending_before": first.id, "types": ["customer.created"]})  # fmt: skip
    names = [event.id for event in listed.auto_paging_iter()]
    assert names == sorted(names)
    assert len(names) == 5
    newest = client.v1.events.list({"limit": 3}).data
    assert [event.id for event in newest] == names[:1:-1]


def test_signs_as_the_official_code_checks():
    body, at = '{"id": "evt_1", "object": "event"}', int(time.time())
    made = sign(body, "whsec_x", at)
    assert made == stripe.WebhookSignature.generate_signature_header(body, "whsec_x", at)
    assert stripe.Webhook.construct_event(body, made, "whsec_x").id == "evt_1"


def test_answers_three_hundred_a_second(fake: FakeStripe, client: stripe.StripeClient):
    name = client.v1.customers.create({}).id
    began = time.process_time(), time.monotonic()
    for _request in range(300):
        fake.ask("GET", f"/v1/customers/{name}", Authorization="Bearer sk_test_x")
    assert time.monotonic() - began[1] < 5  # a tenth of what a quiet machine does, for busy ones


@pytest.mark.skipif(not shutil.which(str(COMMAND)), reason="the official command is not installed")
@pytest.mark.parametrize("event", TRIGGERS)
def test_the_official_command_can_trigger(fake: FakeStripe, event: str, tmp_path: Path):
    done = subprocess.run(
        [str(COMMAND), "trigger", event, "--api-base", fake.url, "--api-key", "sk_test_" + "x" * 24],
        env={"HOME": str(tmp_path), "PATH": os.environ["PATH"]}, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    _status, body = fake.ask("GET", "/v1/events?limit=20", Authorization="Bearer sk_test_x")
    assert event in {each["type"] for each in json.loads(body)["data"]}
