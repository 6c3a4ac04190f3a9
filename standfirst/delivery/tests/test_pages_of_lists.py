"""Lists that go on over several pages, each of which is a page of its own."""

import lxml.html
import pytest
from django.test import Client
from wagtail.search import index

from standfirst.publishing import queries
from standfirst.publishing.models import ArticlePage, NewsroomSettings, TopicIndexPage, TopicPage
from standfirst.publishing.testing import make_article, make_author, make_home, make_section

pytestmark = pytest.mark.django_db
ROWS = 2
LISTS = [
    "/harbour/",
    "/authors/ines/",
    "/topics/floods/",
    "/archive/2026/01/",
    "/search/?q=granite",
]


@pytest.fixture
def three(newsroom: NewsroomSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three articles that stand in every list, two on a page."""
    monkeypatch.setattr(queries, "ROWS_A_PAGE", ROWS)
    monkeypatch.setattr("standfirst.delivery.queries.articles.ROWS_A_PAGE", ROWS)
    monkeypatch.setattr("standfirst.delivery.queries.search.ROWS_A_PAGE", ROWS)
    topics = make_home().add_child(instance=TopicIndexPage(title="Topics", slug="topics"))
    topic = topics.add_child(instance=TopicPage(title="Floods", slug="floods"))
    ines = make_author("Ines", slug="ines")
    for number in range(3):
        article = make_article(f"Granite {number}", authors=(ines,))
        article.topics.add(topic)
        article.save()
        index.insert_or_update_object(article)


def at(address: str, page: str) -> str:
    return address + ("&" if "?" in address else "?") + f"page={page}"


def head(client: Client, address: str) -> tuple[str, list[str]]:
    tree = lxml.html.document_fromstring(client.get(address).content)
    return tree.findtext(".//title"), tree.xpath("//link[@rel='canonical']/@href")


@pytest.mark.parametrize("address", LISTS[:-1])
def test_the_second_page_names_itself(address: str, client: Client, three: None):
    first, canonical = head(client, address)
    assert canonical == [f"https://ledger.example{address}"]
    assert head(client, at(address, "1")) == (first, canonical)
    second, own = head(client, at(address, "2"))
    assert own == [f"https://ledger.example{address}?page=2"]
    assert second == first.replace(" – The Harbour", " – page 2 – The Harbour")


def test_the_second_page_of_a_search_has_a_title_of_its_own(client: Client, three: None):
    title, _canonical = head(client, at(LISTS[-1], "2"))
    assert title == "Search: granite – page 2 – The Harbour Ledger"


@pytest.mark.parametrize("address", LISTS)
def test_there_is_no_page_past_the_last_or_with_a_wrong_number(
    address: str, client: Client, three: None
):
    assert client.get(at(address, "2")).status_code == 200
    for asked in ("999", "0", "-1", "abc", "1.5", "9" * 5000, "\N{ARABIC-INDIC DIGIT ONE}"):
        assert client.get(at(address, asked)).status_code == 404


def test_the_wall_of_thanks_has_no_page_past_the_last(client: Client, newsroom: NewsroomSettings):
    assert client.get("/support/thanks/").status_code == 200
    assert client.get("/support/thanks/?page=999").status_code == 404


def test_an_empty_list_has_one_page(client: Client, newsroom: NewsroomSettings):
    make_section("Council", slug="council")
    assert client.get("/council/?page=1").status_code == 200


def test_the_front_page_has_no_way_of_one_step(client: Client, newsroom: NewsroomSettings):
    make_article(slug="wall")
    assert "BreadcrumbList" not in client.get("/").content.decode()
    assert "BreadcrumbList" in client.get("/harbour/wall/").content.decode()


@pytest.fixture
def alias(newsroom: NewsroomSettings) -> ArticlePage:
    """An article that stands in a second section as well."""
    article = make_article("Granite", slug="wall", authors=(make_author("Ines", slug="ines"),))
    council = make_section("Council", slug="council")
    made = article.create_alias(parent=council)
    for page in (article, made):
        index.insert_or_update_object(page.specific)
    return made


def test_an_alias_names_its_original(client: Client, alias: ArticlePage):
    page = client.get("/council/wall/").content.decode()
    assert '<link rel="canonical" href="https://ledger.example/harbour/wall/">' in page
    assert '<meta property="og:url" content="https://ledger.example/harbour/wall/">' in page
    card = client.get("/oembed/", {"url": "https://ledger.example/council/wall/"}).json()
    assert card["url"] == "https://ledger.example/harbour/wall/"


@pytest.mark.parametrize("feed", ["/feed.json", "/council/feed.json", "/authors/ines/feed.json"])
def test_an_alias_is_once_in_a_feed_and_the_same_in_all(
    feed: str, client: Client, alias: ArticlePage
):
    (item,) = client.get(feed).json()["items"]
    assert item["url"] == "https://ledger.example/harbour/wall/"
    assert item["id"] == f"urn:uuid:{alias.alias_of.translation_key}"


def test_an_alias_of_an_article_that_moved_in_has_the_name_that_feeds_know(
    client: Client, alias: ArticlePage
):
    ArticlePage.objects.filter(pk=alias.alias_of_id).update(old_feed_id="https://old.example/?p=7")
    (item,) = client.get("/council/feed.json").json()["items"]
    assert item["id"] == "https://old.example/?p=7"


@pytest.mark.parametrize("listing", ["/sitemap.xml", "/authors/ines/", "/search/?q=granite", "/archive/2026/01/"])  # fmt: skip
def test_an_alias_is_no_second_article_in_lists(listing: str, client: Client, alias: ArticlePage):
    page = client.get(listing).content.decode()
    assert "/harbour/wall/" in page
    assert "/council/wall/" not in page


def test_an_alias_stands_in_its_own_section(client: Client, alias: ArticlePage):
    assert "/council/wall/" in client.get("/council/").content.decode()
