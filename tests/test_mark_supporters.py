"""Who gives is marked in discussions, as the books have it, and is not asked again."""

import datetime
import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from standfirst.accounts.models import User
from standfirst.accounts.testing import make_user, prove
from standfirst.funding.models import Campaign, Gift, RegularGift, Supporter
from standfirst.funding.services.booking import Fact, Kind, book
from standfirst.funding.services.marking import mark_all
from standfirst.funding.testing import make_campaign, make_gift
from standfirst.outbox.services import record
from standfirst.publishing.testing import make_article
from standfirst.reactions.services import run_due

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 1, 19, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def bob() -> User:
    return prove(make_user("bob"))


@pytest.fixture
def fund() -> Campaign:
    return make_campaign(starts_on=datetime.date(2020, 1, 1))


def give(fund: Campaign, mail: str = "Bob@ledger.example") -> Gift:
    gift = make_gift(fund, 1500)
    gift.supporter, _made = Supporter.objects.get_or_create(mail=mail, defaults={"created_at": NOW})
    gift.save()
    return gift


def react(at: datetime.datetime = NOW) -> None:
    while run_due(at=at):
        pass


def is_marked(reader: User) -> bool:
    reader.refresh_from_db()
    return reader.is_supporter


def test_is_marked_when_a_gift_arrives_and_no_longer_when_it_went_back(fund: Campaign, bob: User):
    charlie = make_user("charlie")
    gift = give(fund)
    react()
    assert is_marked(bob)
    assert not is_marked(charlie)
    back = Fact("re_1:refunded", Kind.REFUNDED, gift.charged, NOW)
    book(gift=gift, facts=[back], account="bank", at=NOW)
    record("gift-returned", about=gift.pk, at=NOW)
    react()
    assert not is_marked(bob)


def test_is_marked_for_a_year_after_one_gift(fund: Campaign, bob: User):
    give(fund)
    assert [mark_all(at=NOW), mark_all(at=NOW + 365 * DAY)] == [1, 0]
    assert is_marked(bob)
    assert mark_all(at=NOW + 366 * DAY) == 1
    assert not is_marked(bob)


def test_is_marked_while_a_regular_gift_goes_on(fund: Campaign, bob: User):
    gift = give(fund)
    regular = RegularGift.objects.create(
        campaign=fund, supporter=gift.supporter,
        every="month", amount=500, currency="USD", state="active", begun_at=NOW,
    )  # fmt: skip
    # Nothing of it has come: the first payment is on its way.
    Gift.objects.update(regular=regular, state="pending", received_on=None)
    record("regular-gift-changed", about=regular.pk, at=NOW, was="begun", now="active")
    react()
    assert not is_marked(bob)
    Gift.objects.update(state="received", received_on=NOW - 500 * DAY)
    for was, now, marked in (("begun", "active", True), ("active", "ended", False)):
        RegularGift.objects.update(state=now)
        record("regular-gift-changed", about=regular.pk, at=NOW, was=was, now=now)
        react()
        assert is_marked(bob) is marked


def test_is_marked_when_the_address_is_proven_later(fund: Campaign):
    give(fund)
    react()
    bob = prove(make_user("bob"))
    record("address-proven", about=bob.pk, at=NOW)
    react()
    assert is_marked(bob)


def test_is_not_marked_by_what_the_desk_has_no_address_of(fund: Campaign, bob: User):
    make_gift(fund, 1500, "Bob Example")
    Supporter.objects.update(mail="")
    mark_all(at=NOW)
    assert not is_marked(bob)


def test_takes_four_queries_for_all(
    fund: Campaign, django_assert_num_queries: DjangoAssertNumQueries
):
    with django_assert_num_queries(4):  # two of them for the newsroom's day
        mark_all(at=NOW)


APPEAL = b'aria-labelledby="support-top"'


def test_a_supporter_sees_no_appeal(client: Client, fund: Campaign, bob: User):
    article = make_article("Sea wall bill jumps")
    give(fund)
    react()
    client.force_login(bob)
    page = client.get(article.url).content
    assert APPEAL not in page
    assert b"support-second" not in page
    assert b"You support this paper. Thank you." in page


def test_a_browser_that_gave_sees_no_appeal_and_nobody_else_gets_its_page(fund: Campaign):
    article = make_article("Sea wall bill jumps")
    stranger = Client().get(article.url)
    giver = Client()
    giver.cookies["standfirst_gave"] = "1"
    page = giver.get(article.url)
    assert APPEAL not in page.content
    assert "private" in page["Cache-Control"]
    again = Client().get(article.url)
    assert APPEAL in stranger.content
    assert without_key(again.content) == without_key(stranger.content)
    assert "private" not in again.headers.get("Cache-Control", "")


def without_key(page: bytes) -> bytes:
    """The key by which a comment posted twice is one, is new in each page."""
    return re.sub(rb'name="key" value="[0-9a-f-]+"', b"", page)
