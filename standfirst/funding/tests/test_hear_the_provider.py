"""The address that the provider calls: what is believed, and what comes of it."""

import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from standfirst.funding import webhooks
from standfirst.funding.gateways.contract import NotGenuine
from standfirst.funding.gateways.stripe import StripeGateway
from standfirst.funding.models import Case, Gift, ProviderMessage
from standfirst.funding.queries import balances, meter
from standfirst.funding.services.intake import apply_due
from standfirst.funding.testing import TODAY
from tests.fakestripe.driving import SECRET
from tests.fakestripe.webhooks import sign

from .giving import NEXT_SECRET, Paying, now

pytestmark = pytest.mark.django_db

URL = "/funding/webhooks/stripe"


def event(**changes: object) -> str:
    made = {
        "id": "evt_1",
        "object": "event",
        "type": "charge.succeeded",
        "api_version": "2026-10-28.endive",
        "livemode": False,
        "created": 1_700_000_000,
        "data": {"object": {"object": "charge", "id": "ch_1", "payment_intent": "pi_1"}},
    }
    return json.dumps(made | changes)


def signed(body: str, secret: str = SECRET, *, age: int = 0) -> str:
    """Sign as Stripe does; that the double does it right is seen in its own tests."""
    at = int(now().timestamp()) - age
    return sign(body, secret, at)


def send(client: Client, body: str | bytes, signature: str):
    headers = {"Stripe-Signature": signature}
    return client.post(URL, body, content_type="application/json", headers=headers)


def test_stores_what_is_genuine_and_answers(
    client: Client, gateway: StripeGateway, django_assert_num_queries: Callable[..., Any]
):
    assert reverse("providers:stripe") == URL
    send(client, event(id="evt_0"), signed(event(id="evt_0")))  # the site's settings are laid out
    body = event()
    with django_assert_num_queries(6):  # two for the site; look for it, then a row in a savepoint
        assert send(client, body, signed(body)).status_code == 200
    row = ProviderMessage.objects.get(name="evt_1")
    assert (row.name, row.kind, row.about, row.payload) == ("evt_1", "charge.succeeded", "pi_1", body)  # fmt: skip
    assert row.applied_at is None


def test_the_same_message_is_stored_once(client: Client, gateway: StripeGateway):
    for _time in range(3):
        assert send(client, event(), signed(event())).status_code == 200
    assert ProviderMessage.objects.count() == 1


def test_either_secret_does_while_they_are_changed(client: Client, gateway: StripeGateway):
    assert send(client, event(), signed(event(), NEXT_SECRET)).status_code == 200


def test_needs_no_form_token(gateway: StripeGateway):
    assert send(Client(enforce_csrf_checks=True), event(), signed(event())).status_code == 200


# Signed when the test runs: tests that wait for their turn must not grow too old.
REFUSED: dict[str, Callable[[], tuple[str, str]]] = {
    "unsigned": lambda: ("", event()),
    "signed with nonsense": lambda: ("nonsense", event()),
    "empty": lambda: ("t=,v1=", event()),
    "another secret": lambda: (signed(event(), "whsec_of_somebody_else"), event()),
    "old": lambda: (signed(event(), age=301), event()),
    "of the future": lambda: (signed(event(), age=-3600), event()),
    "another body": lambda: (signed(event()), event(id="evt_2")),
    "truncated": lambda: (signed(event()), event()[:-1]),
    "truncated signature": lambda: (signed(event())[:-1], event()),
    "a signature with letters that none has": lambda: ("t=1,v1=\u00e9", event()),
    "an old scheme": lambda: (signed(event()).replace("v1=", "v0="), event()),
    "live mode": lambda: (signed(event(livemode=True)), event(livemode=True)),
    "another version": lambda: (signed(event(api_version="2024-06-20")), event(api_version="2024-06-20")),
    "a list": lambda: (signed("[]"), "[]"),
    "an empty object": lambda: (signed("{}"), "{}"),
    "about nothing": lambda: (signed(event(data=None)), event(data=None)),
    "of no time": lambda: (signed(event(created="today")), event(created="today")),
    "of a time too large": lambda: (signed(event(created=10**18)), event(created=10**18)),
    "of a name that is none": lambda: (signed(event(id=None)), event(id=None)),
}  # fmt: skip


@pytest.mark.parametrize("forged", REFUSED)
def test_refuses_in_words(client: Client, gateway: StripeGateway, forged: str):
    signature, body = REFUSED[forged]()
    answer = send(client, body, signature)
    assert answer.status_code == 400
    assert answer.content.decode().strip().endswith(".")
    assert not ProviderMessage.objects.exists()


def test_an_old_message_is_not_made_new_by_a_second_time(gateway: StripeGateway):
    body = event()
    old = signed(body, age=4000)
    for header in (f"{old},t={int(now().timestamp())}", f"t={int(now().timestamp())},{old}"):
        with pytest.raises(NotGenuine):
            gateway.read(body.encode(), header, at=now())


def test_takes_none_of_thousands_of_forgeries(gateway: StripeGateway):
    """Every one is a genuine delivery changed in one place, or one that was never genuine."""
    dice = random.Random(7)  # noqa: S311 - the same forgeries every time
    taken = tried = 0
    for turn in range(4000):
        body, header = forged(dice, turn)
        tried += 1
        try:
            gateway.read(body, header, at=now())
        except NotGenuine:
            continue
        taken += 1
    assert (tried, taken) == (4000, 0)
    body = event()
    assert gateway.read(body.encode(), signed(body), at=now()).name == "evt_1"


def forged(dice: random.Random, turn: int) -> tuple[bytes, str]:
    body = event(id=f"evt_{turn}")
    good = signed(body)
    raw = bytearray(body.encode())
    match turn % 8:
        case 0:  # one bit of the body
            raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
        case 1:  # truncated
            del raw[dice.randrange(len(raw)) :]
        case 2:  # one digit of the signature
            place = dice.randrange(good.index("v1=") + 3, len(good))
            good = good[:place] + dice.choice("0123456789abcdef".replace(good[place], "")) + good[place + 1 :]  # fmt: skip
        case 3:
            good = signed(body, f"whsec_{dice.random()}")
        case 4:
            good = signed(body, age=dice.randrange(302, 10**8))
        case 5:
            good = signed(body, age=-dice.randrange(90, 10**8))
        case 6:  # a time that was not signed
            good = f"t={int(now().timestamp()) - dice.randrange(1, 200)},{good.partition(',')[2]}"
        case _:  # no signature of ours at all
            good = dice.choice(["", "t=1", f"v1={dice.random()}", f"t={turn},v1=", ",,,", "t=x,v1=y", "v1", "t"])  # fmt: skip
    return bytes(raw), good


def test_refuses_what_is_too_long_unread(client: Client, gateway: StripeGateway):
    body = event(padding="x" * webhooks.LARGEST)
    assert send(client, body, signed(body)).status_code == 413


def test_knows_nothing_where_no_provider_is_set_up(client: Client, settings: Settings):
    settings.STRIPE_SECRET_KEY = ""
    assert send(client, event(), signed(event())).status_code == 404


def test_takes_only_posts(client: Client, gateway: StripeGateway):
    assert client.get(URL).status_code == 405


def test_a_gift_is_counted_once_whatever_is_told_how_often(
    client: Client, gateway: StripeGateway, paid: Paying
):
    gift, _session = paid(amount=5000, cover=180)
    for message in [*gateway.messages(since=""), *gateway.messages(since="")]:
        assert send(client, message.payload, signed(message.payload)).status_code == 200
    assert apply_due(gateway=gateway, at=now()) == ProviderMessage.objects.count()
    gift.refresh_from_db()
    assert (gift.state, gift.supporter.mail) == (Gift.State.RECEIVED, "alice@example.org")
    assert meter(gift.campaign, on=TODAY).raised.minor == 5000
    assert balances()["provider", "USD"] == gateway.balance()["USD"] == 5180 - 180
    assert balances()["cover", "USD"] == -180


def test_a_message_that_fails_is_tried_again_and_at_last_put_before_a_person(
    client: Client, gateway: StripeGateway
):
    body = event(data={"object": {"object": "charge", "id": "ch_1", "payment_intent": "pi_1"}})
    send(client, body, signed(body))

    class Broken:
        name = "stripe"

        def look_up(self, about: str) -> None:
            raise RuntimeError(f"cannot read {about}")

    at = now()
    for _try in range(8):
        assert apply_due(gateway=Broken(), at=at) == 0
        row = ProviderMessage.objects.get()
        assert row.next_at > at
        at = row.next_at
    assert "cannot read pi_1" in Case.objects.get(kind=Case.Kind.MESSAGE).words
    assert apply_due(gateway=gateway, at=at) == 1
    assert Case.objects.get(kind=Case.Kind.MESSAGE).settled_at


def test_nothing_due_costs_one_query(
    gateway: StripeGateway, django_assert_num_queries: Callable[..., Any]
):
    with django_assert_num_queries(1):
        apply_due(gateway=gateway, at=now())
