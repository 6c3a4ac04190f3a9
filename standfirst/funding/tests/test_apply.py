"""A payment as the provider has it, brought into our rows: what has happened before and may come again."""

from dataclasses import replace

import pytest

from standfirst.funding.gateways.contract import Fee, Payment
from standfirst.funding.models import Campaign, Case, Gift, Movement
from standfirst.funding.queries import balances
from standfirst.funding.services.applying import apply
from standfirst.funding.services.booking import Fact, Kind
from standfirst.funding.testing import NOW
from standfirst.lib.money import Money

from .conftest import begun

pytestmark = pytest.mark.django_db


def payment(**changes: object) -> Payment:
    charged = Money(5000, "USD")
    whole = Payment(
        names=("pi_1", "ch_1"),
        reference="",
        regular="",
        state=Gift.State.RECEIVED,
        charged=charged,
        facts=(Fact("pi_1:captured", Kind.CAPTURED, charged, NOW),),
        fees=(Fee("txn_1:fee", Money(175, "USD"), NOW),),
    )
    return replace(whole, **changes)


def test_money_that_was_nobody_s_is_not_booked_again_once_its_gift_is_known(campaign: Campaign):
    """The provider told of it before it told whose it is: it stays for a person to sort out."""
    apply(payment(), provider="stripe", at=NOW)
    gift = begun(campaign)
    apply(payment(reference=gift.reference), provider="stripe", at=NOW)
    assert balances()["unexplained", "USD"] == -5000
    assert Movement.objects.count() == 2
    assert Case.objects.get(settled_at=None).kind == Case.Kind.STRANGER
    gift.refresh_from_db()
    assert gift.state == Gift.State.BEGUN
