"""What a stream says, and to whom."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from standfirst.accounts.roles import MODERATOR
from standfirst.accounts.testing import make_user
from standfirst.delivery.live.sentences import Listener, event
from standfirst.delivery.queries.news import WAITING, ThreadNews, news_of
from standfirst.discussion.models import Comment, Thread
from standfirst.discussion.services import approve, recount
from standfirst.discussion.testing import FIRST_AT, make_comment, make_thread
from standfirst.lib.moments import microseconds
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread() -> Thread:
    thread = make_thread(make_article())
    make_comment(thread, created_at=FIRST_AT)
    return thread


def told(listener: Listener, news: ThreadNews, before: ThreadNews | None = None) -> dict[str, Any]:
    head, kind, data = event(listener, news, before or news).strip().split("\n")
    assert kind == "event: changed"
    return {"id": head.removeprefix("id:").strip(), **json.loads(data.removeprefix("data: "))}


def read(thread: Thread) -> ThreadNews:
    recount(thread)
    return news_of(thread.key)


def since(
    thread: Thread, *, guest_key: str | None = None, late: frozenset[int] = frozenset()
) -> Listener:
    return Listener(thread.key, since=microseconds(FIRST_AT), late=late, guest_key=guest_key)


def test_news_are_read_with_two_queries(
    thread: Thread, django_assert_num_queries: DjangoAssertNumQueries
):
    with django_assert_num_queries(2):
        news_of(thread.key)


def test_an_article_without_comments_has_no_news_yet():
    assert told(Listener("article-1"), news_of("article-1")) == {
        "id": "", "count": "0", "unit": "comments", "said": "", "fresh": [], "upto": 0, "replies": [],
    }  # fmt: skip


def test_a_later_comment_is_new(thread: Thread):
    later = make_comment(thread, created_at=FIRST_AT + timedelta(minutes=1))
    said = told(since(thread), read(thread))
    assert (said["count"], said["unit"], said["said"]) == ("2", "comments", "1 new comment")
    assert said["fresh"] == [later.pk]
    assert said["upto"] == microseconds(later.created_at)


def test_a_comment_that_waits_is_not_told(thread: Thread):
    make_comment(thread, created_at=FIRST_AT + timedelta(minutes=1), state=Comment.State.HELD)
    assert told(since(thread), read(thread))["fresh"] == []


def test_a_comment_approved_late_is_new_although_it_was_written_before(thread: Thread):
    held = make_comment(thread, created_at=FIRST_AT - timedelta(hours=1), state=Comment.State.HELD)
    before = read(thread)
    Comment.objects.filter(pk=held.pk).update(state=Comment.State.APPROVED)
    said = told(since(thread), read(thread), before)
    assert (said["said"], said["id"]) == ("1 new comment", str(held.pk))


def test_who_returns_hears_again_of_what_came_late(thread: Thread):
    old = make_comment(thread, created_at=FIRST_AT - timedelta(hours=1))
    assert told(since(thread, late=frozenset([old.pk])), read(thread))["fresh"] == [old.pk]


def test_one_s_own_comment_is_no_news(thread: Thread):
    make_comment(thread, created_at=FIRST_AT + timedelta(minutes=1), guest_key="mine")
    assert told(since(thread, guest_key="mine"), read(thread))["said"] == ""


def test_who_is_answered_is_told_by_whom(thread: Thread):
    mine = make_comment(thread, created_at=FIRST_AT - timedelta(minutes=1), guest_key="mine")
    answer = make_comment(
        thread, parent=mine, name="Mara", created_at=FIRST_AT + timedelta(minutes=1)
    )
    news = read(thread)
    assert told(since(thread, guest_key="mine"), news)["replies"] == [
        {"said": "Mara replied to your comment", "place": f"/discussion/comments/{answer.pk}/"}
    ]
    assert told(since(thread), news)["replies"] == []


def test_nobody_s_key_leaves_the_server(thread: Thread):
    make_comment(thread, created_at=FIRST_AT + timedelta(minutes=1), guest_key="secret-key")
    assert "secret-key" not in event(since(thread), read(thread), read(thread))


def test_more_than_is_looked_at_is_said_so(thread: Thread):
    for minute in range(101):
        make_comment(thread, created_at=FIRST_AT + timedelta(minutes=1 + minute))
    assert told(since(thread), read(thread))["said"] == "More than 99 new comments"


def test_the_sentence_is_in_the_page_s_language(thread: Thread):
    make_comment(thread, created_at=FIRST_AT + timedelta(minutes=1))
    with translation.override("de"):
        thread.comment_count = 1234
        assert told(since(thread), ThreadNews(1234))["count"] == "1.234"


@pytest.mark.parametrize("address", ["article-999999", "article-x", "campaign-1"])
def test_a_thread_that_is_not_there_has_no_stream(client: Client, address: str):
    assert client.get(f"/live/{address}/").status_code == 404


def test_a_page_for_few_has_no_stream_for_others(client: Client, thread: Thread):
    article = thread.article
    assert article is not None
    article.view_restrictions.create(restriction_type="password", password="sesame")
    assert client.get(f"/live/{thread.key}/").status_code == 404


@pytest.mark.parametrize("query", ["since=x", "since=-1", "since=" + "9" * 19, "late=1,x"])
def test_what_no_page_says_is_refused(client: Client, thread: Thread, query: str):
    assert client.get(f"/live/{thread.key}/?{query}").status_code == 404


def test_a_stream_is_kept_by_nobody_on_the_way(client: Client, thread: Thread):
    answer = client.get(f"/live/{thread.key}/?since=1", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store, no-transform"
    assert answer.headers["X-Accel-Buffering"] == "no"
    assert "Content-Encoding" not in answer.headers
    assert client.post(f"/live/{thread.key}/").status_code == 405


def test_opening_a_stream_costs_few_queries(
    client: Client, thread: Thread, django_assert_num_queries: DjangoAssertNumQueries
):
    client.get(f"/live/{thread.key}/")
    with django_assert_num_queries(3):
        client.get(f"/live/{thread.key}/")


def test_moderators_are_told_how_many_comments_wait(thread: Thread, client: Client):
    assert client.get("/live/waiting/").status_code == 404
    client.force_login(make_user("charlie"))
    assert client.get("/live/waiting/").status_code == 404
    max_ = make_user("max", MODERATOR)
    client.force_login(max_)
    assert client.get("/live/waiting/")["Content-Type"].startswith("text/event-stream")
    held = make_comment(thread, state="held")
    said = told(Listener(WAITING), news_of(WAITING))
    assert (said["count"], said["said"]) == ("1", "1 comment is waiting now.")
    approve(comment=held, by=max_, at=FIRST_AT)
    assert told(Listener(WAITING), news_of(WAITING))["said"] == "0 comments are waiting now."
