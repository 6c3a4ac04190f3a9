from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
from django.http import HttpResponse
from django.test import Client
from lxml import html

from standfirst.accounts.models import User
from standfirst.accounts.testing import make_user
from standfirst.discussion.models import Comment, IgnoredReader
from standfirst.discussion.readers import Reader
from standfirst.discussion.services import recount
from standfirst.discussion.services.ignoring import NobodyToIgnore, ignore
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 1, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def alice(client: Client) -> User:
    """Somebody who reads, signed in."""
    alice = make_user("alice")
    client.force_login(alice)
    return alice


@pytest.fixture
def tirade() -> Comment:
    """What charlie wrote, with an answer of somebody else below it."""
    thread = make_thread(make_article())
    tirade = make_comment(thread, "They all lie!", user=make_user("charlie"), name="Charlie")
    make_comment(thread, "Who does?", parent=tirade, name="Bob", guest_key="bob")
    recount(thread)
    return tirade


def send(client: Client, comment: Comment, **typed: str) -> HttpResponse:
    address = f"/discussion/comments/{comment.pk}/ignore/"
    return client.post(address, typed, HTTP_SEC_FETCH_SITE="same-origin")


def folded(client: Client, comment: Comment) -> str:
    """What is folded on the article's page because of who wrote it."""
    page = html.fromstring(client.get(comment.thread.article.url).content)
    return " ".join(part.text_content() for part in page.xpath("//details[@class='ignored']"))


def test_folds_what_they_write_and_leaves_replies(client: Client, alice: User, tirade: Comment):
    assert send(client, tirade).url == f"/discussion/comments/{tirade.pk}/"
    assert "You ignore this reader." in folded(client, tirade)
    assert "They all lie!" in folded(client, tirade)
    assert "Who does?" not in folded(client, tirade)


def test_folds_it_for_this_reader_alone(client: Client, alice: User, tirade: Comment):
    send(client, tirade)
    assert folded(Client(), tirade) == ""
    client.force_login(make_user("vera"))
    assert folded(client, tirade) == ""


def test_knows_a_guest_by_browser(client: Client, alice: User, tirade: Comment):
    answer = tirade.replies.get()
    send(client, answer)
    assert "Who does?" in folded(client, tirade)
    assert "They all lie!" not in folded(client, tirade)


def test_ignores_once_however_often_it_is_said(client: Client, alice: User, tirade: Comment):
    send(client, tirade)
    send(client, tirade)
    assert IgnoredReader.objects.count() == 1


def test_shows_them_again_from_the_comment(client: Client, alice: User, tirade: Comment):
    send(client, tirade)
    send(client, tirade, again="yes")
    assert folded(client, tirade) == ""


def test_shows_them_again_from_the_list(client: Client, alice: User, tirade: Comment):
    send(client, tirade)
    page = html.fromstring(client.get("/account/ignored/").content)
    (button,) = page.xpath("//button[@name='ignored']")
    assert "Charlie" in button.text_content()
    client.post("/account/ignored/", {"ignored": button.get("value")}, HTTP_SEC_FETCH_SITE="same-origin")  # fmt: skip
    assert folded(client, tirade) == ""
    assert "You do not ignore anybody." in client.get("/account/ignored/").content.decode()


def test_leaves_another_readers_list_alone(client: Client, alice: User, tirade: Comment):
    mine = IgnoredReader.objects.create(user=make_user("bob"), guest_key="charlie", at=NOON)
    for number in (str(mine.pk), "x", ""):
        client.post("/account/ignored/", {"ignored": number}, HTTP_SEC_FETCH_SITE="same-origin")
    assert IgnoredReader.objects.filter(pk=mine.pk).exists()


def test_refuses_oneself_and_nobody(client: Client, alice: User, tirade: Comment):
    own = make_comment(tirade.thread, user=alice)
    from_elsewhere = make_comment(tirade.thread)
    for comment in (own, from_elsewhere):
        with pytest.raises(NobodyToIgnore):
            ignore(reader=Reader(alice), comment=comment, at=NOON)
        answer = send(client, comment)
        assert answer.status_code == 422
        assert "You cannot ignore this writer" in answer.content.decode()


def test_offers_it_to_who_is_signed_in_only(client: Client, tirade: Comment):
    assert b"/ignore/" not in client.get(tirade.thread.article.url).content
    client.force_login(make_user("alice"))
    assert b"/ignore/" in client.get(tirade.thread.article.url).content


def test_asks_a_stranger_to_sign_in(client: Client, tirade: Comment):
    for answer in (send(client, tirade), client.get("/account/ignored/")):
        assert answer.status_code == 302
        assert "next=" in answer.url
    assert not IgnoredReader.objects.exists()


def test_takes_it_from_own_pages_only(client: Client, alice: User, tirade: Comment):
    address = f"/discussion/comments/{tirade.pk}/ignore/"
    assert client.post(address, HTTP_SEC_FETCH_SITE="cross-site").status_code == 403
    assert client.get(address).url == f"/discussion/comments/{tirade.pk}/"
    assert not IgnoredReader.objects.exists()


def test_costs_one_query_for_all_whom_a_reader_ignores(
    client: Client,
    alice: User,
    tirade: Comment,
    django_assert_num_queries: Callable[..., AbstractContextManager[object]],
):
    address = f"/discussion/{tirade.thread.key}/"
    client.get(address)
    with django_assert_num_queries(16):
        client.get(address)
    for number in range(5):
        charlie = make_user(f"charlie{number}")
        make_comment(tirade.thread, user=charlie)
        IgnoredReader.objects.create(user=alice, ignored=charlie, at=NOON)
    recount(tirade.thread)
    with django_assert_num_queries(16):
        client.get(address)
    with django_assert_num_queries(6):
        client.get("/account/ignored/")
