import datetime

import pytest
from django.http import HttpRequest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import timezone, translation
from lxml import html
from pytest_django import DjangoAssertNumQueries

from standfirst.accounts.models import User
from standfirst.accounts.testing import make_user
from standfirst.funding.testing import make_campaign, make_gift

pytestmark = pytest.mark.django_db
YESTERDAY = timezone.localdate() - datetime.timedelta(days=1)
LONG_AGO = YESTERDAY - datetime.timedelta(days=30)


def rendered(place: str, request: HttpRequest | None = None):
    template = Template("{% load funding %}{% support page=None place=place %}")
    return template.render(Context({"place": place, "request": request})).strip()


def test_asks_above_and_below_an_article():
    campaign = make_campaign(second_ask="Once more, at the end.")
    make_gift(campaign, 304_800)
    assert 'role="meter"' in rendered("top")
    assert "Once more, at the end." in rendered("end")
    assert 'role="meter"' not in rendered("end")


def test_the_form_knows_the_address_of_who_is_signed_in(client: Client):
    make_campaign()
    address = "//input[@name='mail']/@value"
    assert html.fromstring(client.get("/support/").content).xpath(address) == [""]
    client.force_login(alice := make_user("alice"))
    assert html.fromstring(client.get("/support/").content).xpath(address) == [alice.email]


def test_asks_for_nothing_when_nothing_runs():
    make_campaign(state="ended")
    assert rendered("top") == rendered("end") == ""


def test_needs_no_inline_style():
    make_campaign(milestones=(250_000,))
    assert "style=" not in rendered("top")
    assert 'x1="50%"' in rendered("top")


def test_writes_positions_for_machines_in_every_language():
    make_gift(make_campaign(), 304_800)
    with translation.override("de"):
        assert 'width="60.96%"' in rendered("top")


def test_counts_once_for_both_places(
    rf: RequestFactory, django_assert_num_queries: DjangoAssertNumQueries
):
    make_campaign()
    request = rf.get("/")
    with django_assert_num_queries(4):
        rendered("top", request)
        rendered("end", request)


def test_escapes_what_the_treasurer_wrote():
    make_campaign(ask="<script>alert(1)</script>")
    assert "<script>" not in rendered("top")


def test_shows_the_one_campaign_that_runs(client: Client):
    campaign = make_campaign(
        purpose="<p>The wall’s accounts.</p>", give_url="https://bank.example/"
    )
    page = client.get("/support/")
    assert page.status_code == 200
    text = page.content.decode()
    assert campaign.title in text
    assert "The wall’s accounts." in text
    assert "https://bank.example/" in text
    assert "Gifts count when they arrive" in text


def test_lists_all_when_several_run(client: Client):
    make_campaign(title="The wall")
    make_campaign(title="The schools")
    make_campaign(title="Not yet", state="draft")
    text = client.get("/support/").content.decode()
    assert "The wall" in text
    assert "The schools" in text
    assert "Not yet" not in text


def test_thanks_when_there_is_nothing_to_give_to(client: Client):
    assert "not raising money" in client.get("/support/").content.decode()


def test_keeps_the_address_of_a_campaign_that_ended(client: Client):
    campaign = make_campaign(
        state="ended", starts_on=LONG_AGO, ends_on=YESTERDAY, give_url="https://bank.example/"
    )
    text = client.get(campaign.get_absolute_url()).content.decode()
    assert "This campaign is over" in text
    assert "https://bank.example/" not in text


def test_keeps_a_draft_from_readers(client: Client, django_user_model: type[User]):
    campaign = make_campaign(state="draft")
    assert client.get(campaign.get_absolute_url()).status_code == 404
    client.force_login(django_user_model.objects.create_user("charlie@ledger.example"))
    assert client.get(campaign.get_absolute_url()).status_code == 404


def test_keeps_a_draft_from_who_sends_its_form(client: Client):
    draft = make_campaign(state="draft")
    answer = client.post(f"/support/{draft.slug}/give/", HTTP_SEC_FETCH_SITE="same-origin")
    assert answer.status_code == 404


def test_shows_a_draft_to_who_keeps_the_books(admin_client: Client):
    campaign = make_campaign(state="draft")
    assert "A draft" in admin_client.get(campaign.get_absolute_url()).content.decode()


def test_is_only_read(client: Client):
    make_campaign()
    assert client.post("/support/").status_code == 405
