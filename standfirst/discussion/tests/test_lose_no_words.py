"""Whatever hinders a post, the answer says so in words and has all that was typed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html
from pytest_django import DjangoAssertNumQueries

from standfirst.discussion.guests import guest_key_of, signed
from standfirst.discussion.models import Comment, DiscussionSettings, Thread
from standfirst.discussion.services import (
    Draft,
    Writer,
    close_thread,
    post_comment,
    recount,
    remove,
)
from standfirst.discussion.services.pace import GUESTS_AT_ONE_ADDRESS
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.publishing.models import ArticlePage
from standfirst.publishing.testing import make_article, make_author

pytestmark = pytest.mark.django_db
OWN = {"HTTP_ORIGIN": "http://testserver"}
WORDS = "I was there that night. \U0001f30a Ask me how I know.\n\nThe second crane stood still."
NOON = datetime(2026, 1, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def article() -> ArticlePage:
    return make_article()


def send(client: Client, article: ArticlePage, **values: object):
    address = f"/discussion/article-{article.pk}/comments/"
    return client.post(address, {"words": WORDS, **values}, **OWN)


def closed_thread(article: ArticlePage) -> dict[str, object]:
    close_thread(thread=make_thread(article), by=None, at=NOON)
    return {}


def removed_parent(article: ArticlePage) -> dict[str, object]:
    parent = make_comment(make_thread(article))
    recount(parent.thread)
    return {"parent": remove(comment=parent, by=None, at=NOON).pk}


def closed_parent(article: ArticlePage) -> dict[str, object]:
    return {"parent": make_comment(make_thread(article), is_closed=True).pk}


def parent_elsewhere(article: ArticlePage) -> dict[str, object]:
    return {"parent": make_comment(make_thread(make_article("Another"))).pk}


def name_of_staff(article: ArticlePage) -> dict[str, object]:
    make_author("Ines Maartens")
    return {"name": "\u202eInes\u200b Maartens"}


def name_too_long(article: ArticlePage) -> dict[str, object]:
    return {"name": "Alice " * 40}


def signed_out_since(article: ArticlePage) -> dict[str, object]:
    return {"writer": "4711"}


def one_post_too_many(article: ArticlePage) -> dict[str, object]:
    DiscussionSettings.objects.create(site=article.get_site(), most_in_ten_minutes=1)
    for number in range(GUESTS_AT_ONE_ADDRESS):
        send(Client(), article, words=f"Number {number}")
    return {}


HINDRANCES = [closed_thread, removed_parent, closed_parent, parent_elsewhere, name_of_staff,
              name_too_long, signed_out_since, one_post_too_many]  # fmt: skip


@pytest.mark.parametrize("hinder", HINDRANCES, ids=lambda hinder: hinder.__name__)
def test_says_what_hinders_and_keeps_the_words(
    client: Client, article: ArticlePage, hinder: Callable[[ArticlePage], dict[str, object]]
):
    values = hinder(article)
    before = Comment.objects.count()
    answer = send(client, article, **values)
    page = html.fromstring(answer.content)
    assert (answer.status_code, Comment.objects.count()) == (422, before)
    assert page.xpath("//textarea[@name='words']")[0].text.strip() == WORDS
    told = [one.text_content().strip() for one in page.xpath("//*[@role='alert'][not(@hidden)]")]
    assert len(told) == 1
    assert told[0].endswith(".")


def test_takes_as_many_of_thirty_in_a_row_as_are_allowed(client: Client, article: ArticlePage):
    answers = [send(client, article, words=f"Number {n}") for n in range(30)]
    assert [answer.status_code for answer in answers] == [303] * 10 + [422] * 20
    assert Thread.objects.get().comment_count == 10


def test_takes_a_forged_key_for_a_form_of_its_own(client: Client, article: ArticlePage):
    for key in ("", "nonsense", "9" * 36, str(UUID(int=0))):
        assert send(client, article, words=f"With {key}", key=key).status_code == 303
    assert Comment.objects.count() == 4


def test_hands_nobody_anothers_comment_for_a_replayed_form(article: ArticlePage):
    DiscussionSettings.objects.create(site=article.get_site(), hold="everybody")
    key = str(UUID(int=7))
    alice, charlie = Client(), Client()
    alice.cookies["standfirst_guest"] = signed("alice")
    charlie.cookies["standfirst_guest"] = signed("charlie")
    assert send(alice, article, key=key).url != send(charlie, article, key=key).url
    assert Comment.objects.count() == 2


@pytest.mark.parametrize("jump", [timedelta(days=400), timedelta(days=-400)])
def test_is_stopped_by_no_clock_that_jumps(article: ArticlePage, jump: timedelta):
    for at in (NOON, NOON + jump, NOON):
        draft, writer = Draft(f"At {at}"), Writer(guest_key="alice")
        rules = DiscussionSettings(most_in_ten_minutes=2)
        post_comment(article=article, draft=draft, writer=writer, rules=rules, at=at)
    assert Thread.objects.get().comment_count == 3


def test_costs_each_page_few_queries(
    client: Client, article: ArticlePage, django_assert_max_num_queries: DjangoAssertNumQueries
):
    client.cookies["standfirst_guest"] = signed("alice")
    fields = {"guest_key": guest_key_of("alice"), "created_at": timezone.now()}
    mine = make_comment(make_thread(article), **fields)
    pages = [f"/discussion/article-{article.pk}/write/"]
    pages += [
        f"/discussion/comments/{mine.pk}/{act}/" for act in ("reply", "edit", "delete", "history")
    ]
    for page in pages:
        client.get(page)
        with django_assert_max_num_queries(14):
            assert client.get(page).status_code == 200


def test_a_name_that_is_too_long_is_said_and_not_cut(client: Client):
    article, name = make_article(), "Donaudampfschifffahrt" * 4
    form = client.get(article.url).content.decode().partition('id="guest-name"')[2]
    assert "maxlength" not in form.partition(">")[0]
    address = f"/discussion/article-{article.pk}/comments/"
    answer = client.post(
        address, {"words": "All.", "name": name}, HTTP_SEC_FETCH_SITE="same-origin"
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "at most 80 characters" in page
    assert f'value="{name}"' in page
