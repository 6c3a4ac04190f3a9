"""A payment as the provider has it, brought into our rows: what has happened before and may come again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from pytest_django.fixtures import Settings

from standfirst.funding.gateways.contract import Fee, Payment
from standfirst.funding.models import Campaign, Case, Gift, Movement, Supporter, SupporterLetter
from standfirst.funding.queries import balances
from standfirst.funding.services.applying import apply
from standfirst.funding.services.booking import Fact, Kind
from standfirst.funding.services.checking import check_books
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


# A debit that came, of which some went back, which failed, and whose refund failed, too.
CAME, WENT, FAILED, CAME_BACK = (
    Fact("pi_1:captured", Kind.CAPTURED, Money(5000, "USD"), NOW),
    Fact("re_1:refunded", Kind.REFUNDED, Money(1000, "USD"), NOW + timedelta(hours=1)),
    Fact(
        "ch_1:payment-failed",
        Kind.FAILED,
        Money(5000, "USD"),
        NOW + timedelta(days=1),
        undoes="pi_1:captured",
    ),
    Fact("re_1:failed", Kind.REFUND_FAILED, Money(1000, "USD"), NOW + timedelta(days=2)),
)


@pytest.mark.parametrize(
    "heard",
    [
        [(CAME, WENT, FAILED, CAME_BACK)],
        [(CAME_BACK, FAILED, WENT, CAME)],
        [(CAME, WENT, FAILED), (CAME, WENT, FAILED, CAME_BACK)],
        [(CAME, FAILED), (CAME, WENT, FAILED, CAME_BACK)],
        [(CAME, WENT), (CAME, WENT, FAILED, CAME_BACK)],
        [(CAME, WENT, CAME_BACK), (CAME, WENT, FAILED, CAME_BACK)],
        [(CAME,), (CAME, WENT), (CAME, WENT, FAILED), (CAME, WENT, FAILED, CAME_BACK)],
    ],
    ids=["at-once", "shuffled", "refund-fails-last", "failed-first", "both-fail", "reversed", "each"],
)  # fmt: skip
def test_a_debit_that_failed_with_its_refund_is_failed_in_whatever_order_that_is_heard(
    campaign: Campaign, settings: Settings, heard: list[tuple[Fact, ...]]
):
    settings.CAN_MAIL = True
    alice = Supporter.objects.create(mail="alice@ledger.example", created_at=NOW)
    gift = begun(campaign, supporter=alice)
    for facts in heard:
        state = Gift.State.FAILED if FAILED in facts else Gift.State.RECEIVED
        told = payment(reference=gift.reference, facts=facts, fees=(), state=state, failed_later=True)  # fmt: skip
        apply(told, provider="stripe", at=NOW)
    gift.refresh_from_db()
    assert gift.state == Gift.State.FAILED
    assert {amount for amount in balances().values() if amount} == set()
    assert check_books(at=NOW) == []
    # Who read that it came, has a treasurer look into it; who read that it is on its way, a letter.
    was_here = FAILED not in heard[0]
    assert Case.objects.filter(kind=Case.Kind.FAILED).exists() == was_here
    assert SupporterLetter.objects.filter(kind=SupporterLetter.Kind.FAILED).exists() == (
        not was_here
    )
