"""Writers take back what they wrote, at any time."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from lxml import html

from standfirst.accounts.models import User
from standfirst.discussion import services
from standfirst.discussion.guests import guest_key_of, signed
from standfirst.discussion.models import Comment, CommentRevision, Thread
from standfirst.discussion.services import NothingToBringBack, NotTheirs, Writer, recount
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.outbox.models import Event
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 1, 20, 12, 0, tzinfo=UTC)
OWN = {"HTTP_ORIGIN": "http://testserver"}
ALICE = Writer(guest_key=guest_key_of("alice"))


@pytest.fixture
def mine() -> Comment:
    """Alice's comment, written as a guest."""
    thread = make_thread(make_article())
    comment = make_comment(
        thread, "My boss told me.", guest_key=ALICE.guest_key, mail="a@b.example"
    )
    CommentRevision.objects.create(comment=comment, words="My boss", html="", written_at=NOON)
    recount(thread)
    return comment


def delete(comment: Comment, writer: Writer = ALICE) -> Comment:
    return services.delete_comment(comment=comment, writer=writer, at=NOON)


def answer(comment: Comment) -> Comment:
    reply = make_comment(comment.thread, "Which one?", parent=comment, name="Bob")
    recount(comment.thread)
    return reply


def test_leaves_nothing_of_the_words(mine: Comment):
    delete(mine)
    kept = Comment.objects.get()
    assert (kept.words, kept.html, kept.mail, kept.state) == ("", "", "", "deleted")
    assert CommentRevision.objects.count() == 0
    assert Thread.objects.get().comment_count == 0
    assert Event.objects.get().name == "comment-removed"


def test_does_it_once(mine: Comment):
    delete(mine)
    delete(mine)
    assert Thread.objects.get().comment_count == 0
    assert Event.objects.count() == 1


def test_counts_as_a_recount_would(mine: Comment):
    reply = answer(mine)
    delete(mine)
    assert recount(Thread.objects.get()) == 0
    reply.refresh_from_db()
    assert (reply.is_approved, Comment.objects.get(pk=mine.pk).reply_count) == (True, 1)


def test_refuses_everybody_else(mine: Comment, admin_user: User):
    for writer in (Writer(), Writer(guest_key="bob"), Writer(user=admin_user)):
        with pytest.raises(NotTheirs):
            delete(mine, writer)


def test_brings_it_back_for_no_moderator(mine: Comment):
    delete(mine)
    with pytest.raises(NothingToBringBack):
        services.restore(comment=mine, by=None, at=NOON)


# --- The pages -----------------------------------------------------------------------------


@pytest.fixture
def alice(client: Client) -> Client:
    client.cookies["standfirst_guest"] = signed("alice")
    return client


def test_asks_first(alice: Client, mine: Comment):
    place = f"/discussion/comments/{mine.pk}/delete/"
    asked = alice.get(place).content.decode()
    assert "Delete your comment?" in asked
    assert "My boss told me." in asked
    assert alice.post(place, {}, **OWN).status_code == 200
    assert Comment.objects.get().is_approved


def test_goes_where_nobody_answered(alice: Client, mine: Comment):
    place = f"/discussion/comments/{mine.pk}/"
    done = alice.post(f"{place}delete/", {"sure": "yes"}, **OWN)
    assert (done.status_code, done.url) == (303, f"/discussion/{mine.thread.key}/#discussion")
    assert alice.get(place).status_code == 410


def test_leaves_a_tombstone_where_it_was_answered(alice: Client, mine: Comment):
    answer(mine)
    place = f"/discussion/comments/{mine.pk}/"
    assert alice.post(f"{place}delete/", {"sure": "yes"}, **OWN).url == place
    page = html.fromstring(Client().get(mine.thread.article.url).content)
    (tombstone,) = page.xpath("//*[@class='tombstone']/text()")
    assert tombstone == "Deleted by its writer."
    assert page.xpath(f"//*[@id='h-{mine.pk}']/text()")[0].startswith("Deleted")


def test_is_not_offered_to_others(client: Client, mine: Comment):
    place = f"/discussion/comments/{mine.pk}/delete/"
    assert client.get(place).status_code == 404
    assert client.post(place, {"sure": "yes"}, **OWN).status_code == 404
    assert Comment.objects.get().is_approved
