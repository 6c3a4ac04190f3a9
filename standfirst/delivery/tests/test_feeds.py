"""What feed readers are handed; feedparser is the judge."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import pytest
from django.test import Client
from django.utils.http import http_date
from pytest_django import DjangoAssertNumQueries

from standfirst.delivery.feeds.gather import LONGEST
from standfirst.publishing.models import (
    ArticlePage,
    NewsroomSettings,
    Picture,
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
XML = ["/feed.rss", "/feed.atom"]
EVERY = [*XML, "/feed.json"]
HOSTILE = 'A ]]> & <script>alert("1")</script> 😀 \x0b\x00 “wall”'


def body(*blocks: tuple[str, Any]) -> str:
    return json.dumps([{"type": kind, "value": value} for kind, value in blocks])


def parsed(client: Client, address: str) -> feedparser.FeedParserDict:
    response = client.get(address)
    assert response.status_code == 200
    found = feedparser.parse(response.content)
    assert not found.bozo, found.bozo_exception
    return found


def items(client: Client, address: str) -> list[dict[str, Any]]:
    return json.loads(client.get(address).content)["items"]


def make_topic(title: str) -> TopicPage:
    home = make_home()
    index = TopicIndexPage.objects.first() or home.add_child(
        instance=TopicIndexPage(title="Topics", slug="topics")
    )
    return index.add_child(instance=TopicPage(title=title))


@pytest.mark.parametrize("address", XML)
def test_names_the_paper_and_its_articles(address: str, client: Client, newsroom: NewsroomSettings):
    article = make_article("Piles went deeper", standfirst="And dearer.")
    feed = parsed(client, address)
    assert feed.feed.title == "The Harbour Ledger"
    assert [(it.title, it.link) for it in feed.entries] == [
        ("Piles went deeper", f"https://ledger.example/harbour/{article.slug}/")
    ]


@pytest.mark.parametrize("address", XML)
def test_holds_a_hostile_headline(address: str, client: Client, newsroom: NewsroomSettings):
    ArticlePage.objects.filter(pk=make_article("x").pk).update(title=HOSTILE.replace("\x00", ""))
    (entry,) = parsed(client, address).entries
    assert "]]>" in entry.title
    assert "😀" in entry.title
    assert "<script" not in client.get(address).content.decode()


def test_holds_a_hostile_headline_in_json(client: Client, newsroom: NewsroomSettings):
    ArticlePage.objects.filter(pk=make_article("x").pk).update(title=HOSTILE.replace("\x00", ""))
    assert items(client, "/feed.json")[0]["title"].startswith("A ]]> & <script>")


@pytest.mark.parametrize("address", XML)
def test_carries_the_whole_text(
    address: str, client: Client, newsroom: NewsroomSettings, picture: Picture
):
    stored = body(
        ("text", '<p>See <a href="/archive/">here</a> and <a href="#source-1">there</a>.</p>'),
        ("heading", {"text": "Piles & stone", "level": "2"}),
        ("picture", {"picture": picture.pk, "caption": "", "size": "text"}),
        ("html", "<p onclick='x()'>Old<script>x()</script></p>"),
    )
    article = make_article(standfirst="Deeper.", body=stored)
    html = parsed(client, address).entries[0].content[0].value
    assert "Deeper." in html
    assert 'href="https://ledger.example/archive/"' in html
    assert f'href="https://ledger.example/harbour/{article.slug}/#source-1"' in html
    assert "<h2>Piles &amp; stone</h2>" in html
    assert 'src="https://ledger.example/media/' in html
    assert "Lauri Penn" in html
    assert "script" not in html
    assert "onclick" not in html


def test_keeps_a_number_to_call(client: Client, newsroom: NewsroomSettings):
    make_article(body=body(("text", '<p><a href="tel:+4533112233">Call us</a></p>')))
    html = items(client, "/feed.json")[0]["content_html"]
    assert '<a href="tel:+4533112233" rel="noopener">Call us</a>' in html


def test_resolves_links_to_pages_and_drops_dead_ones(client: Client, newsroom: NewsroomSettings):
    target = make_article("Target", slug="target")
    links = f'<p><a linktype="page" id="{target.pk}">live</a> <a id="999999" linktype="page">gone</a></p>'
    make_article(body=body(("text", links)), first_published_at=PUBLISHED_AT + timedelta(days=1))
    html = items(client, "/feed.json")[0]["content_html"]
    assert '<a href="https://ledger.example/harbour/target/" rel="noopener">live</a>' in html
    assert "999999" not in html


@pytest.mark.parametrize("address", XML)
def test_names_authors_categories_dates_and_picture(
    address: str, client: Client, newsroom: NewsroomSettings, picture: Picture
):
    authors = (make_author("Ines Maartens"), make_author("Lauri Penn"))
    changed = datetime(2026, 1, 19, 9, 40, tzinfo=UTC)
    article = make_article(authors=authors, lead_picture=picture, changed_at=changed)
    article.topics.add(make_topic("Flood defence"))
    article.save()
    (entry,) = parsed(client, address).entries
    assert {it.name for it in entry.authors if "name" in it} >= {"Ines Maartens", "Lauri Penn"}
    assert [tag.term for tag in entry.tags] == ["Harbour", "Report", "Flood defence"]
    assert entry.published_parsed[:5] == (2026, 1, 15, 6, 0)
    assert entry.updated_parsed[:5] == (2026, 1, 19, 9, 40)
    assert entry.enclosures[0].type == "image/jpeg"
    assert entry.id == f"urn:uuid:{article.translation_key}"


def test_keeps_the_guid_when_an_article_moves(client: Client, newsroom: NewsroomSettings):
    article = make_article()
    before = items(client, "/feed.json")[0]["id"]
    article.move(make_section("Council"), pos="last-child")
    assert items(client, "/feed.json")[0]["id"] == before


def test_follows_json_feed(client: Client, newsroom: NewsroomSettings, picture: Picture):
    make_article(authors=(make_author("Ines Maartens"),), lead_picture=picture)
    document = json.loads(client.get("/feed.json").content)
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["feed_url"] == "https://ledger.example/feed.json"
    (item,) = document["items"]
    assert item["authors"][0]["name"] == "Ines Maartens"
    assert item["image"] == item["attachments"][0]["url"]
    assert item["attachments"][0]["size_in_bytes"] > 0


def test_of_a_section_topic_or_author_holds_only_theirs(client: Client, newsroom: NewsroomSettings):
    ines, floods = make_author("Ines", slug="ines"), make_topic("Floods")
    own = make_article("Own", section=make_section("Council"), authors=(ines,))
    own.topics.add(floods)
    own.save()
    make_article("Other")
    for address in ("/council/feed.rss", "/topics/floods/feed.atom", "/authors/ines/feed.rss"):
        assert [it.title for it in parsed(client, address).entries] == ["Own"]


@pytest.mark.parametrize("path", ["/nowhere/feed.rss", "/authors/feed.rss", "/feed.txt"])
def test_is_not_found_where_there_is_none(path: str, client: Client, newsroom: NewsroomSettings):
    make_author()
    assert client.get(path).status_code == 404


def test_shows_only_what_everybody_may_read(client: Client, newsroom: NewsroomSettings):
    make_article("Draft", live=False)
    secret = make_section("Secret")
    make_article("Private", section=secret)
    secret.view_restrictions.create(restriction_type="login")
    assert items(client, "/feed.json") == []
    assert client.get("/secret/feed.rss").status_code == 404


@pytest.mark.parametrize("address", EVERY)
def test_answers_304_to_who_has_it(address: str, client: Client, newsroom: NewsroomSettings):
    make_article()
    first = client.get(address)
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    since = client.get(address, headers={"if-modified-since": first["Last-Modified"]})
    assert since.status_code == 304


def test_is_sent_again_when_an_article_is_taken_down(client: Client, newsroom: NewsroomSettings):
    make_article("Stays")
    gone = make_article("Goes", first_published_at=PUBLISHED_AT + timedelta(days=1))
    seen = client.get("/feed.rss")
    gone.unpublish()
    since = http_date(datetime.now(UTC).timestamp() - 60)
    assert client.get("/feed.rss", headers={"if-modified-since": since}).status_code == 200
    assert client.get("/feed.rss", headers={"if-none-match": seen["ETag"]}).status_code == 200


def test_is_empty_but_well_formed_without_articles(client: Client, newsroom: NewsroomSettings):
    assert [parsed(client, address).entries for address in XML] == [[], []]


def test_stays_short(client: Client, newsroom: NewsroomSettings):
    for number in range(LONGEST + 2):
        make_article(f"Article {number}")
    assert len(items(client, "/feed.json")) == LONGEST


@pytest.mark.parametrize("address", EVERY)
def test_asks_the_database_the_same_however_much_there_is(
    address: str,
    client: Client,
    newsroom: NewsroomSettings,
    picture: Picture,
    django_assert_max_num_queries: DjangoAssertNumQueries,
):
    stored = body(
        ("text", '<p><a linktype="page" id="3">x</a></p>'),
        ("picture", {"picture": picture.pk, "caption": "", "size": "text"}),
    )
    for number in range(3):
        authors = (make_author(f"A{number}"), make_author(f"B{number}"))
        make_article(
            section=make_section(f"S{number}"), authors=authors, lead_picture=picture, body=stored
        )
    client.get(address)
    with django_assert_max_num_queries(19) as few:
        client.get(address)
    for number in range(5):
        make_article(authors=(make_author(f"C{number}"),), lead_picture=picture, body=stored)
    with django_assert_max_num_queries(len(few)):
        client.get(address)
