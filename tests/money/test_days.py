"""A gift has one date, the newsroom's, whoever looks and whatever brought it in."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from beancount import loader
from beancount.core.data import Transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from standfirst.funding.gateways.contract import Payment
from standfirst.funding.models import Campaign, FundingSettings, Gift, Supporter, SupporterLetter
from standfirst.funding.queries import account_lines
from standfirst.funding.services import arriving
from standfirst.funding.services.applying import apply
from standfirst.funding.services.booking import Fact, Kind
from standfirst.funding.services.exports import books_as_beancount, movements_table
from standfirst.funding.services.giving import NotAsked, Wish, begin_gift
from standfirst.funding.services.offline import record_gift
from standfirst.funding.services.receipts import issue_receipt
from standfirst.funding.services.regular_letters import sum_up_the_year
from standfirst.funding.services.spending import record_spending
from standfirst.funding.testing import make_campaign
from standfirst.lib.money import Money
from standfirst.lib.spreadsheets import CsvStyle, as_csv
from standfirst.publishing.models import NewsroomSettings

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parent.parent.parent / "standfirst"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# Moments in UTC, and the day that it was in New York.
NEW_YORK = {
    # The last evening of a year, and the first minutes of the next.
    at("2027-01-01 00:30"): date(2026, 12, 31),
    at("2027-01-01 05:01"): date(2027, 1, 1),
    # The day on which clocks go forward, and the evenings before and after.
    at("2026-03-08 04:30"): date(2026, 3, 7),
    at("2026-03-08 05:30"): date(2026, 3, 8),
    at("2026-03-09 03:30"): date(2026, 3, 8),
    at("2026-03-09 04:30"): date(2026, 3, 9),
    # The day on which they go back, of twenty-five hours.
    at("2026-11-01 03:30"): date(2026, 10, 31),
    at("2026-11-01 04:30"): date(2026, 11, 1),
    at("2026-11-02 04:30"): date(2026, 11, 1),
    at("2026-11-02 05:30"): date(2026, 11, 2),
}


def settle_in(zone: str) -> None:
    site = Site.objects.get(is_default_site=True)
    NewsroomSettings.objects.update_or_create(site=site, defaults={"time_zone": zone})


@pytest.fixture
def fund() -> Campaign:
    return make_campaign(slug="fund", starts_on=date(2020, 1, 1))


def begun(fund: Campaign, begun_at: datetime) -> tuple[Gift, Payment]:
    """A gift, and the payment of it as the provider has it."""
    alice = Supporter.objects.get_or_create(
        mail="alice@ledger.example", defaults={"created_at": begun_at}
    )[0]
    gift = Gift.objects.create(
        campaign=fund, supporter=alice, way="stripe", amount=5000, currency="USD", begun_at=begun_at
    )
    name = f"pi_{gift.pk}"
    gift.provider_objects.create(provider="stripe", name=name)
    fact = Fact(f"{name}:captured", Kind.CAPTURED, gift.charged, begun_at)
    paid = Payment(
        names=(name,), reference=gift.reference, regular="", state=Gift.State.RECEIVED,
        charged=gift.charged, facts=(fact,),
    )  # fmt: skip
    return gift, paid


def bring_in(gift: Gift, paid: Payment, by: str, when: datetime, patch: pytest.MonkeyPatch) -> None:
    """Let the worker, a command in no time zone, or the giver's own browser bring it in."""
    if by == "browser":
        provider = SimpleNamespace(name="stripe", look_up=lambda _name: paid)
        patch.setattr(arriving, "gateway_of", lambda _way: provider)
        Client().get(reverse("funding:paid", args=[gift.reference]), {"page": paid.names[0]})
    else:
        with timezone.override("Asia/Tokyo" if by == "elsewhere" else "UTC"):
            apply(paid, provider="stripe", at=when)
    gift.refresh_from_db()


@pytest.mark.parametrize("by", ["worker", "elsewhere", "browser"])
def test_is_the_newsrooms_at_the_turn_of_the_year_and_when_clocks_change(
    fund: Campaign, monkeypatch: pytest.MonkeyPatch, by: str
):
    settle_in("America/New_York")
    for moment, day in NEW_YORK.items():
        gift, paid = begun(fund, moment)
        bring_in(gift, paid, by, moment, monkeypatch)
        assert (gift.state, gift.received_on) == (Gift.State.RECEIVED, day), moment
    days = sorted(day.isoformat() for day in NEW_YORK.values())
    rows = csv.DictReader(
        io.StringIO("".join(as_csv(movements_table(), CsvStyle())).lstrip("\ufeff"))
    )
    assert sorted(row["day"] for row in rows) == days
    entries, errors, _options = loader.load_string("".join(books_as_beancount()))
    assert errors == []
    assert sorted(str(e.date) for e in entries if isinstance(e, Transaction)) == days
    came = {line.month: line.flow.came.minor // 5000 for line in account_lines()}
    assert came == {"2027-01": 1, "2026-12": 1, "2026-11": 3, "2026-10": 1, "2026-03": 4}


def test_its_receipt_and_yearly_letter_are_of_the_year_in_which_it_was_given(
    fund: Campaign, monkeypatch: pytest.MonkeyPatch
):
    settle_in("America/New_York")
    moment = at("2027-01-01 00:30")
    gift, paid = begun(fund, moment)
    bring_in(gift, paid, "worker", moment, monkeypatch)
    assert str(issue_receipt(gift=gift, at=moment)) == "2026-000001"
    assert sum_up_the_year(at=at("2027-01-06 12:00")) == 1
    assert SupporterLetter.objects.get(kind="year").year == 2026


def test_what_is_known_by_its_day_stays_on_it_where_days_begin_early_and_late(fund: Campaign):
    """At noon in Greenwich it is tomorrow already in Kiribati."""
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        settle_in(zone)
        day = date(2026, 12, 31)
        record_gift(
            campaign=fund, amount=Money(100, "USD"), way=Gift.Way.CASH, received_on=day,
            at=at("2027-01-02 12:00"),
        )  # fmt: skip
        record_spending(amount=Money(50, "USD"), purpose="Ink", on=day, at=at("2027-01-02 12:00"))
        entries = loader.load_string("".join(books_as_beancount()))[0]
        assert max(e.date for e in entries if isinstance(e, Transaction)) == day
        assert account_lines()[0].month == "2026-12"


def test_a_campaign_takes_gifts_until_the_end_of_its_last_day_in_the_newsroom(fund: Campaign):
    settle_in("America/New_York")
    Campaign.objects.update(ends_on=date(2026, 11, 1))
    fund.refresh_from_db()
    midnight = at("2026-11-02 05:00")
    provider = SimpleNamespace(name="stripe")
    for moment, is_open in ((midnight - timedelta(minutes=1), True), (midnight, False)):
        wish = Wish(fund, Money(1500, "USD"), f"{moment:%H%M}@ledger.example")
        try:
            begin_gift(wish=wish, gateway=provider, rules=FundingSettings(), at=moment)
        except NotAsked:
            assert not is_open
        else:
            assert is_open


def test_no_day_is_worked_out_elsewhere():
    """What works outside a request has no time zone but UTC: days come from `publishing/days.py`."""
    asked = re.compile(r"localdate\(|localtime\(|make_aware\(|\.date\(\)|\.today\(\)")
    allowed = {"funding/services/exports.py"}  # A zone for all its rows.
    found = {
        str(path.relative_to(ROOT))
        for room in ("services", "queries", "gateways")
        for path in (ROOT / "funding" / room).rglob("*.py")
        if asked.search(path.read_text())
    }
    assert found == allowed
