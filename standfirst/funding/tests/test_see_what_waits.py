"""The start page and the overview say what came in lately, and apart from each other what waits for whom."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from standfirst.accounts.models import User
from standfirst.accounts.roles import REPORTER, TREASURER
from standfirst.accounts.testing import make_user
from standfirst.funding.models import Gift, RefundRequest
from standfirst.funding.queries import what_waits
from standfirst.funding.testing import NOW, make_campaign, make_gift

pytestmark = pytest.mark.django_db


@pytest.fixture
def bob():
    return make_user("bob", TREASURER)


@pytest.fixture
def treasurer(client: Client, bob: User):
    client.force_login(bob)
    return client


def shown(client: Client, name: str):
    return " ".join(client.get(reverse(name)).content.decode().split())


def test_gifts_of_the_last_seven_days_go_by_the_day_of_receipt(treasurer: Client):
    campaign, today = make_campaign(), timezone.localdate()
    for days in (0, 6, 7, 2_000):
        make_gift(campaign, 100, received_on=today - timedelta(days=days), at=timezone.now())
    assert "2 gifts received in the last seven days." in shown(treasurer, "wagtailadmin_home")


@pytest.mark.parametrize("place", ["wagtailadmin_home", "funding_desk"])
def test_who_asked_for_a_refund_is_told_that_it_waits_for_a_colleague(
    treasurer: Client, bob: User, place: str
):
    gift = make_gift(make_campaign(), 5_000)
    asked = {"gift": gift, "amount": 100, "state": "waiting", "asked_at": NOW}
    RefundRequest.objects.create(**asked, asked_by=bob)
    page = shown(treasurer, place)
    assert "1 refund you asked for is waiting for a colleague" in page
    assert "waiting for your approval" not in page
    assert ("Nothing is waiting for you." in page) == (place == "wagtailadmin_home")
    assert "Waiting for you<" not in page
    for asker in (make_user("vera", TREASURER), None):
        RefundRequest.objects.create(**asked, asked_by=asker)
    page = shown(treasurer, place)
    assert "2 refunds are waiting for your approval" in page
    assert "1 refund you asked for is waiting for a colleague" in page
    assert "Nothing is waiting for you." not in page


def announce(**fields: object) -> None:
    values = {"way": Gift.Way.TRANSFER, "state": Gift.State.BEGUN, "begun_at": timezone.now()}
    Gift.objects.create(campaign=make_campaign(), amount=100, currency="USD", **values | fields)


@pytest.mark.parametrize("place", ["wagtailadmin_home", "funding_desk"])
def test_announced_transfers_wait_to_be_booked(treasurer: Client, place: str):
    announce(begun_at=timezone.now() - timedelta(days=61))
    announce(state=Gift.State.RECEIVED, received_on=timezone.localdate())
    words = "waiting to be booked"
    assert words not in shown(treasurer, place)
    announce()
    line = f'<a href="{reverse("funding_transfers")}">1 announced bank transfer is {words}</a>'
    page = shown(treasurer, place)
    assert line in page
    assert "Nothing is waiting for you." not in page
    announce()
    assert f"2 announced bank transfers are {words}" in shown(treasurer, place)


def test_announced_transfers_wait_only_for_who_may_book_them(bob: User):
    announce()
    for reader, queries, transfers in ((bob, 5, 1), (make_user("rita", REPORTER), 4, 0)):
        reader.has_perm("funding.add_gift")
        with CaptureQueriesContext(connection) as asked:
            waits = what_waits(since=timezone.localdate(), reader=reader, at=timezone.now())
        assert (len(asked), waits.transfers) == (queries, transfers)
        assert waits.nothing is (transfers == 0)


def test_what_is_held_stands_below_its_currency_where_there_are_several(treasurer: Client):
    make_gift(make_campaign(), 5_000)
    for name in ("funding_desk", "funding_books"):
        assert "In USD" not in shown(treasurer, name)
    make_gift(make_campaign(currency="EUR"), 5_000)
    for name in ("funding_desk", "funding_books"):
        page = shown(treasurer, name)
        assert page.index("In EUR") < page.index("€50<") < page.index("In USD") < page.index("$50<")
