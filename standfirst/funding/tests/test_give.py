"""Readers give: the form, the provider's page, and the ways back."""

import datetime
import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Site

from standfirst.accounts.models import User
from standfirst.accounts.testing import prove
from standfirst.funding import queries
from standfirst.funding.models import (
    Campaign,
    FundingSettings,
    Gift,
    RecentGift,
    RegularGift,
    Supporter,
)
from standfirst.funding.services.giving import cover_for
from standfirst.lib.money import Money
from standfirst.publishing.testing import make_article, make_section

from .giving import ALICE, ELSEWHERE, OWN, play, send

pytestmark = pytest.mark.django_db


def told(path: str) -> str:
    """What the meter says to a stranger, with an answer that nobody may keep for longer than 5 seconds."""
    answer = Client().get(path)
    seconds = re.findall(r"(?:max-age|s-maxage)=(\d+)", answer.get("Cache-Control", ""))
    assert all(int(number) <= 5 for number in seconds)
    text = answer.content.decode()
    if path.endswith(".json"):
        return str(answer.json()["words"])
    return text[text.index('class="meter-sum"') : text.index('role="meter"')]


def test_leads_from_the_form_to_the_page_where_it_is_paid(client: Client, fund: Campaign):
    answer = send(client)
    gift = Gift.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == f"/funding/demo/{gift.reference}/"
    assert (gift.state, gift.amount, gift.cover) == ("begun", 1500, 0)
    assert gift.supporter.mail == ALICE


def test_counts_once_it_is_paid_and_not_before(client: Client, fund: Campaign):
    page = send(client)["Location"]
    assert queries.meter(fund, on=timezone.localdate()).raised.minor == 0
    thanks = client.get(play(client, page, "pay")["Location"]).content.decode()
    assert "We have received $15." in thanks
    assert "goes to alice@ledger.example" in thanks
    assert queries.meter(fund, on=timezone.localdate()).raised.minor == 1500


def test_is_one_gift_when_the_form_is_sent_twice(client: Client, fund: Campaign):
    assert send(client)["Location"] == send(Client())["Location"]
    assert Gift.objects.count() == 1


def test_is_one_gift_when_the_browser_changed_its_network(client: Client, fund: Campaign):
    first = send(client)
    client.defaults["REMOTE_ADDR"] = ELSEWHERE
    assert send(client)["Location"] == first["Location"]


def test_is_another_gift_when_somebody_else_sends_the_same_words(client: Client, fund: Campaign):
    assert send(client)["Location"] != send(Client(REMOTE_ADDR=ELSEWHERE))["Location"]
    assert Gift.objects.count() == 2


def test_is_one_gift_where_no_limit_is_set(client: Client, fund: Campaign):
    rules = FundingSettings.for_site(Site.objects.get())
    rules.begun_per_hour = 0
    rules.save()
    assert send(client)["Location"] == send(client)["Location"]


def test_counts_what_was_begun_later_and_written_first(client: Client, fund: Campaign):
    rules = FundingSettings.for_site(Site.objects.get())
    rules.begun_per_hour = 1
    rules.save()
    send(client)
    RecentGift.objects.update(at=timezone.now() + datetime.timedelta(seconds=20))
    assert "Many gifts were started" in send(client, once="20").content.decode()


def test_is_another_gift_after_the_first_was_paid(client: Client, fund: Campaign):
    play(client, send(client)["Location"], "pay")
    play(client, send(client)["Location"], "pay")
    assert queries.meter(fund, on=timezone.localdate()).raised.minor == 3000
    assert Supporter.objects.count() == 1


def test_goes_on_every_month(client: Client, fund: Campaign):
    page = send(client, how="month", regular="10")["Location"]
    play(client, page, "challenge", "confirm")
    regular = RegularGift.objects.get()
    assert (regular.state, regular.amount, regular.every) == ("active", 1000, "month")
    assert regular.next_on is not None
    client.post(f"{page}card/", {"move": "renew"}, **OWN)
    assert regular.gifts.filter(state="received").count() == 2
    assert queries.meter(fund, on=timezone.localdate()).raised.minor == 2000


def test_takes_nothing_with_a_card_that_is_declined_and_lets_try_again(
    client: Client, fund: Campaign
):
    page = send(client)["Location"]
    assert "was declined" in play(client, page, "decline").content.decode()
    play(client, page, "challenge", "deny", "pay")
    assert Gift.objects.get().state == "received"


def test_says_on_its_way_while_the_bank_takes_days(client: Client, fund: Campaign):
    page = send(client)["Location"]
    back = play(client, page, "delay")["Location"]
    assert "on its way" in client.get(back).content.decode()
    assert queries.meter(fund, on=timezone.localdate()).raised.minor == 0
    play(client, page, "fail")
    assert "did not go through" in client.get(back).content.decode()


def test_does_not_believe_who_says_they_paid(client: Client, fund: Campaign):
    send(client)
    gift = Gift.objects.get()
    text = client.get(
        f"/support/paid/{gift.reference}/?page=demo_{gift.reference}"
    ).content.decode()
    assert "on its way" in text
    assert "We have received" not in text
    assert queries.meter(fund, on=timezone.localdate()).raised.minor == 0


def test_fills_the_form_in_again_for_who_left(client: Client, fund: Campaign):
    send(client, own="12.50", note="For the annexes.", name="Alice", show_name="on")
    text = client.get(f"/support/left/{Gift.objects.get().reference}/").content.decode()
    assert "You have not been charged" in text
    assert 'value="12.50"' in text
    assert ALICE in text
    assert "For the annexes." in text


def test_tells_another_browser_nothing_of_the_giver(client: Client, fund: Campaign):
    send(client, name="Alice", show_name="on", note="For the annexes.")
    reference = Gift.objects.get().reference
    for way in ("left", "paid"):
        text = Client().get(f"/support/{way}/{reference}/").content.decode()
        assert ALICE not in text
        assert "annexes" not in text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("12 50", "We could not read “12 50” as an amount. Do you mean $12.50? Write 12.50."),
        ("1 234 50", "Do you mean $1,234.50? Write 1234.50."),
        ("12.505", "Do you mean $12,505? Write 12505."),
        ("1.2.3", "We could not read “1.2.3” as an amount. Write it like 12.50."),
        ("15.000", "Do you mean $15,000 or $15? Write 15000 or 15."),
        ("€15", "Amounts here are in another currency: USD. Write one like 12.50."),
        ("0.50", "The smallest gift here is $1"),
        ("99999", "The largest gift here is $5,000"),
        ("1e3", "We could not read “1e3”"),
        ("-5", "We could not read “-5”"),
    ],
)
def test_refuses_an_amount_in_words_and_keeps_what_was_typed(
    client: Client, fund: Campaign, typed: str, said: str
):
    answer = send(client, own=typed, note="Kept.")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert f'value="{typed}"' in text
    assert "Kept." in text
    assert not Gift.objects.exists()


def test_refuses_a_mail_address_beside_its_field(client: Client, fund: Campaign):
    answer = send(client, mail="alice")
    assert answer.status_code == 422
    assert "Enter a full email address" in answer.content.decode()


def test_refuses_a_form_of_another_site(client: Client, fund: Campaign):
    values = {"how": "once", "once": "15", "mail": ALICE}
    assert client.post("/support/fund/give/", values).status_code == 403


def test_covers_the_fee_only_when_asked_to(client: Client, fund: Campaign):
    page = send(client, cover="on")["Location"]
    gift = Gift.objects.get()
    assert (gift.amount, gift.cover) == (1500, 76)
    play(client, page, "pay")
    assert queries.meter(fund, on=timezone.localdate()).raised.minor == 1500


@pytest.mark.parametrize("currency", ["USD", "JPY", "KWD"])
@pytest.mark.parametrize("minor", [100, 1500, 99_990, 500_000])
def test_leaves_the_whole_gift_after_the_fee(currency: str, minor: int):
    fixed = {"USD": "0.30", "JPY": "40", "KWD": "0.090"}
    lines = "\n".join(f"{code} {fee}" for code, fee in fixed.items())
    rules = FundingSettings(fee_percent=Decimal("2.90"), fees_fixed=lines)
    charged = minor + cover_for(Money(minor, currency), rules=rules).minor
    kept = Decimal(charged) * Decimal("0.971") - {"USD": 30, "JPY": 40, "KWD": 90}[currency]
    assert minor <= kept < minor + (10 if currency == "KWD" else 1)


def test_in_a_currency_without_a_fixed_fee_covers_the_share_alone():
    rules = FundingSettings(fee_percent=Decimal("2.50"), fees_fixed="USD 0.30")
    assert cover_for(Money(975, "JPY"), rules=rules) == Money(25, "JPY")


@pytest.mark.parametrize("typed", ["USD", "0.30 USD", "ZZZ 1", "JPY 0.5"])
def test_a_fee_that_is_none_is_refused(admin_client: Client, typed: str):
    site = Site.objects.get(is_default_site=True)
    page = reverse("wagtailsettings:edit", args=["funding", "fundingsettings", site.pk])
    values = {"fee_percent": "2.9", "second_person_above": 1, "begun_per_hour": 1, "open_most": 1}
    values |= {"declined_percent": 60, "legal_words": "", "tax_words": ""}
    answer = admin_client.post(page, values | {"fees_fixed": typed})
    assert "is no fee" in answer.content.decode()
    admin_client.post(page, values | {"fees_fixed": "USD 0.30\n\n EUR  0.25 "})
    assert FundingSettings.objects.get().fees_fixed == "USD 0.30\nEUR 0.25"


def test_belongs_to_the_article_that_earned_it(client: Client, fund: Campaign):
    article = make_article("Sea wall", section=make_section("Harbour"))
    page = client.get(f"/support/fund/?from={article.pk}").content.decode()
    assert f'name="article" value="{article.pk}"' in page
    send(client, article=str(article.pk))
    assert Gift.objects.get().article == article


def test_is_taken_although_its_address_names_no_article(client: Client, fund: Campaign):
    for number, odd in enumerate(("9999999999999", "7" * 40, "x", "٣")):
        assert client.get("/support/fund/", {"from": odd}).status_code == 200
        assert send(client, article=odd, own=str(20 + number)).status_code == 303
    assert not Gift.objects.exclude(article=None).exists()


def test_shows_no_sign_that_turns_a_line_round_or_is_not_seen(client: Client, fund: Campaign):
    fields = {"name": "\u202eBob\u202c", "honour": "\u202eEve", "note": "Thank\x07 you\u2066"}
    play(client, send(client, show_name="on", **fields)["Location"], "pay")
    gift = Gift.objects.get()
    assert (gift.shown_as, gift.in_honour_of, gift.note) == ("Bob", "Eve", "Thank you")


def test_asks_for_a_name_where_nothing_of_it_would_be_seen(client: Client, fund: Campaign):
    answer = send(client, show_name="on", name="\u3164\u200b")
    assert answer.status_code == 422
    assert "Enter the name to show." in answer.content.decode()


def test_belongs_to_the_reader_whose_proven_address_it_names(
    client: Client, fund: Campaign, django_user_model: type[User]
):
    alice = prove(django_user_model.objects.create_user(ALICE))
    client.force_login(alice)
    send(client)
    assert Gift.objects.get().supporter.user == alice


def test_belongs_to_nobody_whose_address_is_not_proven(
    client: Client, fund: Campaign, django_user_model: type[User]
):
    client.force_login(django_user_model.objects.create_user(ALICE))
    send(client)
    assert Gift.objects.get().supporter.user is None


def test_gives_nobody_elses_address_to_a_reader(
    client: Client, fund: Campaign, django_user_model: type[User]
):
    client.force_login(django_user_model.objects.create_user("charlie@ledger.example"))
    send(client)
    assert Gift.objects.get().supporter.user is None


def test_shows_no_name_of_somebody_whose_address_another_typed(client: Client, fund: Campaign):
    Supporter.objects.create(name="Alice Known", mail=ALICE, created_at=timezone.now())
    play(client, send(client, show_amount="on")["Location"], "pay")
    wall = client.get("/support/thanks/").content.decode()
    assert "Alice Known" not in wall
    assert "A reader" in wall


def test_shows_names_and_amounts_only_where_each_is_wished(client: Client, fund: Campaign):
    for number, fields in enumerate(
        ({"name": "Bob", "show_name": "on"}, {"show_amount": "on", "own": "41"}, {"own": "43"})
    ):
        play(client, send(client, mail=f"r{number}@ledger.example", **fields)["Location"], "pay")
    wall = client.get("/support/thanks/").content.decode()
    assert "Bob" in wall
    assert "amount not shown" in wall
    assert "$41" in wall
    assert "$43" not in wall


def test_plays_no_payments_in_public(client: Client, fund: Campaign, settings: object):
    page = send(client)["Location"]
    settings.IS_LOCAL = False  # type: ignore[attr-defined]
    assert client.get(page).status_code == 404
    assert client.post(page, {"move": "pay"}, **OWN).status_code == 404
    text = client.get("/support/fund/").content.decode()
    assert "Continue to payment" not in text
    assert "How to give" in text


def test_stops_asking_who_gave(client: Client, fund: Campaign):
    article = make_article("Sea wall", section=make_section("Harbour"))
    assert "support-ask" in client.get(article.url).content.decode()
    client.get(play(client, send(client)["Location"], "pay")["Location"])
    answer = client.get(article.url)
    text = answer.content.decode()
    assert "support-ask" not in text
    assert "You support this paper. Thank you." in text
    assert "private" in answer["Cache-Control"]


def test_says_the_same_figures_to_programs(client: Client, fund: Campaign):
    play(client, send(client)["Location"], "pay")
    figures = client.get("/support/fund/meter.json").json()
    assert figures["raised"] == 1500
    assert figures["words"] in client.get("/support/fund/").content.decode().replace(
        "</b> <span>", " "
    )


def test_is_on_the_next_page_that_anybody_asks_for(client: Client, fund: Campaign):
    article = make_article("Sea wall", section=make_section("Harbour"))
    pages = [article.url, "/support/fund/", "/support/fund/meter.json"]
    page = send(client)["Location"]
    for path in pages:
        assert "$15" not in told(path)
    play(client, page, "pay")
    for path in pages:
        assert "$15" in told(path)


def test_asks_the_database_little(
    client: Client, fund: Campaign, django_assert_max_num_queries: DjangoAssertNumQueries
):
    client.get("/support/fund/")
    with django_assert_max_num_queries(14):
        client.get("/support/fund/")
    with django_assert_max_num_queries(34):
        send(client)


def test_is_over_when_the_campaign_is(client: Client, fund: Campaign):
    Campaign.objects.update(ends_on=timezone.localdate() - datetime.timedelta(days=1))
    answer = send(client)
    assert answer.status_code == 422
    assert not Gift.objects.exists()
