"""Who is suspended reads why, until when and how to ask, in place of every form for words."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from standfirst.accounts.models import User
from standfirst.accounts.roles import MODERATOR
from standfirst.accounts.services import readmit, suspend
from standfirst.accounts.testing import make_user
from standfirst.discussion.models import Comment, Thread
from standfirst.discussion.services import recount
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db
OWN = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.fixture
def alice(client: Client) -> User:
    alice = make_user("alice")
    client.force_login(alice)
    return alice


@pytest.fixture
def thread(alice: User) -> Thread:
    thread = make_thread(make_article())
    make_comment(thread, user=alice, created_at=timezone.now())
    recount(thread)
    return thread


@pytest.fixture
def max_() -> User:
    return make_user("max", MODERATOR)


def test_reads_why_in_place_of_the_form(client: Client, alice: User, max_: User, thread: Thread):
    comment = Comment.objects.get()
    forms = {
        thread.article.url: "Post comment",
        f"/discussion/{thread.key}/": "Post comment",
        f"/discussion/{thread.key}/write/": "Post comment",
        f"/discussion/comments/{comment.pk}/reply/": "Post reply",
        f"/discussion/comments/{comment.pk}/edit/": "Preview",
    }
    assert all(button in client.get(at).content.decode() for at, button in forms.items())
    suspend(reader=alice, reason="Rule 4, twice", by=max_, at=timezone.now())
    for address, button in forms.items():
        page = client.get(address).content.decode()
        assert "Your account has been suspended since" in page
        assert "Reason: Rule 4, twice. You can read, but not comment or vote" in page
        assert "If you have questions, email newsroom@" in page
        assert f"{button}</button>" not in page
        assert 'class="act-main"' not in page
    readmit(reader=alice, by=max_, at=timezone.now())
    assert all(button in client.get(at).content.decode() for at, button in forms.items())


def test_keeps_what_was_typed_before(client: Client, alice: User, max_: User, thread: Thread):
    suspend(reader=alice, reason="Rule 4", by=max_, at=timezone.now())
    address = f"/discussion/{thread.key}/comments/"
    answer = client.post(address, {"words": "All my <b>words", "writer": alice.pk}, **OWN)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Reason: Rule 4." in page
    assert "All my &lt;b&gt;words</textarea>" in page
    assert "Post comment</button>" not in page
    assert Comment.objects.count() == 1


def test_costs_others_nothing(client: Client, alice: User, max_: User, thread: Thread):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/discussion/{thread.key}/")
        return len(asked)

    queries()
    before = queries()
    suspend(reader=alice, reason="Rule 4", by=max_, at=timezone.now())
    assert queries() <= before + 1
    others = Client().get(f"/discussion/{thread.key}/").content.decode()
    assert "suspended" not in others
