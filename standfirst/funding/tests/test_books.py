import itertools
import os
import random
from fractions import Fraction

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from standfirst.funding.models import Account, Case, Gift, Movement
from standfirst.funding.queries import balances, meter
from standfirst.funding.services.booking import CurrencyMismatch, Fact, Kind, book, net_of
from standfirst.funding.services.offline import MoreThanGiven, give_back
from standfirst.funding.testing import NOW, TODAY, make_campaign, make_gift
from standfirst.lib.money import Money

pytestmark = pytest.mark.django_db


def begun(
    amount: int = 1500, *, cover: int = 0, currency: str = "USD", rate: Fraction = Fraction(1)
):
    """A gift that somebody went to pay for, in `currency`, to a campaign in dollars."""
    return Gift.objects.create(
        campaign=make_campaign(),
        way=Gift.Way.STRIPE,
        amount=amount,
        cover=cover,
        currency=currency,
        rate_over=rate.numerator,
        rate_under=rate.denominator,
        begun_at=NOW,
    )


def fact(kind: Kind, minor: int, key: str, currency: str = "USD"):
    return Fact(key, kind, Money(minor, currency), NOW)


def enter(gift: Gift, *facts: Fact):
    return book(gift=gift, facts=facts, account=Account.PROVIDER, at=NOW)


def raised(gift: Gift):
    return meter(gift.campaign, on=TODAY).raised.minor


def test_a_gift_is_counted_once_however_often_it_is_told():
    gift = begun()
    for _ in range(3):
        enter(gift, fact(Kind.CAPTURED, 1500, "pi_1:captured"))
    assert raised(gift) == 1500
    assert balances()["provider", "USD"] == 1500


def test_what_covers_the_fee_is_not_on_the_meter():
    gift = begun(1500, cover=74)
    enter(gift, fact(Kind.CAPTURED, 1574, "pi_1:captured"))
    assert raised(gift) == 1500
    assert balances()["cover", "USD"] == -74


def test_a_gift_that_went_back_in_parts_leaves_nothing_behind():
    gift = begun(1500, cover=74, currency="EUR", rate=Fraction(10873, 10000))
    enter(gift, fact(Kind.CAPTURED, 1574, "pi_1:captured", "EUR"))
    for number, minor in enumerate((333, 333, 333, 575)):
        enter(gift, fact(Kind.REFUNDED, minor, f"re_{number}:refunded", "EUR"))
    assert raised(gift) == 0
    assert not any(balances().values())


def test_more_going_back_than_came_is_laid_before_a_person_and_takes_nothing_from_others():
    gift = begun()
    enter(
        gift,
        fact(Kind.CAPTURED, 1500, "pi_1:captured"),
        fact(Kind.REFUNDED, 1500, "re_1:refunded"),
        fact(Kind.WITHDRAWN, 1500, "dp_1:withdrawn"),
    )
    assert raised(gift) == 0
    assert balances()["provider", "USD"] == -1500
    assert Case.objects.get().kind == Case.Kind.OVER_REFUND


def test_a_dispute_that_is_won_counts_again():
    gift = begun()
    enter(
        gift,
        fact(Kind.CAPTURED, 1500, "pi_1:captured"),
        fact(Kind.WITHDRAWN, 1500, "dp_1:withdrawn"),
    )
    assert raised(gift) == 0
    enter(gift, fact(Kind.RETURNED, 1500, "dp_1:returned"))
    assert raised(gift) == 1500


def test_another_currency_than_the_gift_s_is_refused():
    with pytest.raises(CurrencyMismatch):
        enter(begun(), fact(Kind.CAPTURED, 1500, "pi_1:captured", "EUR"))


@pytest.mark.parametrize(
    "change", ["UPDATE funding_movement SET minor = 1", "DELETE FROM funding_movement"]
)
def test_the_database_refuses_to_change_what_was_booked(change: str):
    make_gift(make_campaign(), 1500)
    with pytest.raises(DatabaseError, match="neither changed nor deleted"), transaction.atomic():
        connection.cursor().execute(change)
    assert Movement.objects.get().minor == 1500


def test_an_offline_gift_moves_the_meter_and_the_bank():
    campaign = make_campaign()
    make_gift(campaign, 1500, "bob")
    assert meter(campaign, on=TODAY).raised == Money(1500, "USD")
    assert balances() == {("bank", "USD"): 1500, ("gifts", "USD"): -1500}


def test_cash_lies_in_the_box():
    make_gift(make_campaign(), 1500, way=Gift.Way.CASH)
    assert balances()["hand", "USD"] == 1500


def test_no_more_of_an_offline_gift_goes_back_than_is_left():
    gift = make_gift(make_campaign(), 1500)
    give_back(gift=gift, amount=Money(1000, "USD"), on=TODAY, at=NOW)
    with pytest.raises(MoreThanGiven):
        give_back(gift=gift, amount=Money(501, "USD"), on=TODAY, at=NOW)
    assert net_of(gift) == 500


def test_who_got_everything_back_is_no_supporter():
    campaign = make_campaign()
    give_back(gift=make_gift(campaign, 1500, "bob"), amount=Money(1500, "USD"), on=TODAY, at=NOW)
    assert meter(campaign, on=TODAY).supporters == 0


class TestAnyOrder(TestCase):
    """The books do not depend on how the news came."""

    @settings(max_examples=int(os.environ.get("LIVES", "20")), deadline=None, database=None)
    @given(
        cuts=st.lists(st.integers(1, 1573), max_size=6, unique=True),
        rate=st.fractions(min_value="1/200", max_value=200, max_denominator=10_000),
        order=st.randoms(use_true_random=False),
        tail=st.integers(0, 3),
    )
    def test_full_refund_in_parts_returns_the_meter_exactly(
        self, cuts: list[int], rate: Fraction, order: random.Random, tail: int
    ):
        gift = begun(1500, cover=74, currency="EUR", rate=rate)
        edges = [0, *sorted(cuts), 1574]
        parts = [after - before for before, after in itertools.pairwise(edges)]
        facts = [fact(Kind.CAPTURED, 1574, "pi_1:captured", "EUR")]
        facts += [
            fact(Kind.REFUNDED, part, f"re_{n}:refunded", "EUR") for n, part in enumerate(parts)
        ]
        told = [*facts, *order.choices(facts, k=tail)]
        order.shuffle(told)
        for one in told:
            enter(gift, one)
        assert raised(gift) == 0
        assert not any(balances().values())
        assert not Case.objects.filter(settled_at=None).exists()
