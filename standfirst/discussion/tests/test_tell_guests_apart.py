"""Guests who share a stored page, an address or a cache, and what each of them is shown."""

import pytest
from django.test import Client

from standfirst.accounts.models import User
from standfirst.discussion.guests import signed
from standfirst.discussion.models import Comment, DiscussionSettings
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.publishing.models import ArticlePage
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db
SHARED = "00000000-0000-4000-8000-000000000007"  # the form's key on a page that is stored


@pytest.fixture
def article() -> ArticlePage:
    return make_article()


def send(client: Client, article: ArticlePage, **values: object):
    address = f"/discussion/article-{article.pk}/comments/"
    values = {"words": "Who signed it?", **values}
    return client.post(address, values, HTTP_ORIGIN="http://testserver")


def hold_everything(article: ArticlePage) -> None:
    DiscussionSettings.objects.update_or_create(
        site=article.get_site(), defaults={"hold": "everybody"}
    )


def test_keeps_the_same_words_of_two_guests_with_one_stored_page(article: ArticlePage):
    hold_everything(article)
    for address in ("192.0.2.1", "192.0.2.2"):
        client = Client(REMOTE_ADDR=address)
        place = send(client, article, key=SHARED, words="Thank you.").url
        assert client.get(place).status_code == 302
    assert Comment.objects.count() == 2


def test_keeps_the_same_words_of_two_known_guests_at_one_address(article: ArticlePage):
    for name in ("alice", "bob"):
        client = Client()
        client.cookies["standfirst_guest"] = signed(name)
        send(client, article, key=SHARED)
        send(client, article, key=SHARED)
    assert Comment.objects.count() == 2


def test_posts_a_first_double_click_once_and_shows_it(article: ArticlePage):
    hold_everything(article)
    send(Client(), article, key=SHARED)  # the browser left before it read the answer
    second = Client()
    place = send(second, article, key=SHARED).url
    assert send(second, article, key=SHARED).url == place
    assert Comment.objects.count() == 1
    assert second.get(place).status_code == 302


def test_keeps_the_same_words_of_a_guest_and_a_user(
    article: ArticlePage, admin_client: Client, admin_user: User
):
    send(Client(), article, key=SHARED)
    send(admin_client, article, key=SHARED, writer=admin_user.pk)
    assert Comment.objects.count() == 2


def test_lets_no_cache_keep_what_only_its_writer_sees(client: Client, article: ArticlePage):
    hold_everything(article)
    posted = send(client, article)
    number = Comment.objects.get().pk
    answers = [client.get(f"/discussion/comments/{number}/{place}") for place in ("", "branch/", "reply/")]  # fmt: skip
    for answer in [posted, *answers, client.get(f"/discussion/article-{article.pk}/")]:
        assert "Cookie" in answer["Vary"]
        assert answer["Cache-Control"] == "private, no-store"


def test_lets_caches_keep_what_all_see(client: Client, article: ArticlePage):
    number = make_comment(make_thread(article)).pk
    for place in ("", "branch/", "reply/"):
        answer = client.get(f"/discussion/comments/{number}/{place}")
        assert "Cookie" in answer["Vary"]
        assert "Cache-Control" not in answer


def test_says_that_a_comment_waits_to_whom_keeps_no_cookies(article: ArticlePage):
    hold_everything(article)
    place = send(Client(), article).url
    answer = Client().get(place)
    assert answer.status_code == 200
    assert "no need to send it again" in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    number = Comment.objects.get().pk
    assert Client().get(f"/discussion/comments/{number}/").status_code == 404
    assert Client().get(f"/discussion/comments/{number}/?waits=article-0").status_code == 404
