"""What is typed for the books, which nobody can change, is asked for so that it is typed right."""

import pytest
from django.test import Client
from django.urls import reverse

from standfirst.accounts.roles import TREASURER
from standfirst.accounts.testing import make_user
from standfirst.funding.forms.money import ExplainForm, SpendingForm
from standfirst.funding.models import Gift
from standfirst.funding.testing import make_campaign, make_gift

pytestmark = pytest.mark.django_db
WHOLE = "Write the year with all its digits, like 2026."


@pytest.fixture
def treasurer(client: Client):
    client.force_login(make_user("bob", TREASURER))
    return client


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("28.11.26", WHOLE),
        (" 28. 11. 26 ", WHOLE),
        ("28/11/26", WHOLE),
        ("28-11-26", WHOLE),
        ("0026-11-28", WHOLE),
        ("28.11.", "Enter the date like"),
        ("2026-11-31", "Enter the date like"),
        ("yesterday", "Enter the date like"),
    ],
)
def test_a_day_without_its_whole_year_is_refused_in_words_that_fit(typed: str, words: str):
    form = SpendingForm({"on": typed, "currency": "EUR"})
    (error,) = form.errors["on"]
    assert error.startswith(words)


def test_nothing_is_chosen_of_what_a_difference_may_be():
    field = str(ExplainForm(initial={"entry": "txn_1"})["account"])
    assert '<option value="" selected>Choose what it is</option>' in field
    assert field.count("selected") == 1
    sent = ExplainForm({"entry": "txn_1", "account": "", "why": "A top-up"})
    assert sent.errors["account"] == ["Choose what it is."]


def test_campaigns_say_their_currency_where_a_gift_is_entered(treasurer: Client):
    make_campaign(title="Harbour", currency="USD")
    make_campaign(title="Weir", currency="EUR")
    page = treasurer.get(reverse("gift:add")).content.decode()
    assert ">Harbour (USD)</option>" in page
    assert ">Weir (EUR)</option>" in page


def test_a_name_that_was_typed_is_told_apart_from_how_it_is_shown(treasurer: Client):
    gift = make_gift(make_campaign(), 5000)
    Gift.objects.update(shown_as="Carl")
    page = treasurer.get(reverse("funding_gift", args=[gift.reference])).content.decode()
    assert "not shown by name <small>(“<bdi>Carl</bdi>” was typed)</small>" in page


def test_the_overview_says_what_was_spent_above_where_the_money_is(treasurer: Client):
    campaign = make_campaign()
    make_gift(campaign, 5000)
    spent = {"amount": "20", "currency": "USD", "on": "2026-01-19", "purpose": "Court reporter"}
    treasurer.post(reverse("funding_spending"), spent)
    page = treasurer.get(reverse("funding_desk")).content.decode()
    assert "<dt>Spent on reporting</dt><dd>$20</dd>" in page[: page.index('id="where"')]
    assert "<dt>At the bank</dt><dd>$30</dd>" in page
