import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from standfirst.funding.queries import current_campaign, meter, meters, running_campaigns
from standfirst.funding.testing import TODAY, make_campaign, make_gift
from standfirst.lib.money import Money

pytestmark = pytest.mark.django_db


def test_adds_up_the_gifts_of_its_campaign_only():
    campaign, other = make_campaign(), make_campaign()
    make_gift(campaign, 300_000)
    make_gift(campaign, 4_800)
    make_gift(other, 1_000)
    assert meter(campaign, on=TODAY).raised == Money(304_800, "USD")


def test_says_in_words_what_it_draws():
    campaign = make_campaign(ends_on=datetime.date(2026, 1, 31))
    make_gift(campaign, 304_800, "bob")
    counted = meter(campaign, on=TODAY)
    assert counted.sentence == ("raised of $5,000 (61%). 1 supporter, 12 days left.")
    assert counted.level == "60.96%"
    assert counted.missing == Money(195_200, "USD")


def test_counts_a_named_giver_once_and_each_nameless_gift():
    campaign = make_campaign()
    for giver in ("bob", "Bob ", "alice", "", ""):
        make_gift(campaign, 100, giver)
    assert meter(campaign, on=TODAY).supporters == 4


def test_without_gifts_stands_at_nothing():
    counted = meter(make_campaign(), on=TODAY)
    assert (counted.raised.minor, counted.percent, counted.level) == (0, 0, "0%")
    assert "0 supporters" in counted.sentence


def test_above_the_goal_stays_full_and_says_how_much_more():
    campaign = make_campaign()
    make_gift(campaign, 624_000)
    counted = meter(campaign, on=TODAY)
    assert (counted.level, counted.percent, counted.shown) == ("100%", 125, counted.goal)
    assert "$1,240 more than the goal" in counted.sentence


def test_never_says_hundred_before_the_goal():
    campaign = make_campaign()
    make_gift(campaign, 499_999)
    assert meter(campaign, on=TODAY).percent == 99


def test_marks_what_is_reached_and_what_comes_next():
    campaign = make_campaign(milestones=(100_000, 250_000, 500_000))
    make_gift(campaign, 100_000)
    states = [(m.is_reached, m.is_next) for m in meter(campaign, on=TODAY).milestones]
    assert states == [(True, False), (False, True), (False, False)]


def test_does_not_call_a_milestone_reached_after_a_refund():
    campaign = make_campaign(milestones=(250_000,))
    campaign.milestones.update(reached_on=TODAY)
    assert meter(campaign, on=TODAY).milestones[0].reached_on is None


def test_puts_milestones_at_their_place_on_the_scale():
    scale = meter(make_campaign(milestones=(250_000, 500_000)), on=TODAY).scale
    assert [(mark.position, mark.words) for mark in scale] == [
        ("0%", "0"),
        ("50%", "2,500"),
        ("100%", "$5,000"),
    ]


def test_drops_words_that_would_run_into_others():
    campaign = make_campaign(milestones=(5_000, 200_000, 230_000, 450_000))
    words = {mark.position: mark.words for mark in meter(campaign, on=TODAY).scale}
    assert words["1%"] == words["46%"] == words["90%"] == ""
    assert words["40%"] == "2,000"


@pytest.mark.parametrize(
    ("ends_on", "words"),
    [
        (datetime.date(2026, 1, 20), ", 1 day left."),
        (TODAY, ", today is the last day."),
        (datetime.date(2026, 1, 18), ", ended on January 18, 2026."),
        (None, "0 supporters."),
    ],
)
def test_says_how_much_time_is_left(ends_on: datetime.date | None, words: str):
    assert meter(make_campaign(ends_on=ends_on), on=TODAY).sentence.endswith(words)


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "draft"},
        {"state": "ended"},
        {"starts_on": datetime.date(2026, 1, 20)},
        {"ends_on": datetime.date(2026, 1, 18)},
    ],
)
def test_is_not_asked_for_when_nothing_runs(fields: dict[str, object]):
    make_campaign(**fields)
    assert current_campaign(on=TODAY) is None


def test_asks_for_the_newest_of_the_running():
    make_campaign(starts_on=datetime.date(2026, 1, 2))
    newest = make_campaign(starts_on=datetime.date(2026, 1, 3))
    make_campaign(starts_on=datetime.date(2026, 1, 1))
    assert current_campaign(on=TODAY) == newest


def test_costs_three_queries_for_any_number_of_campaigns(
    django_assert_num_queries: DjangoAssertNumQueries,
):
    make_gift([make_campaign(milestones=(1, 2, 3)) for _ in range(3)][-1], 500)
    campaigns = running_campaigns(on=TODAY)
    with django_assert_num_queries(3):
        assert [counted.raised.minor for counted in meters(campaigns, on=TODAY)] == [500, 0, 0]
