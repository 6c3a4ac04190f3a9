"""What one reader does leaves kept what it has nothing to do with: pages of other discussions, and the newsroom's settings."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from standfirst.accounts.testing import make_user
from standfirst.discussion.models import Comment
from standfirst.discussion.services import recount
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.lib.stamps import noted, stamps
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db(transaction=True)
OWN = {"HTTP_SEC_FETCH_SITE": "same-origin"}
FORM = {
    "key": "5a6d0e5c-7f0c-4c61-b9f0-6f0f6a0a1a11",
    "words": "Who signed it?",
    "name": "",
    "mail": "",
}
MAIL = "alice@paper.example"
Act = Callable[[Client, Comment], object]


def _post(client: Client, comment: Comment) -> None:
    client.post(f"/discussion/{comment.thread.key}/comments/", FORM, **OWN)
    assert Comment.objects.filter(words=FORM["words"]).count() == 1


def _post_twice(client: Client, comment: Comment) -> None:
    for _ in range(2):
        client.cookies.clear()
        _post(client, comment)


def _reply(client: Client, comment: Comment) -> None:
    typed = {**FORM, "parent": comment.pk}
    client.post(f"/discussion/{comment.thread.key}/comments/", typed, **OWN)
    assert Comment.objects.filter(parent=comment).count() == 1


def _vote(client: Client, comment: Comment) -> None:
    client.post(f"/discussion/comments/{comment.pk}/vote/", {"value": "up"}, **OWN)
    assert Comment.objects.get(pk=comment.pk).up == 1


def _edit(client: Client, comment: Comment) -> None:
    client.force_login(comment.user)
    client.post(f"/discussion/comments/{comment.pk}/edit/", {"words": "Who paid?"}, **OWN)
    assert Comment.objects.get(pk=comment.pk).words == "Who paid?"


def _delete(client: Client, comment: Comment) -> None:
    client.force_login(comment.user)
    client.post(f"/discussion/comments/{comment.pk}/delete/", {"sure": "yes"}, **OWN)
    assert Comment.objects.get(pk=comment.pk).state == Comment.State.DELETED


def _sign_in(client: Client, comment: Comment) -> None:
    client.post("/account/sign-in/", {"mail_address": comment.user.email}, **OWN)
    code = re.search(r"\b\d{4}-\d{4}\b", str(mail.outbox[-1].body))
    client.post("/account/sign-in/code/", {"code": code[0]}, **OWN)
    assert client.session["_auth_user_id"] == str(comment.user.pk)


def _follow(client: Client, comment: Comment) -> None:
    typed = {"kind": "thread", "mail": MAIL, "target": comment.thread.key}
    assert client.post("/follows/ask/", typed, **OWN).status_code < 400


def _preview(client: Client, comment: Comment) -> None:
    assert (
        client.post(f"/discussion/preview/?thread={comment.thread.key}", FORM, **OWN).status_code
        == 200
    )


@pytest.mark.parametrize(
    "act", [_post, _post_twice, _reply, _vote, _edit, _delete, _sign_in, _follow, _preview]
)
def test_a_reader_leaves_the_rest_kept(client: Client, act: Act):
    writer = make_user("alice")
    thread, at = make_thread(make_article()), timezone.now()
    comment = make_comment(thread, "Who paid for it?", user=writer, created_at=at)
    recount(thread)
    rest = noted(stamps().now(), ["thread:article-of-another-day"])
    act(client, comment)
    assert stamps().is_current(rest)
