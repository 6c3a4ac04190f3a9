"""A decision that somebody made after the page was opened is told, and asked about."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from standfirst.accounts.models import User
from standfirst.accounts.roles import MODERATOR
from standfirst.accounts.testing import make_user
from standfirst.discussion import services
from standfirst.discussion.models import Comment, DiscussionSettings, PassageQuestion, Thread
from standfirst.discussion.services import recount
from standfirst.discussion.services.editing import edit_comment
from standfirst.discussion.services.writers import Writer
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db
LIST = "/admin/comments/"
OWN = {"HTTP_SEC_FETCH_SITE": "same-origin"}
ON_COMMENT = ["approve", "remove", "spam", "pin", "pick", "close"]


@pytest.fixture
def thread() -> Thread:
    return make_thread(make_article())


@pytest.fixture
def max_(client: Client) -> Client:
    client.force_login(make_user("max", MODERATOR))
    return client


@pytest.fixture
def mona() -> User:
    return make_user("mona", MODERATOR)


def hidden(page: str, name: str = "opened_on") -> str:
    """What a form on `page` says that it was opened on."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1] if found else ""


def removed_by(mona: User, comment: Comment) -> None:
    services.remove(comment=comment, by=mona, at=timezone.now(), reason="rule 2")


@pytest.mark.parametrize("act", ON_COMMENT)
@pytest.mark.parametrize("where", ["list", "page"])
def test_asks_before_it_goes_over_a_colleagues_decision(
    max_: Client, mona: User, thread: Thread, act: str, where: str
):
    comment = make_comment(thread, state="held")
    recount(thread)
    pages = {"list": LIST, "page": f"/discussion/{thread.key}/"}
    page = max_.get(pages[where]).content.decode()
    opened_on = hidden(page.partition(f"comment-{comment.pk}" if where == "page" else "<ol")[2])
    removed_by(mona, comment)
    address = {
        "list": f"{LIST}{comment.pk}/",
        "page": f"/discussion/comments/{comment.pk}/moderate/",
    }
    values = {"act": act, "words": "my words", "opened_on": opened_on}
    answer = max_.post(address[where], values, **OWN)
    asked = answer.content.decode()
    assert answer.status_code == 409
    assert "Removed by Mona Example" in asked
    assert "rule 2" in asked
    comment.refresh_from_db()
    assert (comment.state, comment.removed_reason) == ("removed", "rule 2")
    # Meant all the same.
    max_.post(address[where], {**values, "opened_on": hidden(asked)}, **OWN)
    assert comment.moderation.first().act == act


@pytest.mark.parametrize("act", ["close-thread", "keep-open"])
@pytest.mark.parametrize("where", ["list", "page"])
def test_asks_before_it_goes_over_a_decision_about_the_discussion(
    max_: Client, mona: User, thread: Thread, act: str, where: str
):
    comment = make_comment(thread)
    recount(thread)
    if where == "list":
        address, values = f"{LIST}{comment.pk}/", {"act": act, "words": "Mine.", "sure": "yes"}
        page = max_.post(address, {"act": act}).content.decode()
    else:
        address, values = f"/discussion/{thread.key}/moderate/", {"act": act, "words": "Mine."}
        page = max_.get(f"/discussion/{thread.key}/").content.decode()
    values["opened_on"] = hidden(page.partition("moderate-thread")[2] or page)
    services.close_thread(thread=thread, by=mona, at=timezone.now(), note="Hers.")
    answer = max_.post(address, values, **OWN)
    assert answer.status_code == 409
    assert "Discussion closed by Mona Example" in answer.content.decode()
    assert Thread.objects.get().closed_note == "Hers."
    max_.post(address, {**values, "opened_on": hidden(answer.content.decode())}, **OWN)
    assert Thread.objects.get().closed_note != "Hers."


def test_asks_about_those_of_many_that_were_decided(max_: Client, mona: User, thread: Thread):
    one, two = (make_comment(thread, f"Words {n}", state="held") for n in "12")
    page = max_.get(LIST).content.decode()
    values = {f"opened_on-{c.pk}": hidden(page, f"opened_on-{c.pk}") for c in (one, two)}
    removed_by(mona, one)
    ticked = {"act": "approve", "comment": [one.pk, two.pk], **values}
    answer = max_.post(f"{LIST}several/", ticked)
    asked = answer.content.decode()
    assert (answer.status_code, "Words 1" in asked, "Words 2" in asked) == (409, True, False)
    states = Comment.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["removed", "approved"]
    values = {f"opened_on-{one.pk}": hidden(asked, f"opened_on-{one.pk}"), "sure": "yes"}
    max_.post(f"{LIST}several/", {"act": "approve", "comment": [one.pk], **values})
    assert list(states.all()) == ["approved", "approved"]


def test_asks_where_the_writer_changed_the_words(max_: Client, thread: Thread):
    alice = make_user("alice")
    comment = make_comment(thread, state="held", user=alice)
    opened_on = hidden(max_.get(LIST).content.decode().partition("<ol")[2])
    edit_comment(
        comment=comment,
        words="Something else",
        writer=Writer(user=alice),
        rules=DiscussionSettings(is_open=True),
        at=comment.created_at,
    )
    answer = max_.post(f"{LIST}{comment.pk}/", {"act": "approve", "opened_on": opened_on})
    assert answer.status_code == 409
    assert "its writer changed the words" in answer.content.decode()
    assert "Something else" in answer.content.decode()


def test_does_not_ask_about_what_is_so_already(max_: Client, mona: User, thread: Thread):
    comment = make_comment(thread, state="held")
    opened_on = hidden(max_.get(LIST).content.decode().partition("<ol")[2])
    services.approve(comment=comment, by=mona, at=timezone.now())
    answer = max_.post(f"{LIST}{comment.pk}/", {"act": "approve", "opened_on": opened_on})
    assert answer.status_code == 302
    assert comment.moderation.count() == 1


def test_tells_that_a_question_was_decided(max_: Client, thread: Thread):
    question = PassageQuestion.objects.create(
        thread=thread, question="Why?", quote="Nine metres", start=0, end=11, key="k", asked_at=timezone.now(), state="held",
    )  # fmt: skip
    opened_on = hidden(max_.get(f"/discussion/questions/{question.pk}/").content.decode())
    PassageQuestion.objects.update(state="removed")
    address = f"/discussion/questions/{question.pk}/moderate/"
    answer = max_.post(address, {"do": "approve", "opened_on": opened_on}, follow=True, **OWN)
    assert "changed after you opened the page" in answer.content.decode()
    question.refresh_from_db()
    assert question.state == "removed"
