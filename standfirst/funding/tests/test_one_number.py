"""Page, article, JSON, frame, feed and desk say the same of a campaign, whatever happens to its money."""

import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from standfirst.accounts.roles import TREASURER
from standfirst.accounts.testing import make_user
from standfirst.funding.models import Campaign, FundingSettings, Gift
from standfirst.funding.services import refunds
from standfirst.funding.services.playing import renew
from standfirst.funding.testing import make_campaign
from standfirst.lib.money import Money
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db
OWN = {"HTTP_SEC_FETCH_SITE": "same-origin"}
ATOM = "{http://www.w3.org/2005/Atom}"
# How each place writes the sum.
METER = r'class="meter-sum"><b>([^<]+)</b>'
DESK = r'<td class="n"[^>]*>([^<]+) <small>\d+%'
BELOW = r'<p class="fine">([^<]+?) raised'

Said = Callable[[], dict[str, str]]


@pytest.fixture
def fund() -> Campaign:
    return make_campaign(slug="fund")


@pytest.fixture
def said(fund: Campaign) -> Said:
    """What each place says is raised."""
    article, bob = make_article(), make_user("bob", TREASURER)

    def ask() -> dict[str, str]:
        stranger, treasurer = Client(), Client()
        treasurer.force_login(bob)
        found = {
            name: re.findall(pattern, client.get(path).content.decode())
            for name, client, path, pattern in (
                ("page", stranger, "/support/fund/", METER),
                ("above the article", stranger, article.url, METER),
                ("below the article", stranger, article.url, BELOW),
                ("frame", stranger, "/support/fund/embed/", METER),
                ("desk", treasurer, reverse("funding_desk"), DESK),
            )
        }
        figures = stranger.get("/support/fund/meter.json").json()
        feed = ElementTree.fromstring(stranger.get("/support/fund/feed.atom").content)  # noqa: S314 - ours
        subtitle = feed.findtext(f"{ATOM}subtitle") or ""
        return {name: " and ".join(sums) for name, sums in found.items()} | {
            "json": str(Money(figures["raised"], figures["currency"])),
            "json words": figures["words"].partition(" raised")[0],
            "feed": subtitle.partition(" raised")[0],
        }

    return ask


def give_monthly() -> Gift:
    """Give 26 each month, and cover the fee."""
    values = {"how": "month", "regular": "26", "mail": "alice@ledger.example", "cover": "on"}
    page = Client().post("/support/fund/give/", values, **OWN)["Location"]
    Client().post(page, {"move": "pay"}, **OWN)
    return Gift.objects.get()


def give_back(gift: Gift, minor: int) -> None:
    refunds.ask_refund(
        gift=gift, amount=Money(minor, "USD"), reason="Asked", by=make_user("vera", TREASURER),
        rules=FundingSettings(), at=timezone.now(),
    )  # fmt: skip
    refunds.send_due(at=timezone.now())


def test_is_the_same_wherever_it_is_read(said: Said):
    assert set(said().values()) == {"$0"}
    gift = give_monthly()
    assert set(said().values()) == {"$26"}
    give_back(gift, 1050)
    after_refund = said()
    assert len(set(after_refund.values())) == 1, after_refund
    assert after_refund["page"] != "$26"
    renew(reference=gift.reference, at=timezone.now())
    after_renewal = said()
    assert len(set(after_renewal.values())) == 1, after_renewal
    assert after_renewal["page"] not in after_refund.values()
