"""The treasurer gives money back."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from standfirst.accounts.models import User
from standfirst.accounts.roles import TREASURER
from standfirst.accounts.testing import make_user
from standfirst.funding.gateways.demonstration import DemonstrationGateway
from standfirst.funding.gateways.stripe import StripeGateway
from standfirst.funding.models import (
    Campaign,
    DemonstrationPayment,
    FundingSettings,
    Gift,
    RefundRequest,
)
from standfirst.funding.queries import balances, meter
from standfirst.funding.services import refunds
from standfirst.funding.services.applying import apply
from standfirst.funding.services.offline import MoreThanGiven
from standfirst.funding.services.playing import Move, play
from standfirst.funding.services.refunds import NoProvider, NotWaiting, SamePerson
from standfirst.funding.testing import NOW, TODAY, make_campaign, make_gift
from standfirst.lib.money import Money
from tests.fakestripe.driving import FakeStripe

from .giving import BACK, Paying, now

pytestmark = pytest.mark.django_db
State = RefundRequest.State
Asking = Callable[..., RefundRequest]


@pytest.fixture
def rules():
    return FundingSettings(second_person_above=10_000)


@pytest.fixture
def bob():
    return make_user("bob", TREASURER)


@pytest.fixture
def ask(rules: FundingSettings, bob: User):
    def ask(gift: Gift, minor: int, by: User = bob) -> RefundRequest:
        return refunds.ask_refund(
            gift=gift, amount=Money(minor, gift.currency), reason="Twice by mistake", by=by,
            rules=rules, at=NOW,
        )  # fmt: skip

    return ask


def raised(gift: Gift):
    return meter(gift.campaign, on=TODAY).raised.minor


def played(minor: int = 5000):
    """A gift paid on the demonstration's page."""
    gift = Gift.objects.create(
        campaign=make_campaign(), way="demo", amount=minor, currency="USD", begun_at=NOW
    )
    DemonstrationGateway().begin(gift=gift, back=BACK, at=NOW)
    play(reference=gift.reference, move=Move.PAY, at=NOW)
    return gift


def test_part_of_an_offline_gift_is_given_back_at_once(ask: Asking):
    gift = make_gift(make_campaign(), 5000)
    assert ask(gift, 2000).state == State.DONE
    assert raised(gift) == 3000
    assert refunds.left_of(gift).minor == 3000


def test_more_than_is_left_is_refused_in_words(ask: Asking):
    gift = make_gift(make_campaign(), 5000)
    ask(gift, 4000)
    with pytest.raises(MoreThanGiven, match="Only \\$10 of this gift is left"):
        ask(gift, 1001)


def test_above_the_limit_a_second_person_must_agree(ask: Asking, bob: User):
    gift = make_gift(make_campaign(), 20_000)
    asked = ask(gift, 10_001)
    assert (asked.state, raised(gift)) == (State.WAITING, 20_000)
    with pytest.raises(SamePerson):
        refunds.agree(request=asked, by=bob, at=NOW)
    agreed = refunds.agree(request=asked, by=make_user("vera", TREASURER), at=NOW)
    assert (agreed.state, raised(gift)) == (State.DONE, 9999)


def test_many_small_refunds_of_one_gift_do_not_get_round_the_limit(ask: Asking):
    gift = make_gift(make_campaign(), 20_000)
    assert [ask(gift, 4000).state for _ in range(3)] == [State.DONE, State.DONE, State.WAITING]


@pytest.mark.parametrize(("way", "is_taken"), [("cash", True), ("demo", False)])
def test_three_decimals_go_back_in_cash_and_on_no_card(ask: Asking, way: str, is_taken: bool):
    gift = make_gift(make_campaign(currency="KWD"), 5000)
    Gift.objects.filter(pk=gift.pk).update(way=way)
    if is_taken:
        assert ask(gift, 1005).amount == 1005
        return
    with pytest.raises(refunds.NotPayable):
        ask(gift, 1005)


def test_what_waits_is_kept_for_it(ask: Asking):
    gift = make_gift(make_campaign(), 20_000)
    ask(gift, 15_000)
    with pytest.raises(MoreThanGiven):
        ask(gift, 6000)


def test_who_asked_may_take_it_back_and_then_nobody_can_agree(ask: Asking, bob: User):
    asked = ask(make_gift(make_campaign(), 20_000), 15_000)
    refunds.decline(request=asked, by=bob, at=NOW)
    with pytest.raises(NotWaiting):
        refunds.agree(request=asked, by=make_user("vera", TREASURER), at=NOW)


def test_the_database_itself_lets_nobody_agree_with_themselves(ask: Asking, bob: User):
    asked = ask(make_gift(make_campaign(), 20_000), 15_000)
    asked.state, asked.decided_by = State.DONE, bob
    with pytest.raises(IntegrityError):
        asked.save()


def test_through_the_provider_it_goes_back_once(ask: Asking):
    gift = played(5000)
    assert ask(gift, 2000).state == State.SENT
    assert refunds.send_due(at=NOW) == 1
    assert refunds.send_due(at=NOW) == 0
    assert raised(gift) == 3000
    assert RefundRequest.objects.get().state == State.DONE


def test_killed_after_the_provider_did_it_it_is_still_once(ask: Asking):
    gift = played(5000)
    asked = ask(gift, 2000)
    refunds.send_due(at=NOW)
    RefundRequest.objects.filter(pk=asked.pk).update(state=State.SENT, next_at=NOW)
    refunds.send_due(at=NOW)
    assert raised(gift) == 3000


def test_what_the_provider_refuses_says_why(ask: Asking):
    gift = played(5000)
    ask(gift, 2000)
    DemonstrationPayment.objects.update(
        refunds=[{"key": "x", "minor": 4000, "at": NOW.isoformat()}]
    )
    refunds.send_due(at=NOW)
    failed = RefundRequest.objects.get()
    assert failed.state == State.FAILED
    assert "more than is left" in failed.error


def test_without_its_provider_it_is_refused_in_words(ask: Asking, settings: Settings):
    gift = played(5000)
    settings.IS_LOCAL = False
    with pytest.raises(NoProvider, match="on the provider’s own pages"):
        ask(gift, 2000)


def test_stripe_gives_back_and_the_books_follow(
    fake: FakeStripe, gateway: StripeGateway, paid: Paying, ask: Asking
):
    gift, session = paid(cover=175, amount=5000)
    apply(gateway.look_up(session["payment_intent"]), provider="stripe", at=now())
    ask(gift, 2000)
    refunds.send_due(at=NOW)
    assert RefundRequest.objects.get().state == State.DONE
    assert balances()["provider", "USD"] == gateway.balance()["USD"]
    assert raised(gift) == (5175 - 2000) * 5000 // 5175


def test_a_provider_that_is_away_is_asked_again(
    fake: FakeStripe, gateway: StripeGateway, paid: Paying, ask: Asking, settings: Settings
):
    gift, session = paid()
    apply(gateway.look_up(session["payment_intent"]), provider="stripe", at=now())
    ask(gift, 2000)
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    refunds.send_due(at=NOW)
    waiting = RefundRequest.objects.get()
    assert (waiting.state, waiting.next_at) == (State.SENT, NOW + refunds.FIRST_PAUSE)
    settings.STRIPE_API_BASE = fake.url
    refunds.send_due(at=NOW + refunds.FIRST_PAUSE)
    assert raised(gift) == 3000


def test_the_desk_gives_back_part_of_a_gift(client: Client, bob: User, campaign: Campaign):
    gift = make_gift(campaign, 5000)
    client.force_login(bob)
    answer = client.post(
        reverse("funding_refund", args=[gift.reference]), {"amount": "20", "reason": "Asked for it"},
        follow=True,
    )  # fmt: skip
    text = answer.content.decode()
    assert "$20 has been entered as refunded." in text
    assert "Up to $30 can be refunded." in text


def test_the_desk_keeps_what_was_typed_when_it_refuses(
    client: Client, bob: User, campaign: Campaign
):
    gift = make_gift(campaign, 5000)
    client.force_login(bob)
    answer = client.post(
        reverse("funding_refund", args=[gift.reference]), {"amount": "50.01", "reason": "Asked"}
    )
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Only $50 of this gift is left." in text
    assert 'value="50.01"' in text


def test_the_second_person_agrees_on_the_desk(client: Client, ask: Asking, campaign: Campaign):
    asked = ask(make_gift(campaign, 20_000), 15_000)
    client.force_login(make_user("vera", TREASURER))
    client.post(reverse("funding_decide", args=[asked.pk]), {"act": "agree", "back": "list"})
    assert RefundRequest.objects.get().state == State.DONE


def test_only_the_treasurer_gives_back(client: Client, campaign: Campaign):
    gift = make_gift(campaign, 5000)
    client.force_login(make_user("vera", "Editor"))
    address = reverse("funding_refund", args=[gift.reference])
    client.post(address, {"amount": "20", "reason": "x"})
    assert not RefundRequest.objects.exists()


def test_it_is_said_that_nobody_sends_the_money_of_a_transfer(
    client: Client, bob: User, ask: Asking, campaign: Campaign
):
    gift = make_gift(campaign, 20_000)
    client.force_login(bob)
    page = reverse("funding_gift", args=[gift.reference])
    assert "nothing is sent automatically" in client.get(page).content.decode()
    large = {"amount": "150", "reason": "Asked for it"}
    address = reverse("funding_refund", args=[gift.reference])
    text = client.post(address, large, follow=True).content.decode()
    assert "$150 will be entered as refunded once a second person agrees." in text
    assert "has been refunded" not in text
    client.force_login(make_user("vera", TREASURER))
    assert "whoever asked for it sends the money by hand" in client.get(page).content.decode()
    decide = reverse("funding_decide", args=[RefundRequest.objects.get().pk])
    text = client.post(decide, {"act": "agree", "back": "list"}, follow=True).content.decode()
    assert "$150 has been entered as refunded. Nothing is sent automatically" in text


def test_a_refund_through_a_provider_is_sent_automatically(client: Client, bob: User, ask: Asking):
    gift = played(5000)
    ask(gift, 2000)
    client.force_login(bob)
    page = client.get(reverse("funding_gift", args=[gift.reference])).content.decode()
    assert "automatically" not in page
