"""The meter in a frame on any site, and a campaign as a feed."""

import datetime
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from standfirst.funding.embedding import frame_for
from standfirst.funding.models import Campaign
from standfirst.funding.queries import reached_at
from standfirst.funding.services.booking import Fact, Kind, book
from standfirst.funding.testing import NOW, TODAY, make_campaign, make_gift
from standfirst.lib.money import Money

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def fund() -> Campaign:
    return make_campaign(slug="fund", milestones=(100_000, 250_000))


def entries(client: Client) -> dict[str, ElementTree.Element]:
    """The feed's entries by title, in their order."""
    feed = ElementTree.fromstring(client.get("/support/fund/feed.atom").content)  # noqa: S314 - ours
    return {entry.findtext(f"{ATOM}title", ""): entry for entry in feed.iter(f"{ATOM}entry")}


def on(entry: ElementTree.Element) -> str:
    return entry.findtext(f"{ATOM}updated", "")[:10]


def test_a_frame_may_stand_on_any_site(client: Client, fund: Campaign):
    answer = client.get("/support/fund/embed/")
    assert "frame-ancestors *" in answer["Content-Security-Policy"].split("; ")
    assert "X-Frame-Options" not in answer


@pytest.mark.parametrize("path", ["", "meter.json", "feed.atom"])
def test_nothing_else_may_be_framed(client: Client, fund: Campaign, path: str):
    answer = client.get(f"/support/fund/{path}")
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"].split("; ")
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_a_frame_sets_no_cookie_and_holds_no_script_or_form(client: Client, fund: Campaign):
    answer = client.get("/support/fund/embed/")
    assert answer.cookies == {}
    assert "Cookie" not in answer.get("Vary", "")
    page = answer.content.decode()
    assert not [tag for tag in ("<script", "<form", "<button") if tag in page]
    assert len(page) < 4_000


def test_every_link_of_a_frame_opens_in_the_whole_window(client: Client, fund: Campaign):
    page = client.get("/support/fund/embed/").content.decode()
    assert page.count("<a ") == page.count('target="_top"') == 3
    assert 'href="/support/fund/#give" target="_top"' in page


def test_a_frame_asks_for_nothing_once_the_campaign_is_over(client: Client, fund: Campaign):
    Campaign.objects.update(state="ended")
    assert "#give" not in client.get("/support/fund/embed/").content.decode()


@pytest.mark.parametrize("path", ["embed/", "feed.atom"])
def test_a_draft_is_on_no_other_site(admin_client: Client, path: str):
    make_campaign(slug="fund", state="draft")
    assert admin_client.get(f"/support/fund/{path}").status_code == 404


@pytest.mark.parametrize(("path", "count"), [("embed/", 7), ("feed.atom", 9)])
def test_costs_the_same_however_much_was_given(
    client: Client,
    fund: Campaign,
    path: str,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
):
    for _ in range(5):
        make_gift(fund, 30_000, "Bob")
    client.get(f"/support/fund/{path}")
    with django_assert_num_queries(count):
        client.get(f"/support/fund/{path}")


def test_the_lines_to_copy_hold_any_title():
    fund = make_campaign(slug="fund", title='"Wall" & <b>')
    assert f'src="{settings.SITE_URL}/support/fund/embed/"' in frame_for(fund)
    assert 'title="&quot;Wall&quot; &amp; &lt;b&gt;"' in frame_for(fund)


def test_the_lines_to_copy_stand_beside_the_campaign(admin_client: Client, fund: Campaign):
    page = admin_client.get(reverse("campaign:edit", args=[fund.pk])).content.decode()
    assert escape(frame_for(fund)) in page


@pytest.mark.parametrize("fields", [{"state": "draft"}, None])
def test_the_lines_of_a_draft_are_not_shown_yet(
    admin_client: Client, fields: dict[str, str] | None
):
    address = (
        reverse("campaign:edit", args=[make_campaign(**fields).pk])
        if fields
        else reverse("campaign:add")
    )
    assert "iframe" not in admin_client.get(address).content.decode()


def test_the_feed_is_named_on_the_campaigns_page(client: Client, fund: Campaign):
    page = client.get("/support/fund/").content.decode()
    assert 'type="application/atom+xml" href="/support/fund/feed.atom"' in page


def test_the_page_of_a_draft_names_no_feed(admin_client: Client):
    make_campaign(slug="fund", state="draft")
    assert (
        "feed.atom"
        not in admin_client.get("/support/fund/").content.decode().partition("</head>")[0]
    )


def test_an_entry_for_each_milestone_on_the_day_the_books_say(client: Client, fund: Campaign):
    make_gift(fund, 90_000, received_on=TODAY - 4 * DAY)
    make_gift(fund, 170_000, received_on=TODAY - 2 * DAY)
    found = entries(client)
    assert list(found) == ["$1,000 reached", "$2,500 reached"]
    assert found["$1,000 reached"].findtext(f"{ATOM}summary") == "Step 1"
    assert {on(entry) for entry in found.values()} == {"2026-01-17"}
    numbers = [entry.findtext(f"{ATOM}id", "") for entry in found.values()]
    assert numbers == [f"{settings.SITE_URL}/support/fund/#reached-{n}" for n in (100_000, 250_000)]


def test_the_day_that_the_treasurer_noted_goes_before(client: Client, fund: Campaign):
    make_gift(fund, 100_000, received_on=TODAY)
    fund.milestones.update(reached_on=TODAY - 3 * DAY)
    assert [on(entry) for entry in entries(client).values()] == ["2026-01-16"]


def test_the_goal_and_the_end_are_entries_the_newest_first(client: Client, fund: Campaign):
    Campaign.objects.update(ends_on=TODAY - DAY)
    make_gift(fund, 500_000, received_on=TODAY - 2 * DAY)
    titles = list(entries(client))
    assert titles[0] == "The campaign has ended"
    assert "The goal of $5,000 is reached" in titles
    assert "ended on January 18, 2026" in entries(client)[titles[0]].findtext(f"{ATOM}summary", "")


def test_a_milestone_that_was_lost_again_is_no_entry(client: Client, fund: Campaign):
    gift = make_gift(fund, 100_000)
    back = Fact("re_1:refunded", Kind.REFUNDED, Money(1, "USD"), NOW)
    book(gift=gift, facts=[back], account="bank", at=NOW)
    assert entries(client) == {}


def test_what_was_lost_and_reached_again_has_the_later_day(fund: Campaign):
    gift = make_gift(fund, 100_000, received_on=TODAY - 9 * DAY)
    back = Fact("re_1:refunded", Kind.REFUNDED, Money(50_000, "USD"), NOW - 5 * DAY)
    book(gift=gift, facts=[back], account="bank", at=NOW)
    make_gift(fund, 70_000, received_on=TODAY - 2 * DAY)
    assert reached_at(fund, [40_000, 100_000, 900_000]) == {
        40_000: NOW - 9 * DAY,
        100_000: NOW - 2 * DAY,
    }
