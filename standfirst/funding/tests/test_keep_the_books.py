import datetime
import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from standfirst.accounts.roles import TREASURER
from standfirst.accounts.testing import make_user
from standfirst.funding.models import Campaign, Gift
from standfirst.funding.queries import givers
from standfirst.funding.suggested import suggested_for
from standfirst.funding.testing import make_campaign, make_gift
from standfirst.lib.currencies import CURRENCIES
from standfirst.lib.money import is_payable
from standfirst.lib.typed_money import PROGRAMS, read_money

pytestmark = pytest.mark.django_db


@pytest.fixture
def treasurer(client: Client):
    client.force_login(make_user("bob", TREASURER))
    return client


def campaign_form(**changes: object):
    return {
        "title": "Harbour fund",
        "slug": "harbour-fund",
        "state": "live",
        "currency": "USD",
        "goal": "5000",
        "starts_on": "2026-01-01",
        "ends_on": "",
        "ask": "Paid for by readers.",
        "second_ask": "",
        "purpose": "null",
        "how_to_give": "null",
        "give_url": "",
        "amounts_once": "5 15 40",
        "amounts_regular": "",
        "amounts_yearly": "",
        "amounts_words": "",
        "least": "1",
        "most": "5000",
        "hidden_below": "0",
        "matches-TOTAL_FORMS": "0",
        "matches-INITIAL_FORMS": "0",
        "milestones-TOTAL_FORMS": "1",
        "milestones-INITIAL_FORMS": "0",
        "milestones-MIN_NUM_FORMS": "0",
        "milestones-MAX_NUM_FORMS": "1000",
        "milestones-0-amount": "2500.50",
        "milestones-0-words": "The accounts",
        "milestones-0-reached_on": "",
        "milestones-0-ORDER": "1",
        "milestones-0-DELETE": "",
    } | changes


def gift_form(campaign: Campaign, **changes: object):
    return {
        "campaign": campaign.pk,
        "amount": "12.50",
        "way": "transfer",
        "received_on": "2026-01-05",
        "giver": "alice",
        "note": "",
    } | changes


def test_adds_a_campaign_in_decimals(treasurer: Client):
    treasurer.post(reverse("campaign:add"), campaign_form())
    campaign = Campaign.objects.get()
    assert campaign.goal == 500_000
    assert campaign.milestones.get().amount == 250_050


@pytest.mark.parametrize(
    ("currency", "once", "least"),
    [("USD", "5 15 40 100", 100), ("JPY", "500 1500 4000 10000", 100), ("KWD", "5 15 40 100", 1000),
     ("SEK", "50 150 400 1000", 1000), ("HUF", "2000 6000 16000 40000", 40_000)],
)  # fmt: skip
def test_what_is_left_empty_is_what_is_usual_in_the_currency(
    treasurer: Client, currency: str, once: str, least: int
):
    left = dict.fromkeys(("amounts_once", "amounts_regular", "least", "most"), "")
    left |= {"milestones-0-amount": "2500"}
    treasurer.post(reverse("campaign:add"), campaign_form(currency=currency, **left))
    campaign = Campaign.objects.get()
    assert (campaign.amounts_once, campaign.least) == (once, least)
    assert campaign.most == 5000 * least


def test_what_is_usual_could_be_given_in_every_currency():
    for currency in CURRENCIES:
        usual = suggested_for(currency)
        for text in f"{usual.amounts_once} {usual.amounts_regular}".split():
            amount = read_money(text, currency, PROGRAMS)
            assert usual.least <= amount.minor <= usual.most, currency
            assert is_payable(amount), currency


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("amounts_once", "5 15 40", "You cannot give ¥5: gifts here are from ¥100 to ¥500,000."),
        ("amounts_regular", "300 900000", "You cannot give ¥900,000"),
    ],
)
def test_a_campaign_that_suggests_what_it_does_not_take_is_not_saved(
    treasurer: Client, field: str, typed: str, said: str
):
    values = {
        "currency": "JPY",
        "goal": "500000",
        "amounts_once": "",
        "least": "100",
        "most": "500000",
    }
    form = campaign_form(**(values | {"milestones-0-amount": "250000", field: typed}))
    page = treasurer.post(reverse("campaign:add"), form).content.decode()
    assert said in page
    assert f'value="{typed}"' in page
    assert not Campaign.objects.exists()


def test_a_new_campaign_shows_no_dollars_before_its_currency_is_chosen(treasurer: Client):
    assert "5 15 40 100" not in treasurer.get(reverse("campaign:add")).content.decode()


def test_a_campaign_that_is_there_may_suggest_nothing(treasurer: Client):
    campaign = make_campaign()
    form = campaign_form(amounts_once="", **{"milestones-INITIAL_FORMS": "0"})
    treasurer.post(reverse("campaign:edit", args=[campaign.pk]), form)
    campaign.refresh_from_db()
    assert (campaign.title, campaign.amounts_once) == ("Harbour fund", "")


def test_a_campaign_may_be_in_any_currency_that_is_in_use(treasurer: Client):
    assert "CAD – Canadian Dollar" in treasurer.get(reverse("campaign:add")).content.decode()
    treasurer.post(reverse("campaign:add"), campaign_form(currency="NOK", goal="5000.50"))
    campaign = Campaign.objects.get()
    assert (campaign.currency, campaign.goal) == ("NOK", 500_050)


def test_reads_amounts_in_the_currency_that_was_chosen(treasurer: Client):
    treasurer.post(
        reverse("campaign:add"),
        campaign_form(currency="JPY", goal="500000", **{"milestones-0-amount": "250000"}),
    )
    assert Campaign.objects.get().goal == 500_000
    assert Campaign.objects.get().milestones.get().amount == 250_000


def test_shows_amounts_as_they_were_typed(treasurer: Client):
    campaign = make_campaign(milestones=(250_050,))
    text = treasurer.get(reverse("campaign:edit", args=[campaign.pk])).content.decode()
    assert 'value="5000.00"' in text
    assert 'value="2500.50"' in text


def test_says_what_would_do_beside_a_wrong_amount(treasurer: Client):
    page = treasurer.post(reverse("campaign:add"), campaign_form(goal="12 50"))
    assert "Write 12.50." in page.content.decode()
    assert 'value="12 50"' in page.content.decode()
    assert not Campaign.objects.exists()


def test_keeps_the_address_once_it_is_public(treasurer: Client):
    campaign = make_campaign(slug="known")
    treasurer.post(reverse("campaign:edit", args=[campaign.pk]), campaign_form(slug="other"))
    campaign.refresh_from_db()
    assert (campaign.slug, campaign.title) == ("known", "Harbour fund")


def test_keeps_the_currency_once_gifts_were_counted_in_it(treasurer: Client):
    campaign = make_campaign()
    make_gift(campaign, 100)
    treasurer.post(
        reverse("campaign:edit", args=[campaign.pk]), campaign_form(currency="JPY", goal="70.25")
    )
    campaign.refresh_from_db()
    assert (campaign.currency, campaign.goal) == ("USD", 7025)


def test_refuses_a_campaign_that_ends_before_it_starts(treasurer: Client):
    page = treasurer.post(reverse("campaign:add"), campaign_form(ends_on="2025-12-31"))
    assert "on or after the first" in page.content.decode()


def test_begins_with_today_and_the_campaign_that_runs_alone(treasurer: Client):
    def begun_with() -> tuple[str, list[str]]:
        page = treasurer.get(reverse("gift:add")).content.decode()
        chosen = re.findall(r'<option value="(\d+)" selected', page)
        (day,) = re.findall(r'name="received_on" value="([^"]*)"', page)
        return day, chosen

    today = timezone.localdate().isoformat()
    make_campaign(state="ended")
    running = make_campaign()
    assert begun_with() == (today, [str(running.pk)])
    make_campaign()
    assert begun_with() == (today, [])


@pytest.mark.parametrize("language", ["en", "de", "fr", "ar"])
def test_reads_a_day_as_it_is_written_and_says_how_where_it_cannot(
    treasurer: Client, language: str
):
    campaign = make_campaign()
    UserProfile.objects.create(user=get_user_model().objects.get(), preferred_language=language)
    for typed in ("2026-01-05", "05.01.2026"):
        treasurer.post(reverse("gift:add"), gift_form(campaign, received_on=typed, whose="new"))
        assert Gift.objects.order_by("-pk")[0].received_on == datetime.date(2026, 1, 5)
    assert Gift.objects.count() == 2
    refused = gift_form(campaign, received_on="last Monday", whose="new")
    page = treasurer.post(reverse("gift:add"), refused).content.decode()
    assert f"{timezone.localdate().isoformat()}." in page
    assert 'value="last Monday"' in page


def test_asks_who_it_is_above_all_else(treasurer: Client):
    campaign = make_campaign()
    make_gift(campaign, 5000, "Alice")
    page = treasurer.post(reverse("gift:add"), gift_form(campaign, giver="alice")).content.decode()
    assert page.index("Choose who it is") < page.index('name="campaign"')


def test_asks_once_more_about_a_day_before_the_campaign_began(treasurer: Client):
    campaign = make_campaign(starts_on=datetime.date(2025, 9, 27))
    typed = gift_form(campaign, received_on="2020-02-01")
    page = treasurer.post(reverse("gift:add"), typed).content.decode()
    assert "The campaign began on September 27, 2025. Is this day right?" in page
    assert 'value="2020-02-01"' in page
    assert 'name="is_day_right"' in page
    assert not Gift.objects.exists()
    assert 'name="is_day_right"' not in treasurer.get(reverse("gift:add")).content.decode()
    treasurer.post(reverse("gift:add"), typed | {"is_day_right": "on"})
    assert Gift.objects.get().received_on == datetime.date(2020, 2, 1)
    assert "February 2020" in treasurer.get(reverse("funding:money")).content.decode()


def test_a_gift_that_was_entered_leads_to_its_page_since_nobody_edits_it(treasurer: Client):
    campaign = make_campaign()
    page = treasurer.post(reverse("gift:add"), gift_form(campaign), follow=True).content.decode()
    said = page[page.index('class="messages"') :]
    said = said[: said.index("</ul>")]
    assert "Edit" not in said
    assert reverse("funding_gift", args=[Gift.objects.get().reference]) in said


def test_a_new_campaign_begins_with_the_currency_of_the_last(treasurer: Client):
    def chosen() -> list[str]:
        page = treasurer.get(reverse("campaign:add")).content.decode()
        return re.findall(r'<option value="(\w{3})" selected', page)

    assert chosen() == ["USD"]
    make_campaign(currency="CHF")
    make_campaign(currency="NOK", starts_on=datetime.date(2025, 9, 27))
    assert chosen() == ["CHF"]
    spent = treasurer.get(reverse("funding_spending")).content.decode()
    assert re.findall(r'<option value="(\w{3})" selected', spent) == ["CHF"]


def test_enters_a_gift(treasurer: Client):
    treasurer.post(reverse("gift:add"), gift_form(make_campaign(currency="KWD")))
    assert Gift.objects.get().amount == 12_500


def test_enters_who_gave_with_address_honour_and_how_they_are_shown(treasurer: Client):
    campaign = make_campaign()
    form = gift_form(
        campaign, giver="Alice Doe", mail="alice@mail.example", show_name="on", show_amount="on",
        in_honour_of="Old Bob",
    )  # fmt: skip
    treasurer.post(reverse("gift:add"), form)
    gift = Gift.objects.get()
    assert (gift.supporter.name, gift.supporter.mail) == ("Alice Doe", "alice@mail.example")
    assert (gift.shown_name, gift.show_amount, gift.in_honour_of) == ("Alice Doe", True, "Old Bob")
    assert [found.reference for found in givers(campaign=campaign)] == [gift.reference]


def test_asks_who_it_is_where_somebody_of_that_name_gave_and_guesses_nobody(treasurer: Client):
    campaign = make_campaign()
    first = make_gift(campaign, 5000, "Alice")
    page = treasurer.post(reverse("gift:add"), gift_form(campaign, giver="alice")).content.decode()
    assert "Choose who it is" in page
    assert "Alice, gave $50 on January 19, 2026" in page
    assert 'value="12.50"' in page
    treasurer.post(reverse("gift:add"), gift_form(campaign, giver="alice", whose="new"))
    other = Gift.objects.order_by("pk").last()
    assert (other.supporter.name, other.supporter != first.supporter) == ("alice", True)
    again = gift_form(campaign, giver="alice", mail="a@mail.example", whose=str(first.supporter.pk))
    treasurer.post(reverse("gift:add"), again)
    assert Gift.objects.order_by("pk").last().supporter == first.supporter
    first.supporter.refresh_from_db()
    assert (first.supporter.name, first.supporter.mail) == ("Alice", "a@mail.example")


def test_forgetting_one_of_two_namesakes_leaves_the_other(treasurer: Client):
    campaign = make_campaign()
    for _ in range(2):
        treasurer.post(reverse("gift:add"), gift_form(campaign, giver="alice", whose="new"))
    one, other = Gift.objects.order_by("pk")
    treasurer.post(reverse("funding_forget", args=[one.reference]), {"sure": "on"})
    other.refresh_from_db()
    assert other.supporter.name == "alice"


def test_refuses_a_gift_of_tomorrow(treasurer: Client):
    tomorrow = timezone.localdate() + datetime.timedelta(days=2)
    page = treasurer.post(
        reverse("gift:add"), gift_form(make_campaign(), received_on=tomorrow.isoformat())
    )
    assert "not one in the future" in page.content.decode()
    assert not Gift.objects.exists()


def test_refuses_a_gift_of_the_year_26(treasurer: Client):
    page = treasurer.post(reverse("gift:add"), gift_form(make_campaign(), received_on="0026-01-19"))
    assert "Write the year with all its digits" in page.content.decode()
    assert not Gift.objects.exists()


def test_refuses_a_gift_of_nothing(treasurer: Client):
    page = treasurer.post(reverse("gift:add"), gift_form(make_campaign(), amount="0"))
    assert "above zero" in page.content.decode()


def test_lists_gifts_with_their_sum(treasurer: Client):
    campaign, other = make_campaign(), make_campaign(currency="JPY")
    make_gift(campaign, 1250, "alice")
    make_gift(other, 900)
    text = treasurer.get(reverse("gift:index")).content.decode()
    assert "¥900 + $12.50" in text
    text = treasurer.get(reverse("gift:index"), {"campaign": campaign.pk}).content.decode()
    assert "¥" not in text.split("<tbody")[0].split("<form")[0]


def test_lists_gifts_by_day(treasurer: Client):
    campaign = make_campaign()
    make_gift(campaign, 1250, "alice", received_on=datetime.date(2026, 1, 5))
    make_gift(campaign, 700, "bob", received_on=datetime.date(2026, 1, 9))
    text = treasurer.get(
        reverse("gift:index"), {"received_on_from": "2026-01-06", "received_on_to": "2026-01-31"}
    ).content.decode()
    assert "$7" in text
    assert "alice" not in text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("$15 = an hour at the court\n\n40 = a day", "15 = an hour at the court\n40 = a day"),
        ("15", None),
    ],
)
def test_says_in_a_line_each_what_amounts_pay_for(treasurer: Client, typed: str, kept: str | None):
    page = treasurer.post(reverse("campaign:add"), campaign_form(amounts_words=typed))
    campaign = Campaign.objects.first()
    assert (campaign and campaign.amounts_words) == kept
    assert kept or "like “15 = an hour at the court”" in page.content.decode()
