"""At the desk: lines of the bank statement are pasted, each is told what it is, and what arrived is booked."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from standfirst.accounts.roles import TREASURER
from standfirst.accounts.testing import make_user
from standfirst.funding import queries
from standfirst.funding.bank_lines import read_lines
from standfirst.funding.models import Campaign, FundingSettings, Gift, Movement
from standfirst.funding.queries.pledges import find_pledges
from standfirst.funding.queries.supporters import find_supporters
from standfirst.funding.testing import make_campaign
from standfirst.funding.transfer_references import in_groups, new_transfer_reference
from standfirst.lib.money import Money

from .giving import now, send

DESK = "/admin/funding/transfers/"
DAY = timezone.localdate
ANNOUNCED = Money(1000, "EUR")
READ = date(2026, 11, 27)


@pytest.fixture
def fund(db: None):
    account = {"account_holder": "Harbour Post e.V.", "account_iban": "DE89370400440532013000"}
    site = Site.objects.get(is_default_site=True)
    FundingSettings.objects.update_or_create(site=site, defaults=account)
    return make_campaign(slug="fund", currency="EUR", title="Fund")


@pytest.fixture
def treasurer(fund: Campaign):
    client = Client()
    client.force_login(make_user("bob", TREASURER))
    return client


def announce(own: str = "12.50", mail: str = "bea@readers.example", **fields: str) -> Gift:
    answer = send(Client(), transfer="1", own=own, mail=mail, **fields)
    assert answer.status_code == 303, answer.content.decode()
    return Gift.objects.select_related("campaign", "supporter").latest("pk")


def paste(treasurer: Client, lines: str, status: int = 200) -> str:
    answer = treasurer.post(DESK, {"q": lines})
    assert answer.status_code == status
    return str(answer.content.decode())


def book(treasurer: Client, gift: Gift, amount: str, day: date | None = None, **fields: str):
    typed = {"amount": amount, "received_on": str(day or DAY()), "book": gift.reference}
    return treasurer.post(DESK, typed | fields).content.decode()


def wrong(reference: str) -> str:
    return reference[:-1] + ("3" if reference[-1] != "3" else "4")


def value_of(page: str, gift: Gift, name: str) -> str | None:
    field = re.search(rf'<input[^>]*id="id_{gift.reference}_{name}"[^>]*>', page)
    assert field, page
    found = re.search(r'value="([^"]*)"', field[0])
    return found[1] if found else None


WENT_OUT = ["-12,50 EUR", "10,00-", "10,00 - EUR", "–10,00", "(10,00)", "-€10", "- 10.00", "-EUR 10,00", "10,00 EUR-", "10,00 S", "S 10,00", "10.00 DR", "REVERSAL 10.00", "Rückbuchung 10,00", "SEPA-LASTSCHRIFT 10,00", "10,00 Soll"]  # fmt: skip


@pytest.mark.parametrize("line", WENT_OUT)
def test_tells_money_that_went_out(line: str):
    (read,) = read_lines(f"27.11.2026 Bea {line}")
    assert read.went_out


@pytest.mark.parametrize(
    "line", ["27.11.2026 12,50", "EUR 15,-", "+12,50€", "2026-11-27;Bea", "Anna-Lena 5,00 H", "Bea"]
)
def test_takes_no_other_dash_for_a_minus(line: str):
    (read,) = read_lines(line)
    assert not read.went_out


@pytest.mark.parametrize(
    ("line", "minor"),
    [
        ("27.11.2026 GUTSCHRIFT Bea EUR 10,00", 1000),
        ("Bea 12,50 EUR", 1250),
        ("Bea 12.50", 1250),
        ("€12.50 Bea", 1250),
        ("+12,50€", 1250),
        ("28.11.2026;27.11.2026;Spende;…;EUR;1.000,00", 100000),
        ("1,000.00", 100000),
        ("1 000,00 EUR", 100000),
        ("1'000.00", 100000),
        ("EUR 15,-", 1500),
        ("27.11. Gutschrift 12,50", 1250),
        ("10,00 Saldo 1.234,56", None),  # whoever sends it may have written one of them
        ("Spende 10,00 EUR;1,00", None),
        ("Bea 10", 1000),
        ("nothing", 1000),
        ("von DE89 3704 0044 0532 0130 00 12,50", 1250),
        ("27/11/2026 12.50 14:30", 1250),
        ("27/11/2026 12.50 5%", None),  # a figure that is not read may be what arrived
        ("2026-11-27,Eve,1.00,EUR,2601.00", None),
        ("Betrag:1,00", None),
        ("2x25,00", None),
        ("A$ 10.00", None),
        ("US$10", None),
        *((it, None) for it in WENT_OUT),
        ("12,00 Saldo 1.234,56", None),
        ("Kunde 4711 Rechnung 12", None),
        ("EUR 1.250", None),  # a bank's thousands, or one and a quarter
        ("USD 12.50", None),
        ("4711 250,00", 25000),
        ("47 250,00", None),
    ],
)
def test_reads_an_amount_where_it_is_clear(line: str, minor: int | None):
    (read,) = read_lines(line)
    amount = read.amount(ANNOUNCED)
    assert amount.value == (None if minor is None else Money(minor, "EUR"))


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("27.11.2026 Bea", [READ]),
        ("27.11.26 Bea", [READ]),
        ("2026-11-27;Bea", [READ]),
        ("27/11/2026", [READ]),
        ("11/27/2026", [READ]),
        ("11/11/2026", [date(2026, 11, 11)]),
        ("27.11.2026;27.11.2026;Bea", [READ]),
        ("03/12/2026", [date(2026, 3, 12), date(2026, 12, 3)]),
        ("28.11.2026;27.11.2026", [READ, date(2026, 11, 28)]),
        ("2026/11/27 Bea", [READ]),
        ("Bea 12.50", []),
    ],
)
def test_reads_a_day_where_it_is_clear(line: str, days: list[date]):
    (found,) = read_lines(line)
    read = found.day()
    assert ([] if read is None else list(read.several) or [read.value]) == days


@pytest.mark.parametrize(
    "line",
    [
        "31.02.2026",
        "27.11. Bea 12,50",
        "Nov 2, 2026 Bea",
        "02 Nov 2026",
        "2.Nov 27.11.2026",
        "20261102",
        "Kunde 4711 12,50",
    ],
)
def test_a_day_that_cannot_be_read_is_not_today(line: str):
    (found,) = read_lines(line)
    read = found.day()
    assert read is not None
    assert (read.value, list(read.several)) == (None, [])


def test_a_reference_is_no_amount_and_may_be_cut_by_the_end_of_a_line():
    cut, other = read_lines("12,50 RF69K7P\nM3CXT Bea\n\nRF69 K7PM 3CX\n27.11.2026")[:2]
    assert (cut.right, cut.amount(ANNOUNCED).value) == (["RF69K7PM3CXT"], Money(1250, "EUR"))
    assert (other.right, other.mistyped) == ([], ["RF69K7PM3CX"])


def test_tells_of_each_line_what_it_is_in_their_order(treasurer: Client):
    booked, bea, dora = announce("20"), announce(), announce("680", "dora@readers.example")
    book(treasurer, booked, "20")
    unknown = new_transfer_reference()
    lines = [f"Dora {dora.reference}", f"Bea {in_groups(bea.reference)}", wrong(bea.reference), unknown, booked.reference, "Nobody 5,00", f"again {bea.reference}"]  # fmt: skip
    page = paste(treasurer, "\n".join(lines))
    page = page[page.index('id="found"') : page.index('id="announced"')]
    told = [
        f'id="{dora.reference}"',
        f'id="{bea.reference}"',
        f"{in_groups(wrong(bea.reference))} is mistyped",
        f"No transfer was announced with the reference {in_groups(unknown)}",
        "Already booked: €20",
        "No reference in this line",
        "is in a line above",
    ]
    places = [page.index(f"<bdi>{line}") for line in lines]
    assert places == sorted(places)
    for place, end, words in zip(places, [*places[1:], len(page)], told, strict=True):
        assert words in page[place:end]


def test_proposes_amount_and_day_of_the_line_and_says_what_was_announced(treasurer: Client):
    bea, dora = announce(), announce("680", "dora@readers.example")
    page = paste(
        treasurer,
        f"27.11.2026 Bea {bea.reference} EUR 10,00\n1.11.2026 2.11.2026 {dora.reference} 5,00 6,00",
    )
    assert value_of(page, bea, "amount") == "10.00"
    assert value_of(page, bea, "received_on") == "2026-11-27"
    assert "Read from the line. €12.50 was announced." in page
    assert value_of(page, dora, "amount") is None
    assert value_of(page, dora, "received_on") is None
    assert "more than one amount: €5; €6." in page
    assert "more than one day: November 1, 2026; November 2, 2026." in page


def test_what_was_pasted_is_in_no_address_and_stays_when_one_is_booked(treasurer: Client):
    bea, dora = announce(), announce("680", "dora@readers.example")
    lines = f"Bea {bea.reference} 12,50\nDora <b> {dora.reference}\nnobody 5,00"
    page = paste(treasurer, lines)
    assert re.search(
        r'<form class="books-form" method="post" action="/admin/funding/transfers/"', page
    )
    page = book(treasurer, bea, "12.50", q=lines)
    assert f"reference {in_groups(bea.reference)}." in page
    assert f'href="/admin/funding/gifts/of/{bea.reference}/"' in page
    assert "Already booked: €12.50" in page
    assert "Dora &lt;b&gt;" in page
    assert "No reference in this line" in page
    book(treasurer, dora, "680", q=lines)
    assert Movement.objects.count() == 2


def test_another_amount_than_announced_is_asked_about_and_booked_at_the_second_press(
    treasurer: Client,
):
    gift = announce()
    page = book(treasurer, gift, "1250")
    assert "€12.50 was announced, not €1,250." in page
    assert not Movement.objects.exists()
    sure = re.search(r'name="sure" value="([^"]+)"', page)
    assert sure
    assert "was announced, not €1,251" in book(treasurer, gift, "1251", sure=sure[1])
    assert not Movement.objects.exists()
    book(treasurer, gift, "1250", sure=sure[1])
    assert [it.minor for it in Movement.objects.all()] == [125000]
    assert "booked before" in book(treasurer, gift, "1250", sure=sure[1])
    assert Movement.objects.count() == 1


@pytest.mark.parametrize(
    ("early", "began", "words"),
    [(30, 60, "long after"), (5, 2, "The campaign began on"), (5, 60, ""), (0, 0, "")],
)
def test_a_day_long_before_is_asked_about(treasurer: Client, early: int, began: int, words: str):
    gift, today = announce(), DAY()
    Campaign.objects.update(starts_on=today - timedelta(days=began))
    page = book(treasurer, gift, "12.50", today - timedelta(days=early))
    assert words in page
    assert Movement.objects.exists() is not bool(words)


def test_what_is_typed_wrong_stays(treasurer: Client):
    gift, tomorrow = announce(), DAY() + timedelta(days=1)
    page = book(treasurer, gift, "12.345", tomorrow, q=f"Bea {gift.reference}")
    assert value_of(page, gift, "amount") == "12.345"
    assert value_of(page, gift, "received_on") == str(tomorrow)
    assert "not one in the future" in page
    assert not Movement.objects.exists()


def test_too_many_lines_are_refused_in_words_and_kept(treasurer: Client):
    gift = announce()
    page = paste(treasurer, "x" * 10_000 + gift.reference, status=422)
    assert "These are 10,012 characters, and 10,000 can be read at once." in page
    assert f"x{gift.reference}</textarea>" in page
    assert "maxlength" not in page[page.index("<textarea") : page.index("</textarea>")]


def test_very_many_lines_are_refused_before_anything_is_looked_for(
    treasurer: Client, django_assert_max_num_queries: Callable[..., AbstractContextManager[object]]
):
    with django_assert_max_num_queries(25):
        page = paste(treasurer, "a\n" * 201, status=422)
    assert "These are 201 lines, and 200 can be read at once." in page


def test_money_that_came_back_has_no_form_and_hides_no_other_line(treasurer: Client):
    gift = announce()
    page = paste(treasurer, f"Rückbuchung {gift.reference} 12,50\nBea {gift.reference} 12,50")
    assert "looks like money that went out or came back" in page
    assert (value_of(page, gift, "amount"), page.count('name="book"')) == ("12.50", 1)


def test_says_what_it_cannot_read(treasurer: Client):
    gift = announce()
    page = paste(treasurer, f"Nov 2, 2026 {gift.reference} USD 12.50")
    assert "in another currency. Enter what arrived, in EUR." in page
    assert "We cannot tell the day from this line." in page
    assert (value_of(page, gift, "amount"), value_of(page, gift, "received_on")) == (None, None)


def test_what_is_asked_about_stands_on_the_page_whatever_was_pasted(treasurer: Client):
    gift = announce()
    assert "was announced, not" in book(treasurer, gift, "1250", q="somebody else 5,00")


def test_what_has_no_form_yet_is_told(treasurer: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("standfirst.funding.views.desk.pledges._MOST_FORMS", 1)
    gifts = [announce(), announce("13")]
    page = paste(treasurer, "\n".join(gift.reference for gift in gifts))
    assert page.count('name="book"') == 1
    assert "Book the ones above first" in page


@pytest.mark.parametrize(
    "line",
    ["größe", "Groesse", "ANNA GROSSE", "anna@", "27.11.2026 GUTSCHRIFT ANNA GROESSE 12,50"],
)
def test_is_found_by_a_name_that_readers_do_not_see(treasurer: Client, line: str):
    gift = announce(name="Anna Größe", mail="anna@readers.example", show_amount="on")
    other = announce(name="Bea Muster")
    assert not gift.show_name
    (found,) = find_pledges(line, at=now())
    assert (found.waiting, found.is_by_name) == ([gift], True)
    page = paste(treasurer, line)
    assert "Anna Größe <small>anna@readers.example</small>" in page
    book(treasurer, gift, "12.50")
    assert "Already booked" in paste(treasurer, line)
    assert [it.shown_name for it in queries.givers(campaign=gift.campaign)] == [""]
    assert [it.mail for it in find_supporters("Größe")] == ["anna@readers.example"]
    assert (
        "(“<bdi>Anna Größe</bdi>” was typed)"
        in treasurer.get(f"/admin/funding/gifts/of/{gift.reference}/").content.decode()
    )
    assert other.state == "begun"


def test_an_address_is_shown_once_where_there_is_no_name(treasurer: Client):
    gift = announce()
    page = treasurer.get(DESK, {"q": gift.reference}).content.decode()
    assert page.count("bea@readers.example") == 2  # beside the line, and in the list
    assert page.count("data-label") == 4
