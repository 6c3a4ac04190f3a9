"""A regular gift outlives its campaign, whose sum stands still."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from standfirst.funding.models import Campaign, Case, FundingSettings, Gift, RegularGift
from standfirst.funding.queries import meter
from standfirst.funding.services.playing import renew
from standfirst.funding.testing import TODAY, make_campaign
from standfirst.funding.tests.giving import now, play, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def monthly() -> RegularGift:
    """A monthly gift for a campaign that is over since."""
    fund = make_campaign(slug="fund")
    client = Client()
    play(client, send(client, how="month", regular="10")["Location"], "pay")
    Campaign.objects.filter(pk=fund.pk).update(ends_on=timezone.now().date() - timedelta(days=2))
    return RegularGift.objects.get()


def next_payment(regular: RegularGift) -> Gift:
    renew(reference=regular.gifts.order_by("pk")[0].reference, at=now())
    regular.refresh_from_db()
    gift = Gift.objects.order_by("-pk")[0]
    # It is the regular gift's own from now on, and the old sum stands still.
    assert regular.campaign == gift.campaign
    assert meter(Campaign.objects.get(slug="fund"), on=TODAY).raised.minor == 1000
    assert meter(gift.campaign, on=TODAY).raised.minor == 1000
    return gift


def test_counts_for_what_the_treasurer_chose(monthly: RegularGift):
    make_campaign(slug="other")
    chosen = make_campaign(slug="chosen")
    Campaign.objects.filter(slug="fund").update(regular_goes_to=chosen)
    assert next_payment(monthly).campaign == chosen
    assert not Case.objects.exists()


def test_or_for_the_running_fund_through_whatever_is_over(monthly: RegularGift):
    over = make_campaign(slug="over", state=Campaign.State.ENDED)
    fund = make_campaign(slug="running", starts_on=timezone.now().date() - timedelta(days=900))
    Campaign.objects.filter(slug="fund").update(regular_goes_to=over)
    site = Site.objects.get(is_default_site=True)
    FundingSettings.objects.create(site=site, running_fund=fund)
    assert next_payment(monthly).campaign == fund
    assert not Case.objects.exists()


def test_or_for_what_runs_and_a_person_is_asked(monthly: RegularGift):
    make_campaign(slug="yen", currency="JPY")
    make_campaign(slug="running", state=Campaign.State.LIVE)
    make_campaign(slug="draft", state=Campaign.State.DRAFT)
    assert next_payment(monthly).campaign.slug == "running"
    assert (Case.objects.get().kind, Case.objects.get().about) == (Case.Kind.REGULAR, "fund")


def test_that_nothing_takes_is_kept_and_a_person_is_asked(monthly: RegularGift):
    """Rather there than nowhere: it is somebody's money."""
    renew(reference=monthly.gifts.get().reference, at=now())
    assert meter(monthly.campaign, on=TODAY).raised.minor == 2000
    assert "its sum grows" in Case.objects.get().words


def test_of_a_campaign_that_runs_stays_with_it():
    make_campaign(slug="fund")
    client = Client()
    play(client, send(client, how="month", regular="10")["Location"], "pay")
    renew(reference=Gift.objects.get().reference, at=now())
    assert {gift.campaign.slug for gift in Gift.objects.all()} == {"fund"}
