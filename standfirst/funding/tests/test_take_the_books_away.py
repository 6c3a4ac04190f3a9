"""The books leave the house: as a table, and as Beancount, whose own check adds them up again."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from beancount import loader
from beancount.core.data import Balance, Open, Transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from standfirst.accounts.roles import TREASURER
from standfirst.accounts.testing import make_user
from standfirst.funding.models import Account, Campaign, Gift, Movement
from standfirst.funding.queries import balances
from standfirst.funding.services.booking import Fact, Kind, book
from standfirst.funding.services.exports import books_as_beancount, movements_table
from standfirst.funding.services.spending import record_spending
from standfirst.funding.services.transfers import book_exchange, book_transfer
from standfirst.funding.testing import NOW, TODAY, make_campaign, make_gift
from standfirst.lib.currencies import exponent_of
from standfirst.lib.money import Money
from standfirst.lib.spreadsheets import CsvStyle, as_csv, as_xlsx

pytestmark = pytest.mark.django_db
_NAMES = {
    "provider": "Assets:Provider", "bank": "Assets:Bank", "hand": "Assets:Hand",
    "cover": "Income:Cover", "fees": "Expenses:Fees", "spent": "Expenses:Reporting",
    "exchange": "Equity:Exchange", "unexplained": "Equity:Unexplained",
}  # fmt: skip


def movements() -> str:
    return "".join(as_csv(movements_table(), CsvStyle()))


def read_csv(file: str, separator: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.lstrip("\ufeff")), delimiter=separator))


def read_xlsx(file: bytes) -> list[dict[str, Any]]:
    names, *rows = load_workbook(io.BytesIO(file)).active.values
    return [dict(zip(names, row, strict=True)) for row in rows]


def move_all_kinds():
    """Something on every account, in four currencies."""
    dollars = make_campaign(slug="harbour_fund")
    make_gift(dollars, 1550, note='For "Pier 4" \\ and the quay\nwith thanks')
    make_gift(make_campaign(slug="harbour-fund"), 400, way=Gift.Way.CASH)
    make_gift(make_campaign(currency="JPY", slug="7-days"), 9000, received_on=date(2025, 3, 1))
    make_gift(make_campaign(currency="KWD", slug="-"), 12_345)
    card = Gift.objects.create(
        campaign=dollars, way="stripe", amount=5000, cover=175, currency="USD", begun_at=NOW
    )
    told = [
        Fact("pi_1:captured", Kind.CAPTURED, Money(5175, "USD"), NOW),
        Fact("re_1:refunded", Kind.REFUNDED, Money(6000, "USD"), NOW),
    ]
    book(gift=card, facts=told, account=Account.PROVIDER, at=NOW)
    book_transfer(
        fact="txn:fee", debit=Account.FEES, credit=Account.PROVIDER, amount=Money(180, "USD"),
        occurred_at=NOW, at=NOW, gift=card,
    )  # fmt: skip
    book_exchange(
        fact="fx", given=Money(500, "USD"), received=Money(460, "EUR"), occurred_at=NOW, at=NOW
    )
    record_spending(amount=Money(700, "USD"), purpose="Paper", on=TODAY, at=NOW)


def test_beancount_finds_no_fault_and_holds_what_the_books_hold():
    move_all_kinds()
    entries, errors, _options = loader.load_string("".join(books_as_beancount()))
    assert errors == []
    stated = {
        (entry.account, entry.amount.currency): entry.amount.number
        for entry in entries
        if isinstance(entry, Balance)
    }
    expected = {
        (_NAMES[account], currency): Decimal(minor).scaleb(-exponent_of(currency))
        for (account, currency), minor in balances().items()
        if account != "gifts"
    }
    assert stated.items() >= expected.items()
    given = {key: number for key, number in stated.items() if key[0].startswith("Income:Gifts:")}
    assert sum(number for (_name, code), number in given.items() if code == "USD") == Decimal(
        balances()["gifts", "USD"]
    ).scaleb(-2)
    assert stated["Income:Gifts:7-days", "JPY"] == -9000
    assert len(given) == Campaign.objects.count()


def test_each_movement_is_a_transaction_with_its_fact():
    move_all_kinds()
    entries, _errors, _options = loader.load_string("".join(books_as_beancount()))
    facts = [entry.meta["fact"] for entry in entries if isinstance(entry, Transaction)]
    assert sorted(facts) == sorted(Movement.objects.values_list("fact", flat=True))
    assert len([entry for entry in entries if isinstance(entry, Open)]) == 12


def test_a_movement_that_is_missing_would_be_seen():
    """The check can fail."""
    move_all_kinds()
    blocks = "".join(books_as_beancount()).split("\n\n")
    without = "\n\n".join(block for block in blocks if "txn:fee" not in block)
    assert len(without) < len("\n\n".join(blocks))
    assert loader.load_string(without)[1] != []


def test_words_that_readers_wrote_do_not_break_out():
    make_gift(make_campaign(), 100, note='x"\n2026-01-01 open Assets:Evil\n; ')
    entries, errors, _options = loader.load_string("".join(books_as_beancount()))
    assert errors == []
    assert "Assets:Evil" not in {entry.account for entry in entries if isinstance(entry, Open)}


def test_the_table_has_every_movement_with_all_that_is_known():
    move_all_kinds()
    rows = read_csv(movements())
    assert len(rows) == Movement.objects.count()
    kuwait = next(row for row in rows if row["currency"] == "KWD")
    assert (kuwait["amount"], kuwait["minor"], kuwait["debit"]) == ("12.345", "12345", "bank")


def test_a_spreadsheet_runs_no_words_as_a_formula():
    record_spending(amount=Money(1, "USD"), purpose="=HYPERLINK(1)", on=TODAY, at=NOW)
    assert "'=HYPERLINK(1)" in movements()
    (row,) = read_xlsx(as_xlsx(movements_table()))
    assert row["note"] == "=HYPERLINK(1)"
    (cells,) = list(load_workbook(io.BytesIO(as_xlsx(movements_table()))).active.rows)[1:]
    assert cells[-1].data_type == "s"


def test_many_are_written_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("standfirst.lib.spreadsheets._AT_A_TIME", 2)
    move_all_kinds()
    pieces = list(as_csv(movements_table(), CsvStyle()))
    assert len(pieces) > 3
    assert len("".join(pieces).splitlines()) == Movement.objects.count() + 1


def test_as_xlsx_amounts_are_numbers_and_moments_are_moments():
    move_all_kinds()
    rows = read_xlsx(as_xlsx(movements_table()))
    assert len(rows) == Movement.objects.count()
    kuwait = next(row for row in rows if row["currency"] == "KWD")
    assert (kuwait["amount"], kuwait["minor"]) == (12.345, 12345)
    assert kuwait["occurred_at"].date() == TODAY


def test_a_german_spreadsheet_opens_the_table_in_columns(client: Client):
    move_all_kinds()
    bob = make_user("bob", TREASURER)
    bob.language = "de"
    bob.save()
    client.force_login(bob)
    file = b"".join(client.get(reverse("funding_books_csv")).streaming_content).decode()
    assert file.startswith('\ufeff"number";"fact"')
    kuwait = next(row for row in read_csv(file, ";") if row["currency"] == "KWD")
    assert kuwait["amount"] == "12,345"
    asked = {"separator": "tab", "decimal": "point"}
    file = b"".join(client.get(reverse("funding_books_csv"), asked).streaming_content).decode()
    assert {"12.345"} <= {row["amount"] for row in read_csv(file, "\t")}


def test_words_do_not_become_a_cell_of_their_own_where_the_separator_is_taken_for_another():
    record_spending(amount=Money(1, "USD"), purpose="Paper;=1+1", on=TODAY, at=NOW)
    assert '"Paper;=1+1"' in movements()


@pytest.mark.parametrize(
    "name", ["funding_books_csv", "funding_books_xlsx", "funding_books_beancount"]
)
def test_the_treasurer_downloads_and_nobody_else(client: Client, name: str):
    make_gift(make_campaign(), 100)
    client.force_login(make_user("bob", TREASURER))
    written = b"".join(client.get(reverse(name)).streaming_content)
    assert b":received" in written or name.endswith("xlsx")
    client.force_login(make_user("vera", "Editor"))
    assert client.get(reverse(name)).status_code in {302, 403}
