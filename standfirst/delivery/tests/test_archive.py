"""The archive, in the newsroom's own days."""

from datetime import UTC, datetime

import lxml.html
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from standfirst.publishing.models import ArticlePage, NewsroomSettings
from standfirst.publishing.testing import make_article, make_author, make_section

pytestmark = pytest.mark.django_db


def published(title: str, at: str, **fields: object) -> ArticlePage:
    return make_article(
        title, first_published_at=datetime.fromisoformat(at).replace(tzinfo=UTC), **fields
    )


def page(client: Client, address: str) -> lxml.html.HtmlElement:
    response = client.get(address)
    assert response.status_code == 200
    return lxml.html.document_fromstring(response.content)


def titles(tree: lxml.html.HtmlElement) -> list[str]:
    return [it.text_content().strip() for it in tree.xpath("//main//h2/a")]


def links(tree: lxml.html.HtmlElement, start: str = "/archive/") -> set[str]:
    return {it for it in tree.xpath("//main//a/@href") if it.startswith(start)}


def test_counts_by_year_and_month(client: Client, newsroom: NewsroomSettings):
    published("A", "2026-01-15T06:00")
    published("B", "2026-01-16T06:00")
    published("C", "2025-11-01T06:00")
    tree = page(client, "/archive/")
    assert links(tree) == {
        "/archive/2026/",
        "/archive/2026/01/",
        "/archive/2025/",
        "/archive/2025/11/",
    }
    assert "2 articles" in tree.text_content()


def test_of_a_day_holds_that_days_paper(client: Client, newsroom: NewsroomSettings):
    published("Before", "2026-01-14T06:00")
    published("Morning", "2026-01-15T06:00")
    published("Evening", "2026-01-15T18:00")
    tree = page(client, "/archive/2026/01/15/")
    assert titles(tree) == ["Evening", "Morning"]
    assert "/archive/2026/01/14/" in links(tree)


def test_counts_days_where_the_newsroom_is(client: Client, newsroom: NewsroomSettings):
    newsroom.time_zone = "Pacific/Auckland"
    newsroom.save()
    published("Tomorrow already", "2025-12-31T23:30")
    assert titles(page(client, "/archive/2026/01/01/")) == ["Tomorrow already"]
    assert titles(page(client, "/archive/2025/12/31/")) == []
    assert "/archive/2026/" in links(page(client, "/archive/"))


def test_leads_over_days_without_articles(client: Client, newsroom: NewsroomSettings):
    published("A", "2024-05-01T06:00")
    published("B", "2025-01-15T06:00")
    published("C", "2026-02-03T06:00")
    (after,) = page(client, "/archive/2025/01/15/").xpath("//a[@rel='prev']/@href")
    (before,) = page(client, "/archive/2025/01/15/").xpath("//a[@rel='next']/@href")
    assert (before, after) == ("/archive/2024/05/01/", "/archive/2026/02/03/")


def test_of_a_month_has_a_calendar_and_its_articles(client: Client, newsroom: NewsroomSettings):
    published("First", "2026-01-01T06:00")
    published("Last", "2026-01-31T23:59")
    published("Other", "2026-02-01T00:00")
    tree = page(client, "/archive/2026/01/")
    assert titles(tree) == ["Last", "First"]
    assert {"/archive/2026/01/01/", "/archive/2026/01/31/"} <= links(tree, "/archive/2026/01/")
    assert tree.xpath("//a[@rel='prev']/@href") == ["/archive/2026/02/"]


def test_of_a_year_has_its_months(client: Client, newsroom: NewsroomSettings):
    published("A", "2026-01-15T06:00")
    tree = page(client, "/archive/2026/")
    assert {"/archive/2026/01/", "/archive/2026/01/15/"} <= links(tree)


@pytest.mark.parametrize(
    "path",
    [
        "2026/13",
        "2026/02/30",
        "0000",
        "2026/00",
        "9999",
        "9999/12/31",
        "2026/01/00",
        "0001/01/01",
        "2026/1",
        "abc",
        "20260",
    ],
)
def test_does_not_know_wrong_dates(path: str, client: Client, newsroom: NewsroomSettings):
    assert client.get(f"/archive/{path}/").status_code == 404


def test_says_so_when_nothing_appeared(client: Client, newsroom: NewsroomSettings):
    assert (
        "Nothing was published on this day." in page(client, "/archive/1850/02/03/").text_content()
    )


def test_shows_only_what_everybody_may_read(client: Client, newsroom: NewsroomSettings):
    secret = make_section("Secret")
    published("Private", "2026-01-15T06:00", section=secret)
    secret.view_restrictions.create(restriction_type="login")
    published("Draft", "2026-01-15T06:00", live=False)
    assert links(page(client, "/archive/")) == set()
    assert titles(page(client, "/archive/2026/01/15/")) == []
    assert titles(page(client, "/archive/2026/01/")) == []


@pytest.mark.parametrize("path", ["", "2026/", "2026/01/", "2026/01/15/"])
def test_asks_the_database_the_same_however_much_there_is(
    path: str,
    client: Client,
    newsroom: NewsroomSettings,
    django_assert_max_num_queries: DjangoAssertNumQueries,
):
    published("A", "2026-01-15T06:00", authors=(make_author(),))
    client.get(f"/archive/{path}")
    with django_assert_max_num_queries(20) as few:
        client.get(f"/archive/{path}")
    for number in range(4):
        published("B", "2026-01-15T07:00", authors=(make_author(f"A{number}"),))
    with django_assert_max_num_queries(len(few)):
        client.get(f"/archive/{path}")
