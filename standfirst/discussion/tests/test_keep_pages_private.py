import pytest
from django.test import Client

from standfirst.accounts.testing import make_user
from standfirst.discussion.guests import guest_key_of, signed
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.publishing.models import ArticlePage
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> ArticlePage:
    article = make_article()
    make_comment(make_thread(article), "Mine", state="held", guest_key=guest_key_of("alice"))
    return article


def rules_for_caches(client: Client, address: str) -> tuple[bool, bool]:
    """Whether caches keep the page for everybody, and whether they tell readers apart."""
    headers = client.get(address).headers
    return "private" not in headers.get("Cache-Control", ""), "Cookie" in headers.get("Vary", "")


@pytest.mark.parametrize("address", ["{article}", "/discussion/{key}/", "/"])
def test_lets_caches_keep_what_strangers_read(client: Client, article: ArticlePage, address: str):
    place = address.format(article=article.url, key=article.thread.key)
    is_for_all, _ = rules_for_caches(client, place)
    assert is_for_all
    assert client.get(place).cookies == {}


@pytest.mark.parametrize("address", ["{article}", "/discussion/{key}/"])
def test_keeps_a_guests_page_from_them(client: Client, article: ArticlePage, address: str):
    place = address.format(article=article.url, key=article.thread.key)
    assert rules_for_caches(client, place) == (True, True)
    client.cookies["standfirst_guest"] = signed("alice")
    assert "Mine" in client.get(place).content.decode()
    assert rules_for_caches(client, place) == (False, True)


def test_keeps_the_page_of_who_is_signed_in_from_them(client: Client, article: ArticlePage):
    client.force_login(make_user("alice"))
    for address in (article.url, "/account/comments/", "/"):
        assert rules_for_caches(client, address) == (False, True)
