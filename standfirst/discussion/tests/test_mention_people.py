"""`@Name` leads to what that person last said in the thread."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from standfirst.accounts.testing import make_user
from standfirst.discussion.mentions import mentioned_by, people_of
from standfirst.discussion.models import Comment, DiscussionSettings, Thread
from standfirst.discussion.services import Draft, Writer, post_comment
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.outbox.models import Event
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 1, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def thread() -> Thread:
    return make_thread(make_article())


def post(thread: Thread, words: str) -> Comment:
    return post_comment(
        article=thread.article,
        draft=Draft(words),
        writer=Writer(guest_key="max"),
        rules=DiscussionSettings(),
        at=NOON,
    )


def test_leads_to_their_latest_comment(thread: Thread):
    make_comment(thread, name="Alice Adler", guest_key="alice")
    latest = make_comment(thread, name="Alice Adler", guest_key="alice")
    comment = post(thread, "Is that so, @alice adler?")
    assert f'<a href="/discussion/comments/{latest.pk}/"' in comment.html
    assert ">@alice adler</a></bdi>?" in comment.html
    assert mentioned_by(comment) == [latest.pk]
    event = Event.objects.get(name="comment-shown")
    assert event.data == {"thread": thread.key, "answers": None, "mentions": [latest.pk]}


@pytest.mark.parametrize(
    "words", ["@Nobody", "@Alicex", "alice@alice", "`@alice`", "@", "@Anonymous", "@Carl"]
)
def test_leaves_other_words_alone(thread: Thread, words: str):
    make_comment(thread, name="Alice")
    make_comment(thread, name="")
    make_comment(thread, name="Carl", state="held")
    assert "<a " not in post(thread, words).html


def test_names_nobody_where_two_have_the_name(thread: Thread):
    make_comment(thread, name="Alice", guest_key="one")
    make_comment(thread, name="alice", guest_key="two")
    assert "<a " not in post(thread, "@Alice").html


def test_means_the_account_where_a_guest_has_its_name(thread: Thread):
    account = make_comment(thread, name="Alice", user=make_user("alice"))
    make_comment(thread, name="Alice", guest_key="one")
    assert mentioned_by(post(thread, "@Alice")) == [account.pk]


def test_knows_nobody_of_another_thread(thread: Thread):
    other = make_comment(make_thread(make_article("Another")), name="Alice")
    comment = post(thread, f"@Alice [@Alice](/discussion/comments/{other.pk}/)")
    assert mentioned_by(comment) == []


def test_asks_once_and_only_for_an_at(
    thread: Thread, django_assert_num_queries: DjangoAssertNumQueries
):
    make_comment(thread, name="Alice")
    with django_assert_num_queries(0):
        assert people_of(thread, named_in="Alice") == {}
    with django_assert_num_queries(1):
        assert list(people_of(thread, named_in="@Alice")) == ["alice"]


def test_carries_no_script_in_a_name(client: Client, thread: Thread):
    make_comment(thread, name='<img src=x onerror="alert(1)">')
    comment = post(thread, 'So @<img src=x onerror="alert(1)"> says')
    assert "<img" not in comment.html
