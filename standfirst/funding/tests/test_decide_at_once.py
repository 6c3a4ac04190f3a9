"""Two treasurers on one thing, each from a page opened before: the second is told."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from standfirst.accounts.roles import TREASURER
from standfirst.accounts.testing import make_user
from standfirst.funding.models import Campaign, Case, Movement, RefundRequest
from standfirst.funding.services.cases import open_case
from standfirst.funding.services.spending import record_spending
from standfirst.funding.testing import make_campaign, make_gift
from standfirst.lib.money import Money

pytestmark = pytest.mark.django_db


@pytest.fixture
def desks():
    """Two browsers, each signed in as a treasurer."""
    bob, tess = Client(), Client()
    bob.force_login(make_user("bob", TREASURER))
    tess.force_login(make_user("tess", TREASURER))
    return bob, tess


def token(page: str, name: str):
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1]


def test_the_second_who_gives_the_same_back_is_told(desks: tuple[Client, Client]):
    gift = make_gift(make_campaign(), 5000)
    page = reverse("funding_gift", args=[gift.reference])
    address = reverse("funding_refund", args=[gift.reference])
    lefts = [token(desk.get(page).content.decode(), "left") for desk in desks]
    typed = {"amount": "10", "reason": "Asked for it"}
    desks[0].post(address, {**typed, "left": lefts[0]})
    answer = desks[1].post(address, {**typed, "left": lefts[1]})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "after you opened this page" in text
    assert 'value="10"' in text
    assert RefundRequest.objects.count() == 1
    desks[1].post(address, {**typed, "left": token(text, "left")})
    assert RefundRequest.objects.count() == 2


def test_the_second_who_settles_a_case_is_told(desks: tuple[Client, Client]):
    case = open_case(kind=Case.Kind.STRANGER, about="x", words="Who?", at=timezone.now())
    address = reverse("funding_settle", args=[case.pk])
    desks[0].post(address, {"how": "A test."})
    page = desks[1].post(address, {"how": "A thief."}, follow=True).content.decode()
    assert "already settled by Bob Example: A test." in page
    case.refresh_from_db()
    assert case.settled_how == "A test."


def test_the_second_who_takes_spending_back_is_told(desks: tuple[Client, Client]):
    now = timezone.now()
    entry = record_spending(amount=Money(5000, "USD"), purpose="Boat", on=now.date(), at=now)
    address = reverse("funding_take_back", args=[entry.pk])
    desks[0].post(address)
    page = desks[1].post(address, follow=True).content.decode()
    assert "already been taken back" in page
    assert Movement.objects.count() == 2


def test_the_second_who_decides_on_a_refund_is_told(desks: tuple[Client, Client]):
    gift = make_gift(make_campaign(), 50_000)
    asked = RefundRequest.objects.create(
        gift=gift, amount=40_000, reason="x", state=RefundRequest.State.WAITING, asked_at=timezone.now(),
        asked_by=make_user("max", TREASURER),
    )  # fmt: skip
    address = reverse("funding_decide", args=[asked.pk])
    desks[0].post(address, {"act": "decline"})
    page = desks[1].post(address, {"act": "agree"}, follow=True).content.decode()
    assert "already been decided, by" in page
    asked.refresh_from_db()
    assert asked.state == RefundRequest.State.DECLINED


def test_a_campaign_remembers_what_it_was_opened_on(desks: tuple[Client, Client]):
    campaign: Campaign = make_campaign()
    page = desks[0].get(reverse("campaign:edit", args=[campaign.pk])).content.decode()
    assert token(page, "opened_on")
