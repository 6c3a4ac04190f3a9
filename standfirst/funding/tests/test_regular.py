"""What a supporter does with a regular gift, the provider does, and our row follows."""

import pytest
from pytest_django.fixtures import Settings

from standfirst.funding.gateways.stripe import StripeGateway
from standfirst.funding.models import FundingSettings, RegularGift, Supporter, SupporterLetter
from standfirst.funding.services.applying import apply
from standfirst.funding.services.regular import (
    AmountRefused,
    NoLongerGiven,
    card_page,
    change_amount,
    pause,
    resume,
    stop,
)
from standfirst.lib.money import Money

from .giving import Paying, now

pytestmark = pytest.mark.django_db


@pytest.fixture
def regular(paid: Paying, gateway: StripeGateway) -> RegularGift:
    gift, session = paid(every="month")
    apply(gateway.look_up(session["subscription"]), provider="stripe", at=now())
    gift.regular.refresh_from_db()
    return gift.regular


def test_is_paused_resumed_and_stopped(regular: RegularGift):
    states = [act(regular=regular, at=now()).state for act in (pause, resume, stop, stop)]
    assert states == ["paused", "active", "ended", "ended"]
    with pytest.raises(NoLongerGiven):
        pause(regular=regular, at=now())


def test_is_changed_to_the_amount_that_was_typed(regular: RegularGift, gateway: StripeGateway):
    changed = change_amount(
        regular=regular, amount=Money(7000, "USD"), rules=FundingSettings(), at=now()
    )
    assert (changed.amount, changed.cover) == (7000, 0)
    name = regular.provider_objects.get().name
    assert gateway.look_up(name).amount == Money(7000, "USD")


def test_has_one_letter_for_each_new_amount(regular: RegularGift, settings: Settings):
    settings.CAN_MAIL = True
    regular.supporter = Supporter.objects.create(mail="alice@example.org", created_at=now())
    regular.save()
    for minor in (7000, 7000, 8000):
        change_amount(
            regular=regular, amount=Money(minor, "USD"), rules=FundingSettings(), at=now()
        )
    letters = SupporterLetter.objects.filter(kind=SupporterLetter.Kind.CHANGED)
    assert [letter.regular for letter in letters] == [regular, regular]


def test_is_not_changed_to_what_no_card_can_pay(regular: RegularGift):
    RegularGift.objects.update(currency="KWD")
    regular.refresh_from_db()
    with pytest.raises(AmountRefused, match="two decimals"):
        change_amount(regular=regular, amount=Money(7005, "KWD"), rules=FundingSettings(), at=now())


def test_leads_to_the_page_for_a_new_card(regular: RegularGift):
    assert card_page(regular=regular, back="https://paper.example/").startswith("http")
