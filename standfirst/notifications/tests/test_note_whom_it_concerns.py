from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from standfirst.accounts.testing import make_user
from standfirst.discussion.models import Comment, IgnoredReader, Thread
from standfirst.discussion.testing import make_comment
from standfirst.notifications.models import Follow, Follower, Frequency, Kind, Notice
from standfirst.notifications.services import (
    mentions_nobody,
    note_article,
    note_comment,
    note_new_mentions,
)
from standfirst.notifications.testing import NOW, make_follow, shown
from standfirst.outbox.models import Event
from standfirst.outbox.services import record
from standfirst.publishing.models import TopicIndexPage, TopicPage
from standfirst.publishing.testing import make_article, make_author, make_home, make_section

pytestmark = pytest.mark.django_db


def note(comment: Comment, **data: object) -> set[str]:
    """Who is to be told, by address."""
    note_comment(shown(comment, **data), at=NOW)
    return {notice.follower.address for notice in Notice.objects.all()}


def test_followers_of_the_thread_are_told(thread: Thread):
    make_follow("alice@ledger.example", Kind.THREAD, thread.key)
    make_follow("bob@ledger.example", Kind.THREAD, "article-99999")
    assert note(make_comment(thread)) == {"alice@ledger.example"}


def test_whoever_is_answered_is_told_for_that_reason(thread: Thread):
    alice = make_user("alice")
    make_follow(alice, Kind.THREAD, thread.key, frequency=Frequency.AT_ONCE)
    reason = make_follow(alice, Kind.REPLIES, frequency=Frequency.DAILY)
    note(make_comment(thread, parent=make_comment(thread, user=alice)))
    assert Notice.objects.get().follow == reason


def test_a_guest_is_told_of_answers_to_the_comment_they_ticked(thread: Thread):
    mine, other = make_comment(thread), make_comment(thread)
    make_follow("guest@ledger.example", Kind.REPLIES, str(mine.pk))
    assert note(make_comment(thread, parent=other)) == set()
    assert note(make_comment(thread, parent=mine)) == {"guest@ledger.example"}


def test_an_address_is_told_of_answers_to_what_was_written_under_it(thread: Thread):
    make_follow("guest@ledger.example", Kind.REPLIES)
    mine = make_comment(thread, mail="Guest@ledger.example")
    assert note(make_comment(thread, parent=mine)) == {"guest@ledger.example"}


def test_whoever_is_mentioned_is_told(thread: Thread):
    alice = make_user("alice")
    make_follow(alice, Kind.REPLIES)
    theirs = make_comment(thread, user=alice)
    assert note(make_comment(thread), mentions=[theirs.pk]) == {alice.email}


def test_a_comment_of_another_thread_mentions_nobody(thread: Thread):
    alice = make_user("alice")
    make_follow(alice, Kind.REPLIES)
    theirs = make_comment(thread, user=alice)
    elsewhere = Thread.objects.create(key="article-0", article=make_article("Ferry late"))
    assert note(make_comment(elsewhere), mentions=[theirs.pk]) == set()


def test_nobody_is_told_of_their_own_comment(thread: Thread):
    alice = make_user("alice")
    make_follow(alice, Kind.THREAD, thread.key)
    make_follow("guest@ledger.example", Kind.THREAD, thread.key)
    assert note(make_comment(thread, user=alice)) == {"guest@ledger.example"}
    Notice.objects.all().delete()
    assert note(make_comment(thread, mail="GUEST@ledger.example")) == {alice.email}


def test_nobody_is_told_of_a_writer_they_ignore(thread: Thread):
    alice, charlie = make_user("alice"), make_user("charlie")
    make_follow(alice, Kind.THREAD, thread.key)
    make_follow("bob@ledger.example", Kind.THREAD, thread.key)
    IgnoredReader.objects.create(user=alice, ignored=charlie, at=NOW)
    assert note(make_comment(thread, user=charlie)) == {"bob@ledger.example"}


@pytest.mark.parametrize("state", ["held", "spam", "removed", "deleted"])
def test_only_what_is_shown_is_told(thread: Thread, state: str):
    make_follow("alice@ledger.example", Kind.THREAD, thread.key)
    assert note(make_comment(thread, state=state)) == set()


def test_what_is_not_for_everybody_is_not_told(thread: Thread):
    make_follow("alice@ledger.example", Kind.THREAD, thread.key)
    PageViewRestriction.objects.create(page=thread.article, restriction_type="login")
    assert note(make_comment(thread)) == set()


def test_what_waited_for_weeks_is_no_news(thread: Thread):
    make_follow("alice@ledger.example", Kind.THREAD, thread.key)
    assert note(make_comment(thread, created_at=NOW - timedelta(days=8))) == set()


@pytest.mark.parametrize(
    "change",
    [{"confirmed_at": None}, {"ended_at": NOW}, {"suppressed": True}],
    ids=["unconfirmed", "ended", "suppressed"],
)
def test_who_does_not_follow_any_more_is_not_told(thread: Thread, change: dict[str, object]):
    is_suppressed = change.pop("suppressed", False)
    make_follow("alice@ledger.example", Kind.THREAD, thread.key, **change)
    if is_suppressed:
        Follower.objects.update(suppressed_at=NOW)
    assert note(make_comment(thread)) == set()


def test_an_account_that_was_shut_hears_nothing(thread: Thread):
    alice = make_user("alice")
    make_follow(alice, Kind.THREAD, thread.key)
    alice.is_active = False
    alice.save()
    assert note(make_comment(thread)) == set()


def test_the_same_event_twice_is_told_once(thread: Thread):
    make_follow("alice@ledger.example", Kind.THREAD, thread.key)
    event = shown(make_comment(thread))
    note_comment(event, at=NOW)
    note_comment(event, at=NOW)
    assert Notice.objects.count() == 1


def test_a_thousand_followers_cost_as_many_queries_as_one(thread: Thread):
    make_follow("alice@ledger.example", Kind.THREAD, thread.key)
    with CaptureQueriesContext(connection) as one:
        note_comment(shown(make_comment(thread)), at=NOW)
    many = Follower.objects.bulk_create(
        Follower(mail=f"reader{n}@ledger.example", made_at=NOW) for n in range(1000)
    )
    fields = {"kind": Kind.THREAD, "target": thread.key, "asked_at": NOW, "confirmed_at": NOW}
    Follow.objects.bulk_create(Follow(follower=it, **fields) for it in many)
    with CaptureQueriesContext(connection) as thousand:
        note_comment(shown(make_comment(thread)), at=NOW)
    assert Notice.objects.count() == 1002
    assert len(thousand) == len(one)


def test_an_article_is_told_once_for_all_that_it_touches():
    author, section = make_author("Ines Maartens"), make_section("Harbour")
    index = make_home().add_child(instance=TopicIndexPage(title="Topics", slug="topics"))
    topic = index.add_child(instance=TopicPage(title="Sea wall", slug="sea-wall"))
    article = make_article("Bill jumps", section=section, authors=(author,), first_published_at=NOW)
    article.topics.add(topic)
    article.save()
    for kind, page in (("section", section), ("author", author), ("topic", topic)):
        make_follow(f"{kind}@ledger.example", kind, str(page.pk))
        make_follow("all@ledger.example", kind, str(page.pk))
    note_article(record("article-published", about=article.pk, at=NOW), at=NOW)
    told = sorted(notice.follower.address for notice in Notice.objects.all())
    assert told == [f"{who}@ledger.example" for who in ("all", "author", "section", "topic")]


def test_an_old_article_put_out_again_is_no_news():
    section = make_section("Harbour")
    make_follow("alice@ledger.example", Kind.SECTION, str(section.pk))
    old = make_article(section=section, first_published_at=NOW - timedelta(days=30))
    note_article(record("article-published", about=old.pk, at=NOW), at=NOW)
    assert not Notice.objects.exists()


def test_publishing_an_article_is_recorded_once():
    article = make_article("Bill jumps")
    for title in ("Bill jumps", "Bill jumps again"):
        article.title = title
        article.save_revision().publish()
    assert Event.objects.filter(name="article-published", about=article.pk).count() == 1


def test_the_same_guest_is_one_person_with_and_without_an_address(thread: Thread):
    make_follow("guest@ledger.example", Kind.REPLIES)
    make_follow("guest@ledger.example", Kind.THREAD, thread.key)
    mine = make_comment(thread, mail="Guest@ledger.example", guest_key="this browser")
    assert note(make_comment(thread, parent=mine, guest_key="this browser")) == set()
    assert note(make_comment(thread, parent=mine, guest_key="another")) == {"guest@ledger.example"}


def test_whoever_is_mentioned_by_new_words_is_told_once(thread: Thread):
    alice, bob = make_user("alice"), make_user("bob")
    make_follow(alice, Kind.REPLIES)
    make_follow(bob, Kind.THREAD, thread.key)
    theirs = [make_comment(thread, user=who).pk for who in (alice, bob)]
    edited = make_comment(thread, "So @alice and @bob")
    note(edited)
    told = []
    for _ in range(2):
        event = record("comment-edited", about=edited.pk, at=NOW, mentions=theirs)
        note_new_mentions(event, at=NOW)
        told.append([notice.follower.address for notice in Notice.objects.filter(event=event)])
    assert told == [[alice.email], []]
    assert mentions_nobody(record("comment-edited", about=edited.pk, at=NOW, mentions=[]))
