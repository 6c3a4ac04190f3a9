from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from standfirst.accounts.models import User
from standfirst.accounts.testing import make_user
from standfirst.discussion.own_comments import PAGE, show_own_comments
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> User:
    return make_user("alice")


def test_tells_what_has_become_of_each(alice: User):
    thread = make_thread(make_article("Sea wall"))
    for state in ("approved", "held", "removed", "spam", "deleted"):
        make_comment(thread, state, user=alice, state=state, removed_reason="" if state != "removed" else "Off topic.")  # fmt: skip
    make_comment(thread, "Somebody else’s", user=make_user("bob"))
    shown = {comment.words: comment for comment in show_own_comments(user=alice).comments}
    assert list(shown) == ["deleted", "spam", "removed", "held", "approved"]
    assert shown["approved"].state == ""
    assert shown["held"].state == "A person reads it before it appears."
    assert shown["removed"].state == "Removed by the desk: Off topic."
    assert [words for words, comment in shown.items() if comment.place] == ["held", "approved"]


def test_names_no_article_that_is_no_longer_for_everybody(alice: User):
    article = make_article("The mayor resigns")
    make_comment(make_thread(article), "Why?", user=alice)
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    (comment,) = show_own_comments(user=alice).comments
    assert (comment.words, comment.title, comment.place) == ("Why?", "", "")


def test_goes_on_page_by_page(client: Client, alice: User):
    thread = make_thread(make_article())
    made = [make_comment(thread, user=alice).pk for _ in range(PAGE + 3)]
    first = show_own_comments(user=alice)
    second = show_own_comments(user=alice, before=first.next)
    numbers = [comment.number for page in (first, second) for comment in page.comments]
    assert numbers == made[::-1]
    assert second.next == 0
    client.force_login(alice)
    assert f"?before={first.next}" in client.get("/account/comments/").content.decode()


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30])
def test_answers_404_for_a_wrong_place(client: Client, alice: User, before: str):
    client.force_login(alice)
    assert client.get("/account/comments/", {"before": before}).status_code == 404


def test_shows_them_to_who_is_signed_in_only(client: Client):
    assert client.get("/account/comments/").status_code == 302
    client.force_login(make_user("charlie"))
    assert (
        "You have not written a comment yet." in client.get("/account/comments/").content.decode()
    )


def test_leads_there_from_the_account(client: Client, alice: User):
    make_comment(make_thread(make_article()), user=alice)
    client.force_login(alice)
    page = client.get("/account/").content.decode()
    assert 'href="/account/comments/"' in page
    assert 'href="/account/ignored/"' in page


def test_costs_the_same_queries_for_one_and_for_many(
    client: Client,
    alice: User,
    django_assert_num_queries: Callable[..., AbstractContextManager[object]],
):
    client.force_login(alice)
    make_comment(make_thread(make_article()), user=alice)
    client.get("/account/comments/")
    with django_assert_num_queries(8):
        client.get("/account/comments/")
    for _ in range(5):
        make_comment(make_thread(make_article()), user=alice)
    with django_assert_num_queries(8):
        client.get("/account/comments/")
