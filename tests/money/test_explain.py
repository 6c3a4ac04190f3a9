"""A difference that is known hides no other, and what the provider has apart from payments can be entered."""

from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from standfirst.accounts.models import User
from standfirst.accounts.roles import EDITOR, TREASURER
from standfirst.accounts.testing import make_user
from standfirst.funding.gateways.stripe import StripeGateway
from standfirst.funding.models import Case, Movement
from standfirst.funding.queries import balances
from standfirst.funding.services import cases, reconciling
from standfirst.funding.services.checking import check_books
from standfirst.funding.services.reconciling import reconcile
from standfirst.funding.tests.giving import Paying, now
from tests.fakestripe.driving import FakeStripe

from .agreeing import agree

pytestmark = pytest.mark.django_db


@pytest.fixture
def alarms(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The cases of which the treasurers were told, each time."""
    told = list[int]()
    monkeypatch.setattr(cases, "alarm_treasurers", SimpleNamespace(enqueue=told.append))
    return told


@pytest.fixture
def bob() -> User:
    return make_user("bob", TREASURER)


def difference(gateway: StripeGateway) -> int:
    """Compare; returns by how much the books hold more."""
    (row,) = reconcile(gateway=gateway, at=now()).reconciliations
    return row.difference


def explain(bob: User, name: str, account: str, why: str):
    client = Client()
    client.force_login(bob)
    typed = {"entry": name, "account": account, "why": why}
    return client.post(reverse("funding_entries"), typed)


def test_each_change_of_a_difference_is_told_and_each_part_can_be_explained(
    gateway: StripeGateway, fake: FakeStripe, paid: Paying, alarms: list[int], bob: User
):
    gift, _session = paid()
    agree(gateway, gift.campaign, raised=5000, received=1)
    top_up = fake.control("enter", kind="topup", amount=2000, currency="usd")["id"]
    assert (difference(gateway), len(alarms)) == (-2000, 1)
    assert (difference(gateway), len(alarms)) == (-2000, 1)  # the same is not told again
    loss = fake.control("enter", kind="adjustment", amount=-700, currency="usd")["id"]
    assert (difference(gateway), len(alarms)) == (-1300, 2)
    page = Client()
    page.force_login(bob)
    shown = page.get(reverse("funding_entries")).content.decode()
    assert (top_up in shown, loss in shown, gift.reference in shown) == (True, True, False)
    assert explain(bob, top_up, "bank", "We sent it from the bank.").status_code == 302
    assert (difference(gateway), len(alarms)) == (700, 3)
    explain(bob, loss, "unexplained", "Stripe is asked.")
    agree(gateway, gift.campaign, raised=5000, received=1)
    assert not Case.objects.filter(settled_at=None).exists()
    assert (balances()["bank", "USD"], balances()["unexplained", "USD"]) == (-2000, 700)
    settled = Case.objects.get(kind=Case.Kind.ENTRY, about=top_up)
    assert (settled.settled_by, settled.settled_how) == (bob, "We sent it from the bank.")
    assert Movement.objects.get(fact=f"{top_up}:explained").note == "We sent it from the bank."
    # The next loss is another difference.
    fake.control("enter", kind="adjustment", amount=-5, currency="usd")
    assert (difference(gateway), len(alarms)) == (5, 4)


def test_is_entered_once_with_words_and_by_who_keeps_the_books(
    gateway: StripeGateway, fake: FakeStripe, paid: Paying, bob: User
):
    paid()
    difference(gateway)
    name = fake.control("enter", kind="topup", amount=2000, currency="usd")["id"]
    difference(gateway)
    assert explain(bob, name, "bank", " ").status_code == 422
    assert explain(bob, name, "gifts", "A gift").status_code == 422
    assert explain(bob, "txn_made_up", "bank", "x").status_code == 302
    assert explain(make_user("vera", EDITOR), name, "bank", "x").status_code in {302, 403}
    assert not Movement.objects.filter(fact__endswith=":explained").exists()
    for _time in range(2):
        explain(bob, name, "bank", "From the bank")
    assert Movement.objects.filter(fact__endswith=":explained").count() == 1


def test_a_difference_that_changes_untold_would_be_noticed(
    gateway: StripeGateway, fake: FakeStripe, alarms: list[int], monkeypatch: pytest.MonkeyPatch, paid: Paying
):  # fmt: skip
    """The test above can fail."""
    monkeypatch.setattr(reconciling, "_has_changed", lambda _row: False)
    paid()
    for amount in (2000, -700):
        fake.control("enter", kind="topup", amount=amount, currency="usd")
        difference(gateway)
    assert len(alarms) == 1


def test_a_fault_of_the_books_that_stays_hides_no_other(alarms: list[int], paid: Paying):
    for told in (1, 1 + 1):
        gift, _session = paid()
        type(gift).objects.filter(pk=gift.pk).update(state="received")
        for _night in range(2):
            check_books(at=now())
        assert len(alarms) == told
