"""Money in any currency is counted; in one that nobody knows, it is laid before a person and breaks nothing."""

import pytest
from beancount import loader
from django.test import Client
from django.urls import reverse

from standfirst.accounts.models import User
from standfirst.accounts.roles import TREASURER
from standfirst.accounts.testing import make_user
from standfirst.funding.gateways.stripe import StripeGateway
from standfirst.funding.models import Case, Gift, Movement, ProviderMessage
from standfirst.funding.queries import balances, meter
from standfirst.funding.services import applying
from standfirst.funding.services.exports import books_as_beancount
from standfirst.funding.services.intake import apply_due
from standfirst.funding.services.reconciling import reconcile
from standfirst.funding.testing import TODAY
from tests.fakestripe.driving import FakeStripe

from .giving import Paying, now

pytestmark = pytest.mark.django_db
PAGES = ["/support/money/", "/support/money/accounts.csv"]
DESK = ["funding_desk", "funding_books", "funding_cases", "funding_books_csv", "funding_spending"]


def open_every_page():
    """See that no page of the money breaks, and that the books add up elsewhere."""
    client = Client()
    client.force_login(User.objects.first() or make_user("bob", TREASURER))
    for page in (*PAGES, *map(reverse, DESK)):
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert b"".join(answer) if answer.streaming else answer.content
    entries, errors, _options = loader.load_string("".join(books_as_beancount()))
    assert (errors, bool(entries)) == ([], True)


def pay_apart(gateway: StripeGateway, currency: str):
    """Somebody pays for something else on the same account."""
    made = {"amount": 2000, "currency": currency, "confirm": True, "payment_method": "pm_card_visa"}
    return gateway._client.v1.payment_intents.create(made)


def test_an_account_in_another_currency_than_its_campaigns(
    fake: FakeStripe, gateway: StripeGateway, paid: Paying
):
    fake.control("account", held=["cad"])
    gift, _session = paid()
    pay_apart(gateway, "cad")
    outcome = reconcile(gateway=gateway, at=now())
    assert (outcome.differing, outcome.waiting) == ((), 0)
    gift.refresh_from_db()
    assert gift.state == Gift.State.RECEIVED
    assert meter(gift.campaign, on=TODAY).raised.minor == 5000
    assert balances()["provider", "CAD"] == gateway.balance()["CAD"]
    open_every_page()


def test_a_currency_that_nobody_knows_is_a_case_and_everything_else_goes_on(
    fake: FakeStripe, gateway: StripeGateway, paid: Paying, monkeypatch: pytest.MonkeyPatch
):
    fake.control("account", held=["usd", "zzz"])
    pay_apart(gateway, "zzz")
    gift, _session = paid()
    outcome = reconcile(gateway=gateway, at=now())
    assert (outcome.differing, outcome.waiting > 0) == ((), True)
    assert meter(gift.campaign, on=TODAY).raised.minor == 5000
    assert not Movement.objects.exclude(currency="USD").exists()
    case = Case.objects.get()
    assert (case.kind, case.about, case.settled_at) == (Case.Kind.CURRENCY, "ZZZ", None)
    open_every_page()
    # A later version knows it: what waits is entered, and the case is closed.
    for module in ("applying", "reconciling"):
        monkeypatch.setattr(f"standfirst.funding.services.{module}.is_known", lambda _code: True)
    outcome = reconcile(gateway=gateway, at=now())
    assert (outcome.differing, outcome.waiting) == ((), 0)
    case.refresh_from_db()
    assert case.settled_at
    open_every_page()


def test_a_message_in_a_currency_that_nobody_knows_asks_a_person_at_once(
    gateway: StripeGateway, paid: Paying, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(applying, "is_known", lambda code: code != "USD")
    gift, session = paid()
    ProviderMessage.objects.create(
        provider="stripe", name="evt", kind="charge.succeeded", about=session["id"], payload="{}",
        told_at=now(), received_at=now(), next_at=now(),
    )  # fmt: skip
    assert apply_due(gateway=gateway, at=now()) == 0
    assert Case.objects.get().about == "USD"
    page = Client().get(reverse("funding:paid", args=[gift.reference]), {"page": session["id"]})
    assert page.status_code == 200
