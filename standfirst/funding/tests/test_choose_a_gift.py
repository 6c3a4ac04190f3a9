"""What the giving form offers, reads and says before anything is paid."""

import re

import pytest
from django.test import Client
from wagtail.models import Site

from standfirst.funding.models import (
    Campaign,
    FundingSettings,
    Gift,
    RegularGift,
)
from standfirst.publishing.models import NewsroomSettings
from standfirst.publishing.testing import make_article

from .giving import play, send

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "typed", "minor"),
    [
        ("de", "12,50 €", 1250),
        ("de", "1.000", 100_000),
        ("en", "€1,000", 100_000),
        ("ar", "\u0661\u0665", 1500),
    ],
)
def test_reads_an_amount_by_the_language_of_the_page(
    client: Client, fund: Campaign, language: str, typed: str, minor: int
):
    Campaign.objects.filter(pk=fund.pk).update(currency="EUR")
    NewsroomSettings.objects.create(site=Site.objects.get(is_default_site=True), language=language)
    assert send(client, own=typed).status_code == 303
    assert Gift.objects.get().amount == minor


def test_a_year_has_amounts_of_its_own_or_else_twelve_months_of_them(
    client: Client, fund: Campaign
):
    def yearly() -> list[tuple[str, str]]:
        page = client.get("/support/fund/").content.decode()
        return re.findall(r'name="yearly" value="(\d+)"( checked)?', page)

    assert yearly() == [("36", ""), ("60", " checked"), ("120", ""), ("300", "")]
    Campaign.objects.update(amounts_yearly="30 90")
    assert yearly() == [("30", ""), ("90", " checked")]
    send(client, how="year", yearly="90")
    assert RegularGift.objects.get().amount == 9000


def test_says_what_an_amount_pays_for_and_how_it_can_be_paid(client: Client, fund: Campaign):
    Campaign.objects.update(amounts_words="15 = an hour at the court\n99 = nothing suggested")
    FundingSettings.objects.create(
        site=Site.objects.get(is_default_site=True), ways_to_pay="Cards and Apple Pay"
    )
    page = client.get("/support/fund/").content.decode()
    assert "<span>$15 <small>an hour at the court</small></span>" in page
    assert page.index("Ways to pay: Cards and Apple Pay.") < page.index("Continue to payment")
    assert "nothing suggested" not in page


def chosen(page: str) -> dict[str, str]:
    """What of the form is chosen or filled in."""
    marked = re.findall(r'name="(how|once|regular|yearly)" value="(\w+)" checked', page)
    return dict(marked) | dict(re.findall(r'name="(own)" value="([^"]+)"', page))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("amount=40&every=once", {"how": "once", "once": "40"}),
        ("amount=10&every=month", {"how": "month", "regular": "10"}),
        ("amount=12.50&every=month", {"how": "month", "own": "12.50"}),
        ("every=year", {"how": "year", "yearly": "60"}),
        ("amount=lots&every=daily", {"how": "once", "once": "15"}),
    ],
)
def test_a_link_chooses_amount_and_how_often(
    client: Client, fund: Campaign, asked: str, found: dict[str, str]
):
    page = chosen(client.get(f"/support/fund/?{asked}").content.decode())
    assert page.items() >= found.items()
    assert ("own" in page) == ("own" in found)


def test_amounts_stand_on_the_article_and_lead_to_the_form_with_them(
    client: Client, fund: Campaign
):
    article = make_article()
    page = client.get(article.url).content.decode()
    (link,) = re.findall(r'href="([^"]+)" aria-label="Give \$15"', page)
    assert chosen(client.get(link.replace("&amp;", "&")).content.decode())["once"] == "15"


def test_who_gave_once_is_offered_to_give_monthly_and_who_gives_monthly_is_not(
    client: Client, fund: Campaign
):
    once = client.get(play(client, send(client)["Location"], "pay")["Location"]).content.decode()
    assert 'href="/support/fund/?amount=3&amp;every=month#give"' in once
    page = send(client, how="month", regular="10")["Location"]
    assert "every=month" not in client.get(play(client, page, "pay")["Location"]).content.decode()


@pytest.mark.parametrize(
    ("given", "monthly"),
    [("5", "3"), ("60", "5"), ("110", "5"), ("120", "10"), ("1000", "25")],
)
def test_the_monthly_offer_is_the_suggestion_next_below_a_twelfth_of_the_gift(
    client: Client, fund: Campaign, given: str, monthly: str
):
    answer = client.get(play(client, send(client, own=given)["Location"], "pay")["Location"])
    assert f"?amount={monthly}&amp;every=month#give" in answer.content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"once": "15"}, "Give $15.76"),
        ({"how": "month", "own": "12.5"}, "Give $13.19 a month"),
        ({"how": "year", "own": "15"}, "Give $15.76 a year"),
    ],
)
def test_without_script_the_next_page_says_what_will_happen(
    client: Client, fund: Campaign, fields: dict[str, str], words: str
):
    answer = send(client, ask="1", cover="on", note="A < B", **fields)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f"{words}</button>" in page
    assert "for the payment fee" in page
    assert not Gift.objects.exists()
    kept = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert kept["note"] == "A &lt; B"
    again = send(client, **(kept | {"back": "1", "note": "A < B"}))
    assert "A &lt; B" in again.content.decode()
    assert send(client, **kept).status_code == 303
    assert Gift.objects.get().cover > 0


def test_the_script_knows_how_the_fee_is_worked_out(client: Client, fund: Campaign):
    page = client.get("/support/fund/").content.decode()
    assert (
        'data-currency="USD" data-exponent="2" data-percent="2.90" data-fixed="30" data-step="1"'
        in page
    )
    assert 'data-month="Give {amount} a month"' in page


@pytest.mark.parametrize("own", ["1.000", "12 50", "a lot", "0.20"])
def test_beside_an_amount_that_is_not_taken_the_fee_is_that_of_no_other(
    client: Client, fund: Campaign, own: str
):
    page = send(client, own=own).content.decode()
    (line,) = re.findall(r"<small data-fee=[^>]*>(.*?)</small>", page)
    assert line.startswith("You will see how much it adds before you pay.")
    assert "$" not in line
