"""Letters about what comes every month or year: each once, and none where there is nothing to tell."""

import datetime
from collections.abc import Iterator

import pytest

from standfirst.funding.models import Campaign, RegularGift, Supporter, SupporterLetter
from standfirst.funding.services.booking import Fact, Kind, book
from standfirst.funding.services.receipts import issue_receipt
from standfirst.funding.services.regular_letters import (
    announce_renewals,
    sum_up_the_year,
    tell_of_new_amount,
)
from standfirst.funding.services.sending import send_due
from standfirst.funding.testing import make_campaign, make_gift
from standfirst.lib.testing import MailServer, mail_server
from standfirst.outbox.services import record
from standfirst.reactions.services import run_due

pytestmark = pytest.mark.django_db
ALICE = "alice@ledger.example"
NOW = datetime.datetime(2026, 1, 19, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def fund() -> Campaign:
    return make_campaign()


@pytest.fixture
def alice() -> Supporter:
    return Supporter.objects.create(name="Alice", mail=ALICE, created_at=NOW)


def promise(fund: Campaign, alice: Supporter, **fields: object) -> RegularGift:
    values = {"every": "month", "amount": 1000, "state": "active", "begun_at": NOW} | fields
    values |= {"campaign": fund, "supporter": alice, "currency": "USD", "told_at": NOW}
    return RegularGift.objects.create(**values)


def change(regular: RegularGift, was: str, now: str) -> None:
    RegularGift.objects.filter(pk=regular.pk).update(state=now)
    record("regular-gift-changed", about=regular.pk, at=NOW, was=was, now=now)
    while run_due(at=NOW):
        pass


def sent(server: MailServer, at: datetime.datetime = NOW) -> list[str]:
    while send_due(at=at):
        pass
    return [letter["Subject"] for letter in server.to(ALICE)]


def test_tell_of_a_payment_that_failed(fund: Campaign, alice: Supporter, server: MailServer):
    change(promise(fund, alice), "active", "late")
    assert sent(server) == ["A payment of your gift did not go through"]
    text = server.letters[0].get_body(("plain",)).get_content()
    assert "$10 could not be collected" in text
    assert "/support/mine/" in text


def test_tell_of_the_amount_that_was_chosen_last(
    fund: Campaign, alice: Supporter, server: MailServer
):
    regular = promise(fund, alice)
    tell_of_new_amount(regular=regular, at=NOW)
    RegularGift.objects.update(amount=2500)
    assert sent(server) == ["Your regular gift has been changed"]
    text = server.letters[0].get_body(("plain",)).get_content()
    assert "From the next payment, $25 will be collected" in text


def test_are_dropped_when_it_went_through_meanwhile(
    fund: Campaign, alice: Supporter, server: MailServer
):
    regular = promise(fund, alice)
    change(regular, "active", "late")
    change(regular, "late", "active")
    assert sent(server) == []


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("late", "ended", ["Your regular gift has ended"]),
        ("active", "ended", ["Your regular gift has been stopped"]),
        ("paused", "ended", ["Your regular gift has been stopped"]),
        ("begun", "ended", []),
        ("begun", "active", []),
        ("begun", "late", []),
        ("active", "paused", []),
    ],
)
def test_tell_what_a_change_means(
    fund: Campaign, alice: Supporter, server: MailServer, was: str, now: str, told: list[str]
):
    change(promise(fund, alice, state=was), was, now)
    assert sent(server) == told


def test_that_cannot_be_written_hold_up_no_other(
    fund: Campaign, alice: Supporter, server: MailServer
):
    SupporterLetter.objects.create(
        kind="podcast",
        key="podcast:7",
        supporter=alice,
        made_at=NOW,
        next_at=NOW - DAY,  # of a later version
    )
    change(promise(fund, alice), "active", "ended")
    assert sent(server) == ["Your regular gift has been stopped"]
    kept = SupporterLetter.objects.get(kind="podcast")
    assert (kept.state, kept.tries) == ("due", 1)


def test_take_a_stop_for_one_although_a_payment_had_failed(
    fund: Campaign, alice: Supporter, server: MailServer
):
    regular = promise(fund, alice, state="late")
    record("regular-gift-stop-asked", about=regular.pk, at=NOW)
    change(regular, "late", "ended")
    (letter,) = SupporterLetter.objects.all()
    assert letter.kind == SupporterLetter.Kind.STOPPED


@pytest.mark.parametrize(("days", "count"), [(0, 1), (3, 1), (4, 0), (-1, 0)])
def test_go_ahead_of_a_yearly_payment(
    fund: Campaign, alice: Supporter, server: MailServer, days: int, count: int
):
    promise(fund, alice, every="year", next_on=NOW.date() + days * DAY)
    for hours in range(3):
        announce_renewals(at=NOW + hours * datetime.timedelta(hours=1))
    assert len(sent(server)) == count


def test_go_ahead_of_each_yearly_payment(fund: Campaign, alice: Supporter, server: MailServer):
    regular = promise(fund, alice, every="year", next_on=NOW.date() + 2 * DAY)
    announce_renewals(at=NOW)
    sent(server)
    regular.next_on += 365 * DAY
    regular.save()
    announce_renewals(at=NOW + 365 * DAY)
    assert sent(server, NOW + 365 * DAY) == [
        "Your yearly gift renews on January 21, 2026",
        "Your yearly gift renews on January 21, 2027",
    ]


@pytest.mark.parametrize("fields", [{"every": "month"}, {"state": "paused"}, {"state": "ended"}])
def test_go_ahead_of_no_other(
    fund: Campaign, alice: Supporter, server: MailServer, fields: dict[str, str]
):
    promise(fund, alice, **{"every": "year", "next_on": NOW.date() + DAY} | fields)
    announce_renewals(at=NOW)
    assert sent(server) == []


def give(fund: Campaign, alice: Supporter, amount: int, day: datetime.date):
    gift = make_gift(fund, amount, received_on=day)
    gift.supporter = alice
    gift.save()
    return gift


def test_sum_up_a_year_once(fund: Campaign, alice: Supporter, server: MailServer):
    give(fund, alice, 1500, datetime.date(2025, 2, 1))
    give(fund, alice, 2500, datetime.date(2025, 12, 31))
    give(fund, alice, 9900, datetime.date(2026, 1, 2))
    assert [sum_up_the_year(at=NOW), sum_up_the_year(at=NOW + DAY)] == [1, 0]
    assert sent(server) == ["What you gave in 2025"]
    text = server.letters[0].get_body(("plain",)).get_content()
    assert "In all: $40" in text
    assert "99" not in text
    assert "not tax-deductible" in text


def test_count_what_went_back_off_the_year(fund: Campaign, alice: Supporter, server: MailServer):
    gift = give(fund, alice, 1500, datetime.date(2025, 2, 1))
    issue_receipt(gift=gift, at=NOW)
    back = Fact("re_all:refunded", Kind.REFUNDED, gift.charged, NOW)
    book(gift=gift, facts=[back], account="bank", at=NOW)
    sum_up_the_year(at=NOW)
    assert "What you gave in 2025" not in sent(server)


@pytest.mark.parametrize("day", [(2026, 1, 4), (2026, 2, 1), (2025, 12, 31)])
def test_sum_up_in_january_only(fund: Campaign, alice: Supporter, day: tuple[int, int, int]):
    give(fund, alice, 1500, datetime.date(2025, 2, 1))
    assert sum_up_the_year(at=datetime.datetime(*day, 12, tzinfo=datetime.UTC)) == 0
    assert not SupporterLetter.objects.exists()


def test_are_written_in_the_language_of_the_supporter(
    fund: Campaign, alice: Supporter, server: MailServer
):
    Supporter.objects.update(language="ar")
    change(promise(fund, alice), "active", "late")
    sent(server)
    html = server.letters[0].get_body(("html",)).get_content()
    assert '<html lang="ar" dir="rtl">' in html
