"""A provider to talk to: the double of Stripe, as a process of its own, once for all tests."""

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from standfirst.funding.gateways.stripe import StripeGateway, configured
from standfirst.funding.models import Campaign, Gift, RegularGift
from standfirst.funding.testing import make_campaign
from tests.fakestripe.driving import SECRET, FakeStripe

from .giving import BACK, NEXT_SECRET, now


@pytest.fixture(scope="session")
def stripe_process() -> Iterator[FakeStripe]:
    fake = FakeStripe()
    yield fake
    fake.stop()


@pytest.fixture
def fake(stripe_process: FakeStripe) -> FakeStripe:
    """The provider, with nothing in it."""
    stripe_process.control("reset")
    return stripe_process


@pytest.fixture
def gateway(fake: FakeStripe, settings: Settings) -> StripeGateway:
    """Our side of it, as the settings describe it."""
    settings.STRIPE_SECRET_KEY = "sk_test_of_the_tests"
    settings.STRIPE_WEBHOOK_SECRET = SECRET
    settings.STRIPE_WEBHOOK_SECRET_NEXT = NEXT_SECRET
    settings.STRIPE_API_BASE = fake.url
    found = configured()
    assert found
    return found


@pytest.fixture
def campaign(db: None) -> Campaign:
    return make_campaign()


@pytest.fixture
def fund(db: None) -> Campaign:
    return make_campaign(slug="fund")


@pytest.fixture
def paid(fake: FakeStripe, gateway: StripeGateway, campaign: Campaign):
    """Begin a gift and pay it on the provider's page; returns the gift and the session."""

    def pay(way: str = "paid", **fields: object) -> tuple[Gift, dict[str, object]]:
        gift = begun(campaign, **fields)
        page = gateway.begin(gift=gift, back=BACK, at=now())
        session = fake.pay(page, way, email="alice@example.org", name="Alice")
        return gift, session

    return pay


def begun(campaign: Campaign, *, every: str = "", **fields: object) -> Gift:
    """Begin a gift as the form does, with the provider as its way."""
    values = {"amount": 5000, "cover": 0, "currency": campaign.currency} | fields
    if every:
        promise = {key: values[key] for key in ("amount", "cover", "currency")}
        values["regular"] = RegularGift.objects.create(
            campaign=campaign, every=every, begun_at=now(), **promise
        )
    return Gift.objects.create(campaign=campaign, way="stripe", begun_at=now(), **values)
