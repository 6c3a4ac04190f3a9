from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from lxml import html
from wagtail.search import index

from standfirst.discussion.services import recount, remove
from standfirst.discussion.talk import talk_by_article
from standfirst.discussion.testing import FIRST_AT, make_comment, make_thread
from standfirst.publishing.models import ArticlePage, SectionPage
from standfirst.publishing.testing import make_article, make_section

pytestmark = pytest.mark.django_db

AT = datetime(2026, 1, 20, 14, 5, tzinfo=UTC)


@pytest.fixture
def section() -> SectionPage:
    return make_section("Harbour")


@pytest.fixture
def article(section: SectionPage) -> ArticlePage:
    article = make_article("Sea wall", section=section)
    thread = make_thread(article)
    make_comment(thread, name="Alice", created_at=AT - timedelta(hours=1))
    make_comment(thread, name="Mara", created_at=AT)
    make_comment(thread, name="Charlie", state="held", created_at=AT + timedelta(hours=1))
    recount(thread)
    index.insert_or_update_object(article)
    return article


def read(client: Client, address: str) -> str:
    return " ".join(html.fromstring(client.get(address).content).text_content().split())


def test_tells_how_many_and_whose_was_the_last(client: Client, article: ArticlePage):
    words = "2 comments, last by Mara, January 20, 2:05 PM"
    for address in (article.section.url, "/search/?q=sea+wall", "/archive/2026/01/", "/"):
        assert words in read(client, address), address


def test_stays_true_when_the_last_one_goes(client: Client, article: ArticlePage):
    remove(comment=article.thread.comments.get(name="Mara"), by=None, at=FIRST_AT)
    words = "1 comment, last by Alice, January 20, 1:05 PM"
    assert words in read(client, article.section.url)


def test_names_nobody_who_gave_no_name(client: Client, article: ArticlePage):
    make_comment(article.thread, name="", created_at=AT + timedelta(days=400))
    recount(article.thread)
    words = "3 comments, last on February 24, 2027, 2:05 PM"
    assert words in read(client, article.section.url)


def test_says_nothing_where_nobody_spoke(client: Client, section: SectionPage):
    make_thread(make_article("Fish auction", section=section))
    assert "comment" not in read(client, section.url).split("Fish auction")[1].split("Harbour")[0]


def test_keeps_names_in_their_own_direction(client: Client, article: ArticlePage):
    page = html.fromstring(client.get(article.section.url).content)
    assert "Mara" in page.xpath("//p[@class='piece-meta']//bdi/text()")


def test_costs_one_query_for_all_of_a_list(
    section: SectionPage,
    article: ArticlePage,
    django_assert_num_queries: Callable[..., AbstractContextManager[object]],
):
    others = [make_article(section=section) for _ in range(4)]
    for other in others:
        make_comment(make_thread(other))
        recount(other.thread)
    with django_assert_num_queries(1):
        talks = talk_by_article([article.pk, *(other.pk for other in others)])
    assert [talk.count for talk in talks.values()].count(1) == 4
