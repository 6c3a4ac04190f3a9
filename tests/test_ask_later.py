"""A reader who gives already, or not today, says so with one press and is not asked; nobody else's page changes."""

import datetime

import pytest
from django.test import Client

from standfirst.funding.models import Campaign
from standfirst.funding.testing import make_campaign
from standfirst.publishing.models import ArticlePage
from standfirst.publishing.testing import make_article

from .test_mark_supporters import APPEAL, without_key

pytestmark = pytest.mark.django_db
OWN = {"HTTP_SEC_FETCH_SITE": "same-origin"}
COOKIE, DAY = "standfirst_gave", 24 * 3600


@pytest.fixture
def fund() -> Campaign:
    return make_campaign(starts_on=datetime.date(2020, 1, 1))


@pytest.fixture
def article() -> ArticlePage:
    return make_article("Sea wall bill jumps")


def press(client: Client, act: str, back: str, **more: str):
    return client.post("/support/reminder/", {"act": act, "next": back, **more}, **OWN)


@pytest.mark.parametrize(
    ("act", "words", "days"),
    [("later", b"We will ask again", 14), ("give", b"You support this paper", 182)],
)
def test_whoever_says_so_is_not_asked(
    fund: Campaign, article: ArticlePage, act: str, words: bytes, days: int
):
    reader = Client()
    before = reader.get(article.url).content
    assert before.count(f'name="act" value="{act}"'.encode()) == 2
    answer = press(reader, act, article.url)
    assert (answer.status_code, answer["Location"]) == (303, article.url)
    assert answer.cookies[COOKIE]["max-age"] == days * DAY
    assert answer.cookies[COOKIE]["httponly"]
    page = reader.get(article.url)
    assert APPEAL not in page.content
    assert b'value="later"' not in page.content
    assert page.content.count(words) == 1
    assert "private" in page["Cache-Control"]


def test_the_cookie_says_nothing_of_who_it_is(fund: Campaign, article: ArticlePage):
    values = {press(Client(), "later", article.url).cookies[COOKIE].value for _ in range(2)}
    assert values == {"later"}


def test_strangers_get_the_same_page_before_and_after(fund: Campaign, article: ArticlePage):
    before = Client().get(article.url)
    press(Client(), "later", article.url)
    after = Client().get(article.url)
    assert without_key(after.content) == without_key(before.content)
    assert "private" not in after.headers.get("Cache-Control", "")
    assert not before.cookies


def test_whoever_gave_stays_a_giver(fund: Campaign, article: ArticlePage):
    giver = Client()
    giver.cookies[COOKIE] = "1"
    assert COOKIE not in press(giver, "later", article.url).cookies
    assert b"You support this paper" in giver.get(article.url).content


def test_comes_back_to_where_it_was_pressed_and_nowhere_else(fund: Campaign, article: ArticlePage):
    answer = press(Client(), "later", article.url, place="end")
    assert answer["Location"] == f"{article.url}#asked"
    assert press(Client(), "later", "https://evil.example/")["Location"] == "/"
    assert press(Client(), "sing", article.url).status_code == 404
    forged = Client().post("/support/reminder/", {"act": "later"}, HTTP_SEC_FETCH_SITE="cross-site")
    assert forged.status_code == 403
