"""Each gift has a receipt, numbered without a gap, mailed once."""

import datetime
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings
from wagtail.models import Site

from standfirst.funding.models import (
    Campaign,
    FundingSettings,
    Gift,
    Receipt,
    Supporter,
    SupporterLetter,
)
from standfirst.funding.services.booking import Fact, Kind, book
from standfirst.funding.services.receipts import issue_receipt, void_receipt
from standfirst.funding.services.sending import send_due
from standfirst.funding.testing import NOW, make_campaign, make_gift
from standfirst.lib.money import Money
from standfirst.lib.testing import MailServer, mail_server
from standfirst.publishing.models import NewsroomSettings

pytestmark = pytest.mark.django_db
ALICE = "alice@ledger.example"
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def fund() -> Campaign:
    return make_campaign()


def give(fund: Campaign, amount: int = 1500, mail: str = ALICE, **fields: object) -> Gift:
    """A gift of somebody with a mail address."""
    gift = make_gift(fund, amount, **fields)
    known = Supporter.objects.filter(mail=mail).first()
    gift.supporter = known or Supporter.objects.create(name="Alice", mail=mail, created_at=NOW)
    gift.save()
    return gift


def return_all(gift: Gift) -> None:
    back = Fact(f"{gift.reference}:back", Kind.REFUNDED, gift.charged, NOW + MINUTE)
    book(gift=gift, facts=[back], account="bank", at=NOW + MINUTE)


def numbers() -> list[str]:
    return [str(receipt) for receipt in Receipt.objects.order_by("pk")]


def test_are_numbered_one_after_the_other(fund: Campaign):
    for _ in range(3):
        issue_receipt(gift=give(fund), at=NOW)
    assert numbers() == ["2026-000001", "2026-000002", "2026-000003"]


def test_begin_again_each_year_as_the_newsroom_counts_it(
    fund: Campaign, newsroom_in_auckland: None
):
    issue_receipt(gift=give(fund), at=datetime.datetime(2026, 12, 31, 10, tzinfo=datetime.UTC))
    issue_receipt(gift=give(fund), at=datetime.datetime(2026, 12, 31, 12, tzinfo=datetime.UTC))
    assert numbers() == ["2026-000001", "2027-000001"]


def test_are_one_for_each_gift_however_often_asked(fund: Campaign):
    gift = give(fund)
    first = issue_receipt(gift=gift, at=NOW)
    assert issue_receipt(gift=gift, at=NOW + MINUTE) == first
    assert numbers() == ["2026-000001"]
    assert SupporterLetter.objects.count() == 1


def test_give_a_number_back_when_something_fails_on_the_way(fund: Campaign):
    gift = give(fund)
    with transaction.atomic():
        issue_receipt(gift=gift, at=NOW)
        transaction.set_rollback(True)
    issue_receipt(gift=give(fund), at=NOW)
    assert numbers() == ["2026-000001"]


def test_are_void_when_all_went_back_and_stay(fund: Campaign):
    gift = give(fund)
    issue_receipt(gift=gift, at=NOW)
    assert void_receipt(gift=gift, at=NOW) is None
    return_all(gift)
    assert void_receipt(gift=gift, at=NOW).void_at == NOW
    assert void_receipt(gift=gift, at=NOW) is None
    issue_receipt(gift=give(fund), at=NOW)
    assert numbers() == ["2026-000001", "2026-000002"]


def test_are_none_for_what_is_gone_already(fund: Campaign):
    gift = give(fund)
    return_all(gift)
    assert issue_receipt(gift=gift, at=NOW) is None
    assert numbers() == []


def test_are_new_when_a_lost_gift_comes_back(fund: Campaign):
    gift = give(fund)
    issue_receipt(gift=gift, at=NOW)
    return_all(gift)
    void_receipt(gift=gift, at=NOW)
    again = Fact(f"{gift.reference}:won", Kind.RETURNED, gift.charged, NOW + 2 * MINUTE)
    book(gift=gift, facts=[again], account="bank", at=NOW + 2 * MINUTE)
    issue_receipt(gift=gift, at=NOW + 2 * MINUTE)
    assert numbers() == ["2026-000001", "2026-000002"]


@pytest.mark.parametrize("act", ["delete", "renumber"])
def test_are_kept_by_the_database_itself(fund: Campaign, act: str):
    receipt = issue_receipt(gift=give(fund), at=NOW)
    rows = Receipt.objects.filter(pk=receipt.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows._raw_delete(rows.db) if act == "delete" else rows.update(number=7)
    with pytest.raises(TypeError):
        receipt.delete()
    assert numbers() == ["2026-000001"]


def test_say_what_was_given_to_whom_and_what_it_means_for_taxes(fund: Campaign, server: MailServer):
    FundingSettings.objects.create(
        site=Site.objects.get(is_default_site=True), legal_words="Ledger Cooperative\nWeir Street 4"
    )
    issue_receipt(gift=give(fund), at=NOW)
    FundingSettings.objects.update(legal_words="Somebody else")
    send_due(at=NOW)
    (letter,) = server.letters
    for part in ("plain", "html"):
        text = letter.get_body((part,)).get_content()
        assert "Receipt 2026-000001" in text
        assert "Dear Alice, your gift has arrived." in text
        assert "Weir Street 4" in text
        assert "Somebody else" not in text
        assert "This gift is not tax-deductible." in text
        assert "Harbour reporting fund" in text
    assert letter["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("way", "words"), [("cash", "We send the money back ourselves"), ("stripe", "was refunded, so")]
)
def test_tell_when_one_is_void(fund: Campaign, server: MailServer, way: str, words: str):
    gift = give(fund)
    Gift.objects.update(way=way)
    issue_receipt(gift=gift, at=NOW)
    send_due(at=NOW)
    return_all(gift)
    void_receipt(gift=gift, at=NOW)
    send_due(at=NOW)
    assert server.letters[1]["Subject"] == "Receipt 2026-000001 is void"
    text = " ".join(server.letters[1].get_body(("plain",)).get_content().split())
    assert words in text


def test_are_not_mailed_to_nobody(fund: Campaign, server: MailServer):
    issue_receipt(gift=make_gift(fund, 1000, "Bob"), at=NOW)
    assert numbers() == ["2026-000001"]
    assert send_due(at=NOW) == 0


def test_are_mailed_later_while_the_server_is_away_and_once(fund: Campaign, server: MailServer):
    issue_receipt(gift=give(fund), at=NOW)
    server.refuses[""] = "451 4.3.0 Try again later"
    send_due(at=NOW)
    assert server.letters == []
    server.refuses.clear()
    assert send_due(at=NOW) == 0
    send_due(at=NOW + MINUTE)
    send_due(at=NOW + MINUTE)
    assert len(server.letters) == 1


def test_go_out_under_one_number_when_we_are_killed_between(fund: Campaign, server: MailServer):
    issue_receipt(gift=give(fund), at=NOW)
    send_due(at=NOW)
    SupporterLetter.objects.update(state="due", next_at=NOW)
    send_due(at=NOW)
    assert len({letter["Message-ID"] for letter in server.letters}) == 1


def test_are_not_mailed_to_who_was_erased_meanwhile(fund: Campaign, server: MailServer):
    issue_receipt(gift=give(fund), at=NOW)
    Supporter.objects.update(mail="", name="", erased_at=NOW)
    send_due(at=NOW)
    assert server.letters == []
    assert SupporterLetter.objects.get().state == "dropped"


def test_say_what_part_went_back(fund: Campaign, server: MailServer):
    gift = give(fund)
    part = Fact("re_1:refunded", Kind.REFUNDED, Money(500, "USD"), NOW + MINUTE)
    book(gift=gift, facts=[part], account="bank", at=NOW)
    issue_receipt(gift=gift, at=NOW)
    send_due(at=NOW)
    assert "Returned: $5" in server.letters[0].get_body(("plain",)).get_content()


def test_looking_for_letters_is_one_query(django_assert_num_queries: DjangoAssertNumQueries):
    with django_assert_num_queries(1):
        send_due(at=NOW)


@pytest.fixture
def newsroom_in_auckland() -> None:
    site = Site.objects.get(is_default_site=True)
    NewsroomSettings.objects.create(site=site, time_zone="Pacific/Auckland")


def test_are_numbered_but_not_mailed_where_no_mail_goes_out(fund: Campaign, settings: Settings):
    settings.CAN_MAIL = False
    issue_receipt(gift=give(fund), at=NOW)
    assert numbers() == ["2026-000001"]
    assert not SupporterLetter.objects.exists()
