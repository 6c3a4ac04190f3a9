"""Whatever happens and however it is told, the books say what the provider has.

And the tests can fail: six bugs, each one that a real system has had, are planted and found.
"""

import logging
import random
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from standfirst.funding.models import Campaign, Gift, ProviderMessage
from standfirst.funding.services import applying, booking, intake
from standfirst.funding.services.booking import Fact, Kind
from standfirst.funding.testing import make_campaign

from .simulated import START, live_through


@pytest.fixture(autouse=True)
def _quiet() -> object:
    """Crashes are what it is about."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


class TestAnything(TestCase):
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.randoms(use_true_random=False))
    def test_may_happen_in_any_order_twice_never_and_with_crashes(self, dice: random.Random):
        live_through(make_campaign(), dice)


def dedupe_by_message(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each message counts what it tells of, as if nobody had told it before."""
    honest = booking.book

    def book(*, facts, **rest):  # noqa: ANN001, ANN003, ANN202
        told = uuid.uuid4().hex[:8]
        return honest(facts=[replace(f, key=f"{f.key}:{told}") for f in facts], **rest)

    monkeypatch.setattr(applying, "book", book)


def convert_each_refund_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def of(_cls: type, gift: Gift, before: int, after: int) -> object:
        given = booking._given(gift, after) - booking._given(gift, before)
        alone = round(given * gift.rate_over / gift.rate_under)
        return honest(gift, before, after, alone)

    kept = booking._Worth.of

    def honest(gift: Gift, before: int, after: int, meter: int) -> object:
        return replace(kept(gift, before, after), meter=meter)

    monkeypatch.setattr(booking._Worth, "of", classmethod(of))


def count_the_fee_cover(monkeypatch: pytest.MonkeyPatch) -> None:
    def worth(gift: Gift, net: int) -> int:
        return min(max(net, 0), gift.charged.minor) * gift.rate_over // gift.rate_under

    monkeypatch.setattr(booking, "worth", worth)


def ignore_refunds(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = booking.book

    def book(*, facts, **rest):  # noqa: ANN001, ANN003, ANN202
        return honest(facts=[f for f in facts if f.kind != Kind.REFUNDED], **rest)

    monkeypatch.setattr(applying, "book", book)


def book_what_is_not_paid_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = intake._look_up

    def look_up(about: str, gateway: intake.Gateway) -> list[object]:
        (paid,) = honest(about, gateway)
        fact = Fact(f"{about}:captured", Kind.CAPTURED, paid.charged, START)
        return [paid if paid.facts else replace(paid, facts=(fact,))]

    monkeypatch.setattr(intake, "_look_up", look_up)


def mark_before_booking(monkeypatch: pytest.MonkeyPatch) -> None:
    """A message is done before what it tells is in the books; then the power goes."""
    honest = intake._apply

    def apply(row: ProviderMessage, gateway: intake.Gateway, at: datetime) -> set[int]:
        ProviderMessage.objects.filter(pk=row.pk).update(applied_at=at)
        with transaction.atomic():
            return honest(row, gateway, at)

    monkeypatch.setattr(intake, "_apply", apply)


BUGS = [
    dedupe_by_message,
    convert_each_refund_alone,
    count_the_fee_cover,
    ignore_refunds,
    book_what_is_not_paid_yet,
    mark_before_booking,
]


def lives(campaign: Campaign, seeds: range) -> None:
    for seed in seeds:
        with transaction.atomic():
            live_through(campaign, random.Random(seed))  # noqa: S311 - lives that can be repeated
            transaction.set_rollback(True)


@pytest.mark.django_db
def test_these_lives_go_well():
    lives(make_campaign(), range(15))


@pytest.mark.django_db
@pytest.mark.parametrize("plant", BUGS, ids=lambda plant: plant.__name__)
def test_a_planted_bug_is_found(plant: Callable[..., None], monkeypatch: pytest.MonkeyPatch):
    campaign = make_campaign()
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        lives(campaign, range(40))
