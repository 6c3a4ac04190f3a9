"""The treasurer's desk shows where everything stands, at a cost that does not follow what was given."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.admin.icons import get_icons

from standfirst.accounts.models import User
from standfirst.accounts.roles import EDITOR, MODERATOR, REPORTER, TREASURER
from standfirst.accounts.testing import make_user
from standfirst.funding.models import (
    Account,
    Campaign,
    Case,
    Gift,
    Movement,
    ProviderMessage,
    ProviderObject,
    Receipt,
    Reconciliation,
    RefundRequest,
    RegularGift,
    Supporter,
)
from standfirst.funding.services.booking import Fact, Kind, book
from standfirst.funding.services.cases import open_case
from standfirst.funding.services.offline import give_back
from standfirst.funding.services.spending import record_spending
from standfirst.funding.services.transfers import book_transfer
from standfirst.funding.testing import NOW, TODAY, make_campaign, make_gift
from standfirst.lib.money import Money

pytestmark = pytest.mark.django_db
PAGES = ["funding_desk", "funding_cases", "funding_refunds", "funding_spending", "funding_books"]


@pytest.fixture
def bob():
    return make_user("bob", TREASURER)


@pytest.fixture
def treasurer(client: Client, bob: User):
    client.force_login(bob)
    return client


def shown(client: Client, name: str, *args: object, **asked: str):
    return client.get(reverse(name, args=args), asked).content.decode()


def opened(about: str = "pi_1", kind: str = "stranger"):
    return open_case(kind=Case.Kind(kind), about=about, words=f"Look at {about}.", at=NOW)


def add_much(campaign: Campaign, by: User):
    """More of everything that a page of the desk shows or adds up."""
    for number in range(12):
        gift = make_gift(campaign, 1000 + number, f"Reader {number}")
        RefundRequest.objects.create(
            gift=gift, amount=1, reason="x", state="waiting", asked_by=by, asked_at=NOW
        )
        RegularGift.objects.create(
            campaign=campaign, every="month", amount=500, currency="USD", state="active", begun_at=NOW
        )  # fmt: skip
        opened(f"{campaign.pk}-{number}")
        record_spending(
            amount=Money(1, "USD"), purpose="Paper", on=TODAY, at=NOW, campaign=campaign
        )


@pytest.mark.parametrize("name", [*PAGES, "gift:index", "regulargift:index"])
def test_every_icon_is_drawn(treasurer: Client, name: str):
    page = shown(treasurer, name)
    in_menu, on_page = (
        set(re.findall(pattern, page))
        for pattern in (r'"icon_name": "([\w-]+)"', r'href="#icon-([\w-]+)"')
    )
    assert "pick" in in_menu
    assert "help" in on_page
    asked = in_menu | on_page
    assert {icon for icon in asked if f'id="icon-{icon}"' not in get_icons()} == set()


@pytest.mark.parametrize("name", [*PAGES, "gift:index", "regulargift:index"])
def test_no_page_costs_more_where_more_was_given(treasurer: Client, bob: User, name: str):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert treasurer.get(reverse(name)).status_code == 200
        return len(asked)

    campaign = make_campaign()
    add_much(campaign, bob)
    cost()
    before = cost()
    add_much(campaign, bob)
    assert cost() == before
    assert before <= 32


@pytest.mark.parametrize("role", [REPORTER, EDITOR, MODERATOR])
@pytest.mark.parametrize("name", [*PAGES, "regulargift:index"])
def test_others_do_not_see_it(client: Client, role: str, name: str):
    client.force_login(make_user("charlie", role))
    answer = client.get(reverse(name), follow=True)
    assert answer.status_code == 403 or answer.request["PATH_INFO"] == reverse("wagtailadmin_home")


def test_the_overview_says_where_everything_stands(treasurer: Client):
    campaign = make_campaign(title="Harbour")
    make_gift(campaign, 304_800, "alice")
    RegularGift.objects.create(
        campaign=campaign, every="month", amount=1500, currency="USD", state="active", begun_at=NOW
    )  # fmt: skip
    opened()
    page = shown(treasurer, "funding_desk")
    assert "$3,048" in page
    assert "$15 a month" in page
    assert "Money that belongs to no gift we know" in page
    assert "At the bank" in page


def test_a_difference_is_a_red_line_until_it_is_gone(treasurer: Client):
    difference = {"provider": "stripe", "currency": "USD", "ours": 500, "theirs": 525}
    Reconciliation.objects.create(**difference, at=NOW)
    page = shown(treasurer, "funding_desk")
    assert "books-bad" in page
    assert "The provider holds $5.25; our books say $5." in page
    Reconciliation.objects.create(**(difference | {"ours": 525}), at=NOW.replace(hour=13))
    page = shown(treasurer, "funding_desk")
    assert "books-bad" not in page
    assert "agree: $5.25" in page


def test_a_gifts_page_has_all_that_is_known_of_it(treasurer: Client):
    gift = make_gift(make_campaign(), 5000, "alice")
    ProviderObject.objects.create(provider=gift.way, name="pi_77", gift=gift)
    ProviderMessage.objects.create(
        provider=gift.way, name="evt_5", kind="charge.captured", about="pi_77", payload="{}",
        told_at=NOW, received_at=NOW,
    )  # fmt: skip
    receipt = Receipt.objects.create(year=2026, number=17, gift=gift, issued_at=NOW)
    page = shown(treasurer, "funding_gift", gift.reference)
    for words in ("At the bank", "alice", "pi_77", "charge.captured"):
        assert words in page
    assert str(receipt) in page


def test_movements_say_what_happened_in_words_and_no_hour_that_nobody_knows(treasurer: Client):
    gift = make_gift(make_campaign(), 5000)
    give_back(gift=gift, amount=Money(2000, "USD"), on=TODAY, at=NOW)
    book_transfer(
        fact="txn_1:fee", debit=Account.FEES, credit=Account.BANK, amount=Money(105, "USD"),
        occurred_at=NOW, at=NOW, gift=gift,
    )  # fmt: skip
    page = shown(treasurer, "funding_gift", gift.reference)
    table = page[page.index('id="movements"') : page.index('id="refunds"')]
    rows = re.findall(r"<tr><td[^>]*>(.*?)</td>.*?<small>(.*?)</small>", table)
    day = "January 19, 2026"
    assert rows == [(day, "received"), (day, "refunded"), (day, "payment fee")]


@pytest.mark.parametrize("by", ["reference", "supporter", "mail"])
def test_a_gift_is_found_by_reference_name_and_mail(treasurer: Client, by: str):
    campaign = make_campaign()
    gift, other = make_gift(campaign, 5000, "Alice Doe"), make_gift(campaign, 100, "Bob")
    gift.supporter.mail = "ad@mail.example"
    gift.supporter.save()
    words = {"reference": gift.reference, "supporter": "alice", "mail": "ad@mail"}[by]
    page = shown(treasurer, "gift:index", q=words)
    assert reverse("funding_gift", args=[gift.reference]) in page
    assert reverse("funding_gift", args=[other.reference]) not in page


def test_gifts_are_listed_by_state_and_way(treasurer: Client):
    campaign = make_campaign()
    make_gift(campaign, 5000, way=Gift.Way.CASH)
    make_gift(campaign, 700)
    assert "$50" not in shown(treasurer, "gift:index", way="transfer")
    assert "$7" not in shown(treasurer, "gift:index", state="failed")


@pytest.mark.parametrize(
    ("words", "told"), [("alice", "$50"), ("", "$57"), ("nobody", "none received")]
)
def test_the_sum_above_the_gifts_is_of_those_that_are_found(
    treasurer: Client, words: str, told: str
):
    campaign = make_campaign()
    make_gift(campaign, 5000, "Alice Doe")
    make_gift(campaign, 700, "Bob")
    assert f"Gifts: {told}" in " ".join(shown(treasurer, "gift:index", q=words).split())
    # While somebody types, the list alone is sent, and the head goes along.
    typed = shown(treasurer, "gift:index_results", q=words)
    heads = re.findall(r'<template data-controller="w-teleport"[^>]*>([^<]+)</template>', typed)
    assert heads == [f"Gifts: {told}", told]


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        ({}, [19, 18, None, None]),
        ({"ordering": "-received_on"}, [19, 18, None, None]),
        ({"ordering": "received_on"}, [18, 19, None, None]),
    ],
)
def test_gifts_without_a_day_come_last_either_way(
    treasurer: Client, asked: dict[str, str], days: list[int | None]
):
    campaign = make_campaign()
    gifts = [make_gift(campaign, 100, received_on=TODAY.replace(day=day)) for day in (18, 19)]
    gifts += [
        Gift.objects.create(
            campaign=campaign, way="stripe", amount=100, currency="USD", begun_at=NOW
        )
        for _ in range(2)
    ]
    found = list(treasurer.get(reverse("gift:index"), asked).context["object_list"])
    assert [gift.received_on and gift.received_on.day for gift in found] == days
    assert found[2:] == [gifts[3], gifts[2]]


@pytest.mark.parametrize("what", ["edit", "delete"])
def test_nobody_changes_or_deletes_a_gift(client: Client, what: str):
    gift = make_gift(make_campaign(), 5000)
    client.force_login(User.objects.create_superuser("olav@ledger.example"))
    answer = client.post(reverse(f"gift:{what}", args=[gift.pk]), {"amount": "1"}, follow=True)
    assert answer.request["PATH_INFO"] == reverse("wagtailadmin_home")
    assert Gift.objects.get().amount == 5000


def test_a_case_is_settled_with_words(treasurer: Client, bob: User):
    case = opened()
    treasurer.post(reverse("funding_settle", args=[case.pk]), {"how": "Asked the bank: a test."})
    case.refresh_from_db()
    assert (case.settled_by, case.settled_how) == (bob, "Asked the bank: a test.")
    assert "Look at pi_1" not in shown(treasurer, "funding_cases")
    assert "Asked the bank: a test." in shown(treasurer, "funding_cases", list="settled")


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("  ", "Say in a few words"),
        ("\u200b\u2028", "Say in a few words"),
        ("x" * 301, "It has 301"),
    ],
    ids=["blank", "unseen", "too long"],
)
def test_a_case_without_words_to_be_read_stays_open_and_they_are_kept(
    treasurer: Client, how: str, told: str
):
    case = opened()
    answer = treasurer.post(reverse("funding_settle", args=[case.pk]), {"how": how})
    case.refresh_from_db()
    assert (answer.status_code, case.settled_at) == (422, None)
    assert told in answer.content.decode()
    assert f'value="{how}"' in answer.content.decode()


def test_disputes_have_a_list_of_their_own(treasurer: Client):
    opened("pi_1"), opened("dp_2", "dispute")
    page = shown(treasurer, "funding_cases", list="disputes")
    assert "Look at dp_2." in page
    assert "Look at pi_1." not in page


def test_spending_is_entered_and_taken_back(treasurer: Client):
    campaign = make_campaign()
    spent = {"amount": "900", "currency": "USD", "on": "2026-01-19", "purpose": "Court reporter"}
    treasurer.post(reverse("funding_spending"), spent | {"campaign": campaign.pk})
    entry = Movement.objects.get()
    assert (entry.minor, entry.debit, entry.campaign) == (90_000, "spent", campaign)
    treasurer.post(reverse("funding_take_back", args=[entry.pk]))
    assert "taken back" in shown(treasurer, "funding_spending")


def test_spending_that_cannot_be_read_stays_as_it_was_typed(treasurer: Client):
    spent = {"amount": "9,00", "currency": "JPY", "on": "2999-01-01", "purpose": "Court reporter"}
    answer = treasurer.post(reverse("funding_spending"), spent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "whole number like 1250" in page
    assert "not one in the future" in page
    assert 'value="Court reporter"' in page


def test_spending_of_the_year_26_is_refused(treasurer: Client):
    spent = {"amount": "9", "currency": "USD", "on": "0026-11-01", "purpose": "Court reporter"}
    answer = treasurer.post(reverse("funding_spending"), spent)
    assert answer.status_code == 422
    assert "Write the year with all its digits" in answer.content.decode()


def test_what_was_typed_is_no_formula_in_a_table_that_is_saved(treasurer: Client):
    make_gift(make_campaign(), 100, '=HYPERLINK("x")', note="=1+1")
    answer = treasurer.get(reverse("gift:index"), {"export": "csv"})
    (row,) = csv.DictReader(answer.getvalue().decode().splitlines())
    assert (row["Note"], row["Supporter"]) == ("'=1+1", '\'=HYPERLINK("x")')
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    answer = treasurer.get(reverse("gift:index"), {"export": "xlsx"})
    cells = list(load_workbook(io.BytesIO(answer.getvalue())).active.rows)[1]
    assert {cell.data_type for cell in cells if str(cell.value).startswith("=")} == {"s"}


def test_no_sign_that_was_typed_breaks_a_table_that_is_saved(treasurer: Client):
    make_gift(make_campaign(), 100, "Bell\x07", note="Thank\x01 you")
    answer = treasurer.get(reverse("gift:index"), {"export": "xlsx"})
    (row,) = list(load_workbook(io.BytesIO(answer.getvalue())).active.values)[1:]
    assert {"Bell", "Thank you"} <= set(row)


def test_the_overview_counts_declined_cards(treasurer: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    make_campaign()
    for number in range(3):
        ProviderMessage.objects.create(
            provider="stripe", name=f"evt_{number}", kind="payment_intent.payment_failed",
            payload="{}", told_at=NOW, received_at=NOW,
        )  # fmt: skip
    Gift.objects.create(
        campaign=Campaign.objects.get(), way="stripe", state="received", amount=1, currency="USD",
        begun_at=NOW,
    )  # fmt: skip
    assert "1 paid, 3 declined by a bank (75%)." in shown(treasurer, "funding_desk")


def test_a_list_that_is_saved_has_a_column_for_each_thing_and_numbers_as_numbers(treasurer: Client):
    gift = Gift.objects.create(
        campaign=make_campaign(title="Harbour"), way="stripe", state="received", amount=2500, cover=103,
        currency="USD", received_on=TODAY, begun_at=NOW,
        supporter=Supporter.objects.create(name="Alice", mail="alice@mail.example", created_at=NOW),
    )  # fmt: skip
    told = [
        Fact("pi:captured", Kind.CAPTURED, Money(2603, "USD"), NOW),
        Fact("re:refunded", Kind.REFUNDED, Money(603, "USD"), NOW),
    ]
    book(gift=gift, facts=told, account=Account.PROVIDER, at=NOW)
    book_transfer(
        fact="txn:fee", debit=Account.FEES, credit=Account.PROVIDER, amount=Money(105, "USD"),
        occurred_at=NOW, at=NOW, gift=gift,
    )  # fmt: skip
    answer = treasurer.get(reverse("gift:index"), {"export": "xlsx"})
    names, row = load_workbook(io.BytesIO(answer.getvalue())).active.values
    told = dict(zip(names, row, strict=True))
    figures = [told[it] for it in ("Amount", "Fee covered", "Gross", "Refunded", "Fee", "Net")]
    assert figures == [25, 1.03, 26.03, 6.03, 1.05, 18.95]
    assert (told["Currency"], told["Email"]) == ("USD", "alice@mail.example")
    asked = {"export": "csv", "separator": "semicolon", "decimal": "comma"}
    file = treasurer.get(reverse("gift:index"), asked).getvalue().decode()
    assert file.startswith("\ufeff")
    assert [row["Net"] for row in csv.DictReader(file.splitlines(), delimiter=";")] == ["18,95"]


def test_a_fee_in_another_currency_is_taken_from_no_sum_of_the_list(treasurer: Client):
    gift = make_gift(make_campaign(), 2500)
    book_transfer(
        fact="txn:fee", debit=Account.FEES, credit=Account.BANK, amount=Money(105, "CAD"),
        occurred_at=NOW, at=NOW, gift=gift,
    )  # fmt: skip
    answer = treasurer.get(reverse("gift:index"), {"export": "csv"})
    (row,) = csv.DictReader(answer.getvalue().decode().splitlines())
    assert (row["Gross"], row["Fee"], row["Currency of the fee"], row["Net"]) == (
        "25.00",
        "1.05",
        "CAD",
        "",
    )


def test_regular_gifts_are_saved_with_numbers_as_numbers(treasurer: Client):
    RegularGift.objects.create(
        campaign=make_campaign(), every="month", amount=1500, cover=76, currency="USD", state="active",
        begun_at=NOW,
    )  # fmt: skip
    answer = treasurer.get(reverse("regulargift:index"), {"export": "xlsx"})
    names, row = load_workbook(io.BytesIO(answer.getvalue())).active.values
    told = dict(zip(names, row, strict=True))
    assert (told["Amount"], told["Gross"], told["How often"]) == (15, 15.76, "Monthly")


def test_the_overview_has_what_readers_wrote_with_gifts_that_came(treasurer: Client):
    campaign = make_campaign()
    for state, note in (("received", "For the annexes."), ("expired", "Never paid.")):
        Gift.objects.create(
            campaign=campaign, way="stripe", state=state, amount=100, currency="USD", begun_at=NOW, note=note,
            received_on=TODAY,
        )  # fmt: skip
    page = shown(treasurer, "funding_desk")
    assert "For the annexes." in page
    assert "Never paid." not in page
