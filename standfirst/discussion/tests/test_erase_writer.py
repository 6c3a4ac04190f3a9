"""Somebody leaves: what stays of a thread, and that all figures stay true."""

from datetime import UTC, datetime

import pytest

from standfirst.accounts.models import User
from standfirst.accounts.testing import make_user
from standfirst.discussion.models import Comment, CommentAddress, CommentRevision, Thread, Vote
from standfirst.discussion.scores import wilson
from standfirst.discussion.services import erase_writer, recount
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 1, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def alice() -> User:
    return make_user("alice")


@pytest.fixture
def thread() -> Thread:
    return make_thread(make_article())


def erase(user: User, *, keep_words: bool) -> None:
    erase_writer(user=user, keep_words=keep_words, at=NOON)


def test_leaves_words_without_a_name(alice: User, thread: Thread):
    comment = make_comment(thread, "Mine.", user=alice, mail="a@x.example", guest_key="k")
    CommentAddress.objects.create(comment=comment, address_key="a", at=NOON)
    recount(thread)
    erase(alice, keep_words=True)
    comment.refresh_from_db()
    assert (comment.user, comment.name, comment.mail, comment.website) == (None, "", "", "")
    assert (comment.guest_key, comment.words, comment.state) == (None, "Mine.", "approved")
    assert CommentAddress.objects.count() == 0


def test_takes_words_along_and_leaves_tombstones_above_answers(alice: User, thread: Thread):
    answered = make_comment(thread, "Mine.", user=alice, is_pinned=True)
    CommentRevision.objects.create(
        comment=answered, words="Before.", html="<p>Before.</p>", written_at=NOON
    )
    reply = make_comment(thread, "Bob’s.", parent=answered, name="Bob")
    make_comment(thread, "Mine, too.", parent=reply, user=alice)
    alone = make_comment(thread, "Alone.", user=alice)
    make_comment(thread, "To myself.", parent=alone, user=alice)
    recount(thread)
    erase(alice, keep_words=False)
    answered.refresh_from_db()
    assert list(Comment.objects.order_by("pk")) == [answered, reply]
    assert (answered.state, answered.words, answered.html, answered.name) == ("deleted", "", "", "")
    assert (answered.is_pinned, answered.has_place, answered.reply_count) == (False, True, 1)
    assert CommentRevision.objects.count() == 0


@pytest.mark.parametrize("keep_words", [True, False])
def test_leaves_all_counters_true(alice: User, thread: Thread, keep_words: bool):
    top = make_comment(thread, user=alice)
    held = make_comment(thread, user=alice, state="held")
    make_comment(thread, parent=top, name="Bob")
    make_comment(thread, parent=held, user=alice, state="removed")
    make_comment(make_thread(make_article("Other", slug="other")), user=alice)
    for each in Thread.objects.all():
        recount(each)
    erase(alice, keep_words=keep_words)
    for each in Thread.objects.all():
        before = (each.comment_count, each.last_comment_at)
        assert recount(each) == 0
        assert (each.comment_count, each.last_comment_at) == before


def test_keeps_a_tombstone_above_an_answer_that_waits(alice: User, thread: Thread):
    top = make_comment(thread, "Mine.", user=alice)
    make_comment(thread, "Waits.", parent=top, state="held", name="Bob")
    recount(thread)
    erase(alice, keep_words=False)
    top.refresh_from_db()
    assert (top.state, top.words, top.has_place) == ("deleted", "", False)


def test_withdraws_votes(alice: User, thread: Thread):
    liked = make_comment(thread, up=3, down=1)
    disliked = make_comment(thread, up=2, down=2)
    Vote.objects.create(comment=liked, user=alice, is_up=True, at=NOON)
    Vote.objects.create(comment=disliked, user=alice, is_up=False, at=NOON)
    Vote.objects.create(comment=liked, guest_key="bob", is_up=True, at=NOON)
    erase(alice, keep_words=True)
    liked.refresh_from_db()
    disliked.refresh_from_db()
    assert (liked.up, liked.down, liked.score, liked.best) == (2, 1, 1, wilson(2, 1))
    assert (disliked.up, disliked.down, disliked.score, disliked.best) == (2, 1, 1, wilson(2, 1))
    assert Vote.objects.count() == 1
