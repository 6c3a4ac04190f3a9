from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from standfirst.accounts.testing import make_user
from standfirst.discussion.models import Thread
from standfirst.discussion.testing import make_comment
from standfirst.lib.testing import MailServer
from standfirst.notifications.letters import MOST_ITEMS
from standfirst.notifications.models import Frequency, Kind, Mailing, Notice
from standfirst.notifications.queries import last_morning
from standfirst.notifications.services import (
    change_frequency,
    note_article,
    note_comment,
    note_new_mentions,
    send_due,
)
from standfirst.notifications.testing import NOW, make_follow, shown
from standfirst.outbox.services import record
from standfirst.publishing.testing import make_article, make_section

pytestmark = pytest.mark.django_db
ALICE = "alice@ledger.example"
HOUR = timedelta(hours=1)


def tell(thread: Thread, words: str = "Who paid?", *, at: datetime = NOW) -> None:
    note_comment(shown(make_comment(thread, words), at=at), at=at)


def sent(server: MailServer, at: datetime) -> list[str]:
    """Send what is due; the texts of the letters that went out."""
    server.letters.clear()
    while send_due(at=at):
        pass
    return [str(letter.get_body(("plain",)).get_content()) for letter in server.letters]


def test_hourly_comes_at_the_full_hour_in_one_letter(thread: Thread, server: MailServer):
    make_follow(ALICE, Kind.THREAD, thread.key, frequency=Frequency.HOURLY)
    tell(thread, "First words")
    tell(thread, "Second words")
    assert sent(server, NOW + timedelta(minutes=20)) == []
    [text] = sent(server, NOW.replace(minute=0) + HOUR)
    assert text.index("First words") < text.index("Second words")
    assert sent(server, NOW + 5 * HOUR) == []


def test_daily_comes_in_the_morning_of_who_reads_it(thread: Thread, server: MailServer):
    alice, bob = make_user("alice"), make_user("bob")
    alice.time_zone, bob.time_zone = "Asia/Tokyo", "America/New_York"
    alice.save()
    bob.save()
    for who in (alice, bob, "guest@ledger.example"):
        make_follow(who, Kind.THREAD, thread.key, frequency=Frequency.DAILY)
    tell(thread)
    mornings = {}
    for hours in range(1, 26):
        at = NOW.replace(minute=0) + hours * HOUR
        sent(server, at)
        mornings |= {letter["To"]: at for letter in server.letters}
    assert mornings == {
        "bob@ledger.example": datetime(2026, 1, 16, 13, tzinfo=UTC),
        "alice@ledger.example": datetime(2026, 1, 16, 23, tzinfo=UTC),
        "guest@ledger.example": datetime(2026, 1, 17, 8, tzinfo=UTC),
    }


def test_a_time_zone_that_is_none_holds_nobody_up(thread: Thread, server: MailServer):
    alice = make_user("alice")
    alice.time_zone = "Nowhere/Atlantis"
    alice.save()
    make_follow(alice, Kind.THREAD, thread.key, frequency=Frequency.DAILY)
    tell(thread)
    assert len(sent(server, datetime(2026, 1, 17, 8, tzinfo=UTC))) == 1


def test_all_that_somebody_follows_daily_is_one_letter(thread: Thread, server: MailServer):
    section = make_section("Council")
    make_follow(ALICE, Kind.THREAD, thread.key, frequency=Frequency.DAILY)
    make_follow(ALICE, Kind.SECTION, str(section.pk), frequency=Frequency.DAILY)
    article = make_article("Six pages", section=section, first_published_at=NOW)
    note_article(record("article-published", about=article.pk, at=NOW), at=NOW)
    tell(thread, "Who paid?")
    [text] = sent(server, NOW + 24 * HOUR)
    assert "Six pages" in text
    assert "Who paid?" in text
    assert "2 new items for you" in text


def test_a_long_day_is_told_in_part_and_counted(thread: Thread, server: MailServer):
    make_follow(ALICE, Kind.THREAD, thread.key, frequency=Frequency.DAILY)
    for _ in range(MOST_ITEMS + 3):
        tell(thread)
    [text] = sent(server, NOW + 24 * HOUR)
    assert text.count("Who paid?") == MOST_ITEMS
    assert "3 more are on the page." in text
    assert not Notice.objects.filter(mailing__isnull=True).exists()


def test_one_click_in_a_digest_ends_what_it_told_of(thread: Thread, server: MailServer):
    make_follow(ALICE, Kind.THREAD, thread.key, frequency=Frequency.DAILY)
    other = make_follow(ALICE, Kind.REPLIES, frequency=Frequency.DAILY)
    tell(thread)
    sent(server, NOW + 24 * HOUR)
    link = server.letters[0]["List-Unsubscribe"]
    assert str(other.pk) not in link.split("/stop/")[1].split(":")[0].split(".")


def test_a_change_of_how_often_counts_for_what_waits(thread: Thread, server: MailServer):
    row = make_follow(ALICE, Kind.THREAD, thread.key, frequency=Frequency.DAILY)
    tell(thread)
    change_frequency(follow=row, frequency=Frequency.AT_ONCE)
    assert len(sent(server, NOW)) == 1


def test_at_once_is_a_letter_for_each(thread: Thread, server: MailServer):
    make_follow(ALICE, Kind.THREAD, thread.key)
    tell(thread)
    tell(thread)
    assert len(sent(server, NOW)) == 2
    assert Mailing.objects.count() == 2


@pytest.mark.parametrize(
    ("at", "morning"),
    [
        (datetime(2026, 3, 29, 5, 59, tzinfo=UTC), datetime(2026, 3, 28, 7, tzinfo=UTC)),
        (datetime(2026, 3, 29, 6, 0, tzinfo=UTC), datetime(2026, 3, 29, 6, tzinfo=UTC)),
    ],
    ids=["before eight", "at eight, an hour earlier by the sun"],
)
def test_morning_is_eight_by_the_readers_clock_also_when_it_is_put_forward(
    at: datetime, morning: datetime
):
    assert last_morning(at, ZoneInfo("Europe/Copenhagen")) == morning


def test_a_digest_of_one_discussion_names_its_article(thread: Thread, server: MailServer):
    make_follow(ALICE, Kind.THREAD, thread.key, frequency=Frequency.HOURLY)
    tell(thread)
    tell(thread)
    sent(server, NOW.replace(minute=0) + HOUR)
    [letter] = server.letters
    assert letter["Subject"] == f"2 new comments: {thread.article.title}"


def test_tells_whom_an_edit_mentions(thread: Thread, server: MailServer):
    alice = make_user("alice")
    make_follow(alice, Kind.REPLIES)
    theirs = make_comment(thread, user=alice)
    edited = make_comment(thread, "And you, @alice?", name="Bob")
    event = record("comment-edited", about=edited.pk, at=NOW, mentions=[theirs.pk])
    note_new_mentions(event, at=NOW)
    [text] = sent(server, NOW + HOUR)
    assert "Bob mentioned you" in text
