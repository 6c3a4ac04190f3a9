"""Readers see where the money went, and the figures are those of the books."""

import csv
import io
import re
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from standfirst.funding.models import Account, Campaign, Gift, Movement, Reconciliation
from standfirst.funding.queries import account_lines, balances, meter, public_accounts
from standfirst.funding.queries.accounts import MONTHS_SHOWN
from standfirst.funding.services.booking import Fact, Kind, book
from standfirst.funding.services.offline import give_back
from standfirst.funding.services.spending import (
    NoSpending,
    record_spending,
    take_back_spending,
)
from standfirst.funding.services.transfers import book_exchange, book_transfer
from standfirst.funding.testing import NOW, TODAY, make_campaign, make_gift
from standfirst.lib.money import Money

pytestmark = pytest.mark.django_db
PAGE = "/support/money/"


def usd(minor: int):
    return Money(minor, "USD")


def live_a_little():
    """Two campaigns in dollars, one in yen; gifts, refunds, fees, spending."""
    harbour, court = make_campaign(title="Harbour"), make_campaign(title="Court")
    gift = make_gift(harbour, 150_000, received_on=date(2025, 12, 30))
    make_gift(harbour, 1250)
    make_gift(court, 70_000, way=Gift.Way.CASH)
    make_gift(make_campaign(title="Tokyo", currency="JPY"), 9000)
    give_back(gift=gift, amount=usd(2550), on=TODAY, at=NOW)
    card = Gift.objects.create(
        campaign=court, way="stripe", amount=5000, cover=175, currency="USD", begun_at=NOW
    )
    taken = Fact("pi_1:captured", Kind.CAPTURED, usd(5175), NOW)
    book(gift=card, facts=[taken], account=Account.PROVIDER, at=NOW)
    book_transfer(
        fact="txn_1:fee", debit=Account.FEES, credit=Account.PROVIDER, amount=usd(180),
        occurred_at=NOW, at=NOW, gift=card,
    )  # fmt: skip
    record_spending(
        amount=usd(90_000), purpose="Court reporter, January", on=TODAY, at=NOW, campaign=court
    )
    return harbour, court


def figures_of(page: str, table: int):
    """The figures of the page's table, row by row, as minor units."""
    found = re.findall(r"<table.*?</table>", page, re.DOTALL)[table]
    rows = re.findall(r"<tr>(.*?)</tr>", found, re.DOTALL)
    return [
        [int(re.sub(r"[,.<b>/]", "", cell).replace("−", "-")) for cell in cells]
        for row in rows
        if (cells := re.findall(r'<td class="n"[^>]*>(.*?)</td>', row))
    ]


def test_the_page_prints_what_the_books_hold(client: Client):
    live_a_little()
    page = client.get(PAGE).content.decode()
    # Yen come first: one table of all, one by campaign, one by month.
    (dollars,) = [figures_of(page, 3)]
    assert [row[0] for row in dollars] == [226_250, -2550, 175, -180, -90_000, 133_695]
    held = balances()
    left = sum(held.get((account, "USD"), 0) for account in ("provider", "bank", "hand"))
    assert dollars[-1][0] == left
    assert sum(row[0] for row in dollars[:-1]) == left


def test_each_campaigns_line_is_its_meter(client: Client):
    harbour, court = live_a_little()
    rows = figures_of(client.get(PAGE).content.decode(), 4)
    counted = [row[2] for row in rows]
    assert counted == [
        meter(court, on=TODAY).raised.minor,
        meter(harbour, on=TODAY).raised.minor,
        223_700,
    ]


def test_columns_add_up_to_what_stands_below_them(client: Client):
    live_a_little()
    page = client.get(PAGE).content.decode()
    for table in (1, 2, 4, 5):
        *rows, total = figures_of(page, table)
        assert [sum(column) for column in zip(*rows, strict=True)] == total


def test_figures_in_yen_have_no_decimals(client: Client):
    live_a_little()
    assert figures_of(client.get(PAGE).content.decode(), 0)[0] == [9000]


def test_the_table_for_spreadsheets_has_the_same_sums(client: Client):
    live_a_little()
    answer = client.get(f"{PAGE}accounts.csv")
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    given = sum(round(float(row["given"]) * 100) for row in rows if row["currency"] == "USD")
    (accounts,) = [found for found in public_accounts() if found.currency == "USD"]
    assert given == accounts.total.came.minor
    assert {row["month"] for row in rows} == {"2025-12", "2026-01"}


def test_a_month_is_that_of_utc_on_every_database():
    campaign = make_campaign()
    make_gift(campaign, 100)
    book_transfer(
        fact="x", debit=Account.FEES, credit=Account.BANK, amount=usd(1),
        occurred_at=datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC), at=NOW,
    )  # fmt: skip
    assert [line.month for line in account_lines()] == ["2026-01", "2025-12"]


def test_months_long_ago_stand_in_one_line():
    campaign = make_campaign()
    for number in range(MONTHS_SHOWN + 3):
        make_gift(campaign, 100, received_on=date(2023 + number // 12, number % 12 + 1, 5))
    (accounts,) = public_accounts()
    assert len(accounts.months) == MONTHS_SHOWN
    assert accounts.earlier
    assert accounts.earlier.came == usd(300)


def test_money_changed_and_money_unexplained_are_lines_of_their_own(client: Client):
    make_gift(make_campaign(), 10_000)
    book_exchange(
        fact="fx", given=usd(5000), received=Money(4600, "EUR"), occurred_at=NOW, at=NOW
    )  # fmt: skip
    book_transfer(
        fact="lost", debit=Account.PROVIDER, credit=Account.UNEXPLAINED, amount=usd(300),
        occurred_at=NOW, at=NOW,
    )  # fmt: skip
    page = client.get(PAGE).content.decode()
    assert "Not explained yet" in page
    assert figures_of(page, 0)[-1] == [4600]
    assert figures_of(page, 3)[-1] == [5300]


def test_a_wrong_entry_is_taken_back_and_both_are_seen(client: Client):
    entry = record_spending(amount=usd(5000), purpose="Boat <hire>", on=TODAY, at=NOW)
    take_back_spending(entry=entry, at=NOW)
    with pytest.raises(NoSpending, match="already been taken back"):
        take_back_spending(entry=entry, at=NOW)
    page = client.get(PAGE).content.decode()
    assert "<s>Boat &lt;hire&gt;</s>" in page
    assert figures_of(page, 0)[-1] == [0]
    assert Movement.objects.count() == 2


def test_a_gift_cannot_be_taken_back_as_spending():
    gift = make_gift(make_campaign(), 100)
    with pytest.raises(NoSpending):
        take_back_spending(entry=gift.movements.get(), at=NOW)


def test_says_by_how_much_the_books_differ(client: Client):
    make_gift(make_campaign(), 100)
    Reconciliation.objects.create(provider="stripe", currency="USD", ours=500, theirs=525, at=NOW)
    assert "our books differ by −$0.25" in client.get(PAGE).content.decode()


def test_an_empty_paper_says_so(client: Client):
    assert "No money has come in yet" in client.get(PAGE).content.decode()


def test_costs_the_same_whatever_was_given(client: Client):
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(PAGE).status_code == 200
        return len(asked)

    harbour, _court = live_a_little()
    client.get(PAGE)
    before = cost()
    for number in range(30):
        make_gift(harbour, 100 + number)
        record_spending(amount=usd(10), purpose="Paper", on=TODAY, at=NOW, campaign=harbour)
    make_gift(make_campaign(), 1)
    assert cost() == before
    assert before <= 14


def test_campaigns_lead_to_it(client: Client, campaign: Campaign):
    assert PAGE in client.get(campaign.get_absolute_url()).content.decode()
