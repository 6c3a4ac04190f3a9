"""A gift of which nothing is left says so wherever it is shown, and so does its receipt."""

import pytest
from django.test import Client
from django.urls import reverse

from standfirst.accounts.roles import TREASURER
from standfirst.accounts.testing import make_user
from standfirst.funding.models import Account
from standfirst.funding.services.booking import Fact, Kind, book
from standfirst.funding.services.offline import give_back
from standfirst.funding.services.receipts import issue_receipt
from standfirst.funding.testing import NOW, TODAY, make_campaign, make_gift
from standfirst.lib.money import Money

pytestmark = pytest.mark.django_db


@pytest.fixture
def treasurer(client: Client):
    client.force_login(make_user("bob", TREASURER))
    return client


def shown(client: Client, name: str, *args: object):
    return " ".join(client.get(reverse(name, args=args)).content.decode().split())


def test_a_gift_that_went_back_in_full_is_refunded_and_its_receipt_void(treasurer: Client):
    gift = make_gift(make_campaign(), 5000, "Alice")
    issue_receipt(gift=gift, at=NOW)
    for amount, state in (
        (2000, "Received, January 19, 2026"),
        (3000, "Refunded, January 19, 2026"),
    ):
        give_back(gift=gift, amount=Money(amount, "USD"), on=TODAY, at=NOW)
        page = shown(treasurer, "funding_gift", gift.reference)
        assert f"State</dt><dd>{state}" in page
        assert ("<small>void</small>" in page) == (amount == 3000)
    (receipt,) = gift.receipts.all()
    assert "Void since" in shown(treasurer, "funding_receipt", receipt.pk)
    assert '<td data-label="State"><bdi>Refunded</bdi></td>' in shown(treasurer, "gift:index")


def test_what_a_bank_took_back_is_not_called_a_refund(treasurer: Client):
    gift = make_gift(make_campaign(), 5000)
    fact = Fact("dp_1:withdrawn", Kind.WITHDRAWN, gift.money, NOW)
    book(gift=gift, facts=[fact], account=Account.BANK, at=NOW)
    page = shown(treasurer, "funding_gift", gift.reference)
    assert "State</dt><dd>Taken back by the giver’s bank, January 19, 2026" in page
