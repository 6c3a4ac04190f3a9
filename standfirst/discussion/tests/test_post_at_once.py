"""Many post at the same moment, each with a connection of their own to a real database."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from standfirst.discussion.models import Comment, DiscussionSettings, Thread
from standfirst.discussion.services import Draft, Writer, post_comment, remove
from standfirst.discussion.testing import FIRST_AT
from standfirst.discussion.tests.crowds import article as article
from standfirst.discussion.tests.crowds import at_once
from standfirst.publishing.models import ArticlePage

NOON = datetime(2026, 1, 20, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


def post(article: ArticlePage, draft: Draft) -> Comment:
    return post_comment(
        article=article,
        draft=draft,
        writer=Writer(guest_key=f"guest-{draft.words}"),
        rules=DiscussionSettings(),
        at=NOON,
    )


def counters() -> dict[str, object]:
    thread = Thread.objects.get()
    replies = Comment.objects.order_by("pk").values_list("reply_count", flat=True)
    return {"count": thread.comment_count, "top": replies[0], "rows": len(replies)}


def test_counts_right_when_twenty_begin_a_thread(article: ArticlePage):
    at_once(*(lambda n=n: post(article, Draft(f"Comment {n}")) for n in range(20)))
    assert at_once(counters) == [{"count": 20, "top": 0, "rows": 20}]


def test_counts_right_when_twenty_answer_and_some_are_removed(article: ArticlePage):
    (top,) = at_once(lambda: post(article, Draft("Top")))
    replies = at_once(
        *(lambda n=n: post(article, Draft(f"Reply {n}", parent_id=top.pk)) for n in range(20))
    )
    at_once(
        *(
            lambda reply=reply: remove(comment=reply, by=None, at=FIRST_AT)
            for reply in replies[:10]
        ),
        *(lambda n=n: post(article, Draft(f"More {n}", parent_id=top.pk)) for n in range(10)),
    )
    assert at_once(counters) == [{"count": 21, "top": 20, "rows": 31}]


def test_posts_once_when_a_form_is_sent_twice_at_once(article: ArticlePage):
    at_once(*(lambda: post(article, Draft("Once", key=UUID(int=1))) for _ in range(6)))
    assert at_once(counters) == [{"count": 1, "top": 0, "rows": 1}]
