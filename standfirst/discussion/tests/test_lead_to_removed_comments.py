"""A link to a comment that was taken down leads to the discussion, with a sentence."""

import pytest
from django.test import Client

from standfirst.accounts.testing import make_user
from standfirst.discussion.models import Thread
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread() -> Thread:
    thread = make_thread(make_article())
    make_comment(thread, "Another one")
    return thread


@pytest.mark.parametrize(
    ("state", "own", "others"),
    [
        ("removed", "Removed by the desk: rule 2", "Removed by the desk: rule 2"),
        ("spam", "Marked as spam.", "It is no longer here."),
        ("deleted", "You deleted it.", "Deleted by its writer."),
    ],
)
def test_says_what_became_of_it(client: Client, thread: Thread, state: str, own: str, others: str):
    alice = make_user("alice")
    comment = make_comment(thread, "Liar!", state=state, removed_reason="rule 2", user=alice)
    address = f"/discussion/comments/{comment.pk}/"
    for sentence, begins in ((others, "The comment you are"), (own, "Your comment is not")):
        answer = client.get(address)
        page = answer.content.decode()
        assert (answer.status_code, "Another one" in page, "Liar!" in page) == (410, True, False)
        assert sentence in page
        assert begins in page
        assert "no-store" in answer["Cache-Control"]
        client.force_login(alice)


def test_says_nothing_of_what_waits_or_never_was(client: Client, thread: Thread):
    held = make_comment(thread, state="held")
    for number in (held.pk, held.pk + 1, 2**70):
        assert client.get(f"/discussion/comments/{number}/").status_code == 404


def test_says_nothing_where_the_article_is_closed_to_the_reader(client: Client, thread: Thread):
    comment = make_comment(thread, state="removed")
    thread.article.unpublish()
    assert client.get(f"/discussion/comments/{comment.pk}/").status_code == 404
