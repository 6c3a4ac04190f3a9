"""Search over full text, on whichever database the tests run."""

import json
from datetime import timedelta

import lxml.html
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Page
from wagtail.search import index

from standfirst.delivery.words import Asked
from standfirst.publishing.models import (
    ArticlePage,
    NewsroomSettings,
    Picture,
    PlainPage,
    TopicIndexPage,
    TopicPage,
)
from standfirst.publishing.testing import (
    PUBLISHED_AT,
    make_article,
    make_author,
    make_home,
    make_section,
)

pytestmark = pytest.mark.django_db


def article(title: str, text: str = "", **fields: object) -> ArticlePage:
    body = json.dumps([{"type": "text", "value": f"<p>{text}</p>"}])
    return indexed(make_article(title, body=body, **fields))


def indexed(page: Page) -> Page:
    """Do what the worker does once the page is committed."""
    index.insert_or_update_object(page)
    return page


def found(client: Client, **asked: str) -> lxml.html.HtmlElement:
    response = client.get("/search/", asked)
    assert response.status_code == 200
    return lxml.html.document_fromstring(response.content)


def titles(tree: lxml.html.HtmlElement) -> list[str]:
    return [it.text_content().strip() for it in tree.xpath("//main//ol//h2/a")]


def test_finds_words_of_headline_standfirst_and_text(client: Client, newsroom: NewsroomSettings):
    article("Granite arrives")
    article("A", standfirst="They ordered granite.")
    article("B", "The quarry sold <b>granite</b> &amp; sand.")
    article("C", "Nothing here.")
    assert set(titles(found(client, q="granite"))) == {"Granite arrives", "A", "B"}


def test_wants_all_words(client: Client, newsroom: NewsroomSettings):
    article("Granite wall")
    article("Granite quarry")
    assert titles(found(client, q="wall granite")) == ["Granite wall"]


def test_marks_the_words_where_they_stand(client: Client, newsroom: NewsroomSettings):
    article("A", "x " * 200 + "The old Quarry sold it." + " y" * 200)
    (words,) = found(client, q="quarry").xpath("//main//ol//p[@class='piece-words']")
    assert [it.text for it in words.iter("mark")] == ["Quarry"]
    assert words.text_content().startswith("… ")
    assert len(words.text_content()) < 240


def test_escapes_what_it_shows(client: Client, newsroom: NewsroomSettings):
    article("A", "See &lt;script&gt;alert(1)&lt;/script&gt; granite")
    text = client.get("/search/", {"q": "granite"}).content.decode()
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert(1)" not in text


def test_narrows_by_section_and_kind(client: Client, newsroom: NewsroomSettings):
    council = make_section("Council")
    article("Granite here", section=council, kind="opinion")
    article("Granite there", section=council)
    article("Granite elsewhere", kind="opinion")
    assert titles(found(client, q="granite", section="council", kind="opinion")) == ["Granite here"]
    assert len(titles(found(client, q="granite", section="nowhere", kind="nothing"))) == 3


def test_orders_by_match_or_by_age(client: Client, newsroom: NewsroomSettings):
    article("Granite, granite, granite")
    article("Newest", "x " * 300 + " granite", first_published_at=PUBLISHED_AT + timedelta(days=1))
    assert titles(found(client, q="granite"))[0] == "Granite, granite, granite"
    assert titles(found(client, q="granite", order="newest"))[0] == "Newest"


def test_shows_twenty_a_page(client: Client, newsroom: NewsroomSettings):
    for number in range(21):
        article(f"Granite {number}")
    first = found(client, q="granite", order="newest")
    assert len(titles(first)) == 20
    (following,) = first.xpath("//a[@rel='next']/@href")
    assert following == "?q=granite&order=newest&page=2"
    assert len(titles(found(client, q="granite", page="2"))) == 1


def test_shows_only_what_everybody_may_read(client: Client, newsroom: NewsroomSettings):
    secret = make_section("Secret")
    article("Granite, private", section=secret)
    secret.view_restrictions.create(restriction_type="login")
    article("Granite, draft", live=False)
    assert titles(found(client, q="granite")) == []


def test_finds_authors_topics_and_pages_after_articles(client: Client, newsroom: NewsroomSettings):
    indexed(make_author("Ines", expertise="Knows granite."))
    topics = make_home().add_child(instance=TopicIndexPage(title="Topics", slug="topics"))
    indexed(topics.add_child(instance=TopicPage(title="Granite")))
    stored = json.dumps([{"type": "text", "value": "<p>Our granite rule.</p>"}])
    indexed(make_home().add_child(instance=PlainPage(title="About", body=stored)))
    others = found(client, q="granite").xpath("//section//h3/a/text()")
    assert set(others) == {"Ines", "Granite", "About"}


def test_helps_when_nothing_is_found(client: Client, newsroom: NewsroomSettings):
    tree = found(client, q="granite", kind="opinion")
    assert "No article contains “granite”" in tree.text_content()
    assert tree.xpath("//main//a[@href='?q=granite&']")


def test_says_how_it_works_when_nothing_is_asked(client: Client, newsroom: NewsroomSettings):
    assert "All words must be in the article" in found(client).text_content()


def test_asks_machines_to_leave_it_out(client: Client, newsroom: NewsroomSettings):
    assert found(client, q="x").xpath("//meta[@name='robots']/@content") == ["noindex, follow"]


ODD = [
    '"', "'", '"granite', "granite*", "AND", "NOT granite", "OR OR", "NEAR(a b)", "a:b", "(", "\\", "%s %d",
    "😀", "😀granite", "<b>", "&", "granite & !", "title:granite", "-granite", "^granite", "''", "a' OR 1=1 --", "\ufffe", "\ud800",
    "9.4", "don't", "नमस्ते", "مرحبا", "a" * 10_000, "granite " * 2_000, "_", "–", "…",
]  # fmt: skip


@pytest.mark.parametrize("typed", ODD)
def test_takes_whatever_is_typed(typed: str, client: Client, newsroom: NewsroomSettings):
    article("Granite wall")
    address = "/search/?q=" + "".join(f"%{it:02x}" for it in typed.encode("utf-8", "surrogatepass"))
    for order in ("relevance", "newest"):
        assert client.get(f"{address}&order={order}").status_code == 200


@pytest.mark.parametrize("typed", ['"granite"', "granite*", "“Granite”", "GRANITE!", "😀 granite"])
def test_reads_past_signs(typed: str, client: Client, newsroom: NewsroomSettings):
    article("Granite wall")
    assert titles(found(client, q=typed)) == ["Granite wall"]


def test_marks_forms_of_a_word_but_not_other_words():
    marked = Asked.of("wall", "en").marked(["Walls, walled, wallpaper and Wäll"])
    assert marked == "<mark>Walls</mark>, <mark>walled</mark>, wallpaper and <mark>Wäll</mark>"


def test_asks_the_database_the_same_however_much_there_is(
    client: Client,
    newsroom: NewsroomSettings,
    picture: Picture,
    django_assert_max_num_queries: DjangoAssertNumQueries,
):
    article("Granite", authors=(indexed(make_author("Granite")),), lead_picture=picture)
    client.get("/search/?q=granite")
    with django_assert_max_num_queries(30) as few:
        client.get("/search/?q=granite")
    for number in range(4):
        author = indexed(make_author(f"Granite {number}"))
        article(
            "Granite", section=make_section(f"S{number}"), authors=(author,), lead_picture=picture
        )
    with django_assert_max_num_queries(len(few)):
        client.get("/search/?q=granite")
