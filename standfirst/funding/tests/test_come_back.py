"""Somebody comes back from the provider's page: how often it is asked, and for what."""

import pytest
from django.test import Client

from standfirst.funding.gateways.stripe import StripeGateway
from standfirst.funding.models import Campaign, Gift, ProviderObject

from .conftest import begun
from .giving import BACK, Paying, now

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(gateway: StripeGateway, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the provider was asked for."""
    names = list[str]()
    look_up = StripeGateway.look_up

    def noted(self: StripeGateway, about: str) -> object:
        names.append(about)
        return look_up(self, about)

    monkeypatch.setattr(StripeGateway, "look_up", noted)
    return names


def come_back(client: Client, gift: Gift, page: str) -> str:
    return client.get(f"/support/paid/{gift.reference}/?page={page}").content.decode()


def test_who_paid_sees_their_gift_arrive(client: Client, asked: list[str], paid: Paying):
    gift, session = paid()
    assert "We have received" in come_back(client, gift, session["id"])
    assert asked == [session["id"]]


def test_who_paid_sees_a_gift_arrive_whose_page_was_not_remembered(
    client: Client, asked: list[str], paid: Paying
):
    gift, session = paid()
    ProviderObject.objects.all().delete()
    assert "We have received" in come_back(client, gift, session["id"])


def test_no_other_page_is_asked_for(client: Client, asked: list[str], paid: Paying):
    gift, _session = paid()
    for page in ("cs_made_up", "pi_made_up", "x"):
        assert "on its way" in come_back(client, gift, page)
    assert asked == []


def test_the_page_of_another_gift_is_not_asked_for(client: Client, asked: list[str], paid: Paying):
    (gift, _session), (_other, others) = paid(), paid()
    come_back(client, gift, others["id"])
    assert asked == []


def test_is_asked_a_few_times_a_minute(
    client: Client, gateway: StripeGateway, asked: list[str], campaign: Campaign
):
    gift = begun(campaign)
    name = gateway.begin(gift=gift, back=BACK, at=now()).rsplit("/", 1)[1]
    for _time in range(10):
        assert "on its way" in come_back(client, gift, name)
    assert asked == [name] * 4
