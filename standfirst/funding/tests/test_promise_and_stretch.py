"""A campaign beyond its plain goal: matched gifts, a goal beyond the goal, a bar that waits, a place of its own."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from standfirst.funding.models import Campaign, Match
from standfirst.funding.queries import current_campaign, meter, meters, running_campaigns
from standfirst.funding.testing import TODAY, make_campaign, make_gift
from standfirst.publishing.testing import make_article, make_section

pytestmark = pytest.mark.django_db


def promise(campaign: Campaign, **fields: Any) -> Match:  # noqa: ANN401
    values = {"giver": "The boatyard", "most": 50_000, "starts_on": datetime.date(2026, 1, 10)}
    return Match.objects.create(campaign=campaign, **(values | fields))


def sentences(campaign: Campaign) -> list[str]:
    return [promised.sentence for promised in meter(campaign, on=TODAY).promised]


def test_says_what_is_promised_apart_and_counts_it_not():
    campaign = make_campaign()
    make_gift(campaign, 10_000)
    promise(campaign, ends_on=datetime.date(2026, 1, 31))
    counted = meter(campaign, on=TODAY)
    assert counted.raised.minor == 10_000
    assert sentences(campaign) == [
        "And $100 promised by The boatyard, not counted until we have received it. "
        "Each gift is doubled until January 31, 2026, up to $500."
    ]


def test_promises_nothing_yet_where_nobody_gave():
    campaign = make_campaign()
    promise(campaign, percent=50)
    assert sentences(campaign) == [
        "The boatyard promised to add up to $500. 50% are added to each gift, up to $500."
    ]


@pytest.mark.parametrize(
    ("received_on", "fields", "earned"),
    [
        (datetime.date(2026, 1, 9), {}, 0),
        (datetime.date(2026, 1, 10), {}, 80_00),
        (datetime.date(2026, 1, 15), {"ends_on": datetime.date(2026, 1, 15)}, 80_00),
        (datetime.date(2026, 1, 10), {"most": 50_00}, 50_00),
        (datetime.date(2026, 1, 10), {"percent": 25}, 20_00),
    ],
)
def test_matches_gifts_of_its_days_up_to_its_most(
    received_on: datetime.date, fields: dict[str, Any], earned: int
):
    campaign = make_campaign()
    make_gift(campaign, 80_00, received_on=received_on)
    promise(campaign, **fields)
    assert [row.earned.minor for row in meter(campaign, on=TODAY).promised] == [earned]


def test_is_silent_of_a_promise_that_is_kept_or_over_without_gifts():
    campaign = make_campaign()
    promise(campaign, received_on=TODAY)
    promise(campaign, ends_on=datetime.date(2026, 1, 12))
    promise(campaign, starts_on=datetime.date(2026, 1, 20))
    assert sentences(campaign) == []


def test_shows_several_promises_and_costs_one_query_for_all(
    django_assert_num_queries: DjangoAssertNumQueries,
):
    for amount in (100, 200):
        campaign = make_campaign()
        make_gift(campaign, amount)
        promise(campaign, giver="One")
        promise(campaign, giver="Two")
    running = running_campaigns(on=TODAY)
    with django_assert_num_queries(4):
        counted = meters(running, on=TODAY)
    assert [[row.earned.minor for row in each.promised] for each in counted] == [
        [200, 200],
        [100, 100],
    ]


def test_goes_on_to_the_goal_beyond_once_the_first_is_reached():
    campaign = make_campaign(stretch_goal=800_000)
    make_gift(campaign, 499_999)
    assert meter(campaign, on=TODAY).goal.minor == 500_000
    make_gift(campaign, 1)
    counted = meter(campaign, on=TODAY)
    assert (counted.goal.minor, counted.reached_goal.minor) == (800_000, 500_000)
    assert (
        "the goal of $5,000 has been reached. This is 62% of the next goal, $8,000."
        in counted.sentence
    )


def test_draws_no_bar_below_the_share_that_the_treasurer_named(client: Client):
    campaign = make_campaign(hidden_below=10, slug="fund", starts_on=timezone.localdate())
    make_gift(campaign, 40_000)
    assert 'role="meter"' not in client.get("/support/fund/").content.decode()
    make_gift(campaign, 10_000)
    assert 'role="meter"' in client.get("/support/fund/").content.decode()


def test_stands_at_its_article_before_its_section_before_everywhere():
    section = make_section("Harbour")
    article, other = (make_article(title, section=section) for title in ("Wall", "Ferry"))
    elsewhere = make_article("Budget", section=make_section("Council"))
    everywhere = make_campaign()
    in_section = make_campaign(section=section)
    at_article = make_campaign(article=article)
    found = [
        current_campaign(on=TODAY, page=page) for page in (article, other, section, elsewhere, None)
    ]
    assert found == [at_article, in_section, in_section, everywhere, everywhere]


def test_stands_nowhere_else_when_it_is_for_one_place():
    make_campaign(section=make_section("Harbour"))
    assert current_campaign(on=TODAY) is None


def test_keeps_an_archived_campaign_at_its_address_and_out_of_the_list(client: Client):
    make_campaign(slug="old", title="The old wall", state="archived")
    make_campaign(slug="over", title="The ended one", state="ended")
    assert "kept for the record" in client.get("/support/old/").content.decode()
    listed = client.get("/support/").content.decode()
    assert "The ended one" in listed
    assert "The old wall" not in listed
