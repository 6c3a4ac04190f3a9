"""Whatever happens and however it is told, the books say what the provider has.

And the tests can fail: six bugs, each one that a real system has had, are planted and found.
"""

import logging
import os
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

from . import lives
from .simulated import START


@pytest.fixture(autouse=True)
def _quiet() -> object:
    """That the provider is silent is what it is about."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


class TestAnything(TestCase):
    """LIVES says how many are tried; `bin/bench lives` tries thousands."""

    @settings(
        max_examples=int(os.environ.get("LIVES", "12")),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.randoms(use_true_random=False))
    def test_may_happen_in_any_order_twice_never_and_with_the_power_going(
        self, dice: random.Random
    ):
        lives.anything(make_campaign(), dice)


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
        return honest(row, gateway, at)

    monkeypatch.setattr(intake, "_apply", apply)


def some_lives(campaign: Campaign) -> None:
    """Lives by lot, the same each time."""
    for seed in range(16):
        with transaction.atomic():
            lives.anything(campaign, random.Random(seed))  # noqa: S311 - lives that can be repeated
            transaction.set_rollback(True)


BY_HAND = [lives.goes_back_in_parts, lives.is_never_paid, lives.loses_power_everywhere]
# Each bug, and the life made by hand that must find it.
BUGS = {
    dedupe_by_message: lives.goes_back_in_parts,
    convert_each_refund_alone: lives.goes_back_in_parts,
    count_the_fee_cover: lives.goes_back_in_parts,
    ignore_refunds: lives.goes_back_in_parts,
    book_what_is_not_paid_yet: lives.is_never_paid,
    mark_before_booking: lives.loses_power_everywhere,
}


@pytest.mark.parametrize("life", [*BY_HAND, some_lives], ids=lambda life: life.__name__)
def test_all_holds_when_a_gift(life: Callable[[Campaign], None], campaign: Campaign):
    life(campaign)


@pytest.mark.parametrize("life", ["by hand", "by lot"])
@pytest.mark.parametrize("plant", BUGS, ids=lambda plant: plant.__name__)
def test_a_planted_bug_is_found(
    plant: Callable[..., None], life: str, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
):
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        (BUGS[plant] if life == "by hand" else some_lives)(campaign)
