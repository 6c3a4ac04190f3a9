"""What the provider refuses is told in words that help, and nothing is stuck."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from standfirst.funding.gateways.stripe import StripeGateway
from standfirst.funding.models import Campaign, Case, Gift, Receipt
from standfirst.funding.services import proving
from standfirst.funding.services.reconciling import reconcile
from standfirst.funding.testing import make_campaign
from standfirst.funding.tests.conftest import begun
from standfirst.funding.tests.giving import BACK, OWN, now, send
from standfirst.lib.errors import Unavailable
from tests.fakestripe.driving import FakeStripe

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def fund(gateway: StripeGateway) -> Campaign:
    return make_campaign(slug="fund", least=1)


@pytest.mark.parametrize(
    ("typed", "words", "field"),
    [
        ({"own": "0.10"}, "does not accept a gift this small", "own"),
        ({"mail": "alice@köln.example"}, "does not accept this email address", "mail"),
    ],
)
def test_what_the_giver_can_help_stands_beside_the_field(
    fund: Campaign, typed: dict[str, str], words: str, field: str
):
    answer = send(Client(), **typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(rf'id="{field}-error"[^>]*>[^<]*{words}', page), page[:2000]
    assert "does not answer" not in page
    assert not Case.objects.exists()


def test_what_nobody_but_the_newsroom_can_help_is_a_case(
    fund: Campaign, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_args: object, **_fields: object) -> str:
        raise Unavailable("Stripe: this account cannot take payments.", permanent=True)

    monkeypatch.setattr(StripeGateway, "begin", refuse)
    for _time in range(2):
        answer = send(Client())
        assert answer.status_code == 422
        assert "trying again would not help" in answer.content.decode()
    case = Case.objects.get()
    assert (case.kind, case.about) == (Case.Kind.REFUSED, "fund")
    assert "cannot take payments" in case.words


def test_after_an_outage_the_same_form_leads_on(fund: Campaign, fake: FakeStripe):
    """The provider keeps its own failure with the key, and a page opens for half an hour at least."""
    client = Client()
    fake.control("break", on=True)
    answer = send(client)
    assert (answer.status_code, "try again in a minute" in answer.content.decode()) == (503, True)
    fake.control("break", on=False)
    # It was six minutes ago.
    Gift.objects.update(begun_at=timezone.now() - 6 * MINUTE)
    assert send(client).status_code == 303
    assert Gift.objects.count() == 1


def test_after_an_outage_of_a_minute_nothing_is_stuck(
    gateway: StripeGateway, campaign: Campaign, fake: FakeStripe
):
    gift = begun(campaign)
    fake.control("break", on=True)
    with pytest.raises(Unavailable) as failed:
        gateway.begin(gift=gift, back=BACK, at=now())
    assert not failed.value.permanent
    fake.control("break", on=False)
    assert gateway.begin(gift=gift, back=BACK, at=now() + MINUTE)


def test_a_campaign_that_was_renamed_between_two_tries_keeps_its_page(
    gateway: StripeGateway, campaign: Campaign, fake: FakeStripe
):
    gift = begun(campaign)
    page = gateway.begin(gift=gift, back=BACK, at=now())
    gift.campaign.title = "Renamed"
    assert gateway.begin(gift=gift, back=BACK, at=now()) == page
    # Whose answer was lost, too: then there is another page, which alone is known.
    gift.provider_objects.all().delete()
    assert gateway.begin(gift=gift, back=BACK, at=now()) != page


def test_who_comes_back_late_gets_another_page_and_the_old_one_is_closed(
    gateway: StripeGateway, campaign: Campaign, fake: FakeStripe
):
    gift = begun(campaign)
    page = gateway.begin(gift=gift, back=BACK, at=now())
    fake.control("clock", advance=25 * 60)
    later = gateway.begin(gift=gift, back=BACK, at=now() + 25 * MINUTE)
    assert later != page
    fake.pay(later, email="alice@example.org")
    assert reconcile(gateway=gateway, at=now()).differing == ()
    gift.refresh_from_db()
    assert gift.state == Gift.State.RECEIVED
    status, body = fake.ask("POST", page.removeprefix(fake.url), "card=4242424242424242")
    assert status == 400, body


def test_a_page_that_closes_does_not_end_a_gift_that_has_another(
    gateway: StripeGateway, campaign: Campaign, fake: FakeStripe
):
    gift = begun(campaign)
    gateway.begin(gift=gift, back=BACK, at=now())
    fake.control("clock", advance=25 * 60)
    gateway.begin(gift=gift, back=BACK, at=now() + 25 * MINUTE)
    reconcile(gateway=gateway, at=now())
    gift.refresh_from_db()
    assert gift.state == Gift.State.BEGUN


def test_who_paid_already_is_not_led_to_pay_again(
    gateway: StripeGateway, campaign: Campaign, fake: FakeStripe, fund: Campaign
):
    client = Client()
    page = send(client)["Location"]
    fake.pay(page, email="alice@example.org")
    answer = send(client)
    assert (answer.status_code, Receipt.objects.count()) == (422, 0)
    assert "was sent already" in answer.content.decode()


def test_the_letters_link_works_as_long_as_it_says(fund: Campaign, fake: FakeStripe):
    gift = begun(fund)
    token = proving.signing.dumps(gift.reference, salt=proving._SALT)
    for minutes in (5, 20):
        gift.provider_objects.all().delete()
        Gift.objects.update(begun_at=now() - minutes * MINUTE)
        answer = Client().post(f"/support/proof/{token}/", **OWN)
        assert (answer.status_code, "/c/pay/" in answer.get("Location", "")) == (303, True)
