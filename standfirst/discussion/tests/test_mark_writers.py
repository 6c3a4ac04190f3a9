from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from lxml import html

from standfirst.accounts.models import User
from standfirst.accounts.testing import make_user
from standfirst.discussion.models import Comment, DiscussionSettings, Thread
from standfirst.discussion.orders import DEFAULT
from standfirst.discussion.queries import thread_page
from standfirst.discussion.services import PostRefused, recount
from standfirst.discussion.services.posting import Draft, Writer, post_comment
from standfirst.discussion.testing import FIRST_AT, make_comment, make_thread
from standfirst.publishing.testing import make_article, make_author

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread() -> Thread:
    return make_thread(make_article(authors=(make_author(mail="vera@ledger.example"),)))


def said_beside(client: Client, comment: Comment) -> str:
    recount(comment.thread)
    page = html.fromstring(client.get(comment.thread.article.url).content)
    (header,) = page.xpath(f"//article[@id='comment-{comment.pk}']/header")
    return " ".join(header.text_content().split())


def user(name: str, *roles: str, **standing: object) -> User:
    made = make_user(name, *roles)
    User.objects.filter(pk=made.pk).update(**standing)
    return made


def test_says_who_works_here(client: Client, thread: Thread):
    said = said_beside(client, make_comment(thread, user=user("max", "Moderator"), name="Max"))
    assert "Max" in said
    assert "Newsroom" in said


def test_says_of_an_author_that_alone(client: Client, thread: Thread):
    said = said_beside(client, make_comment(thread, user=user("vera", "Editor"), name="Vera"))
    assert "Author of this report" in said
    assert "Newsroom" not in said


def test_says_nothing_of_who_worked_here_once(client: Client, thread: Thread):
    gone = user("max", "Moderator", is_active=False)
    assert "Newsroom" not in said_beside(client, make_comment(thread, user=gone))


def test_says_who_gives_and_who_knows(client: Client, thread: Thread):
    bob = user("bob", is_supporter=True, expertise="Pier 4 resident")
    said = said_beside(client, make_comment(thread, user=bob))
    assert "Supporter" in said
    assert "Pier 4 resident, checked by the desk" in said


def test_says_of_a_guest_that_they_are_one(client: Client, thread: Thread):
    said = said_beside(client, make_comment(thread, name="Max"))
    assert "Guest" in said
    assert "Guest" not in said_beside(client, make_comment(thread, name="Max", user=user("max")))
    assert not any(mark in said for mark in ("Newsroom", "Supporter", "Author", "checked"))


def test_reads_marks_along_in_the_same_queries(
    thread: Thread, django_assert_num_queries: Callable[..., AbstractContextManager[object]]
):
    for name in ("alice", "bob", "max"):
        make_comment(thread, user=user(name, "Moderator", is_supporter=True, expertise="Knows"))
    recount(thread)
    with django_assert_num_queries(2):
        placed = thread_page(thread=thread, order=DEFAULT).placed
    marks = {(one.comment.is_by_staff, one.comment.is_by_supporter, one.comment.expertise) for one in placed}  # fmt: skip
    assert marks == {(True, True, "Knows")}


def test_heads_each_comment_by_its_level(client: Client, thread: Thread):
    last = make_comment(thread)
    for _ in range(5):
        last = make_comment(thread, parent=last)
    recount(thread)
    page = html.fromstring(client.get(thread.article.url).content)
    headings = [article.xpath(".//h3 | .//h4 | .//h5 | .//h6")[0] for article in page.xpath("//article[@class='comment']")]  # fmt: skip
    assert [heading.tag for heading in headings] == ["h3", "h4", "h5", "h6", "h6", "h6"]
    assert headings[0].text_content() == "Alice, January 16, 8:00\u202fAM"


def test_takes_nothing_from_who_is_suspended(thread: Thread):
    charlie = user("charlie", is_suspended=True)
    charlie.refresh_from_db()
    with pytest.raises(PostRefused) as refused:
        post_comment(
            article=thread.article,
            draft=Draft("I am back."),
            writer=Writer(user=charlie),
            rules=DiscussionSettings(),
            at=FIRST_AT,
        )
    assert refused.value.code == "writer-suspended"
    assert "suspended" in str(refused.value)
