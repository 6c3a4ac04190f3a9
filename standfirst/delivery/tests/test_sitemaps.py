"""Both sitemaps against their schemas, and what is in them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import xmlschema
from django.test import Client
from django.utils import timezone
from lxml import etree
from pytest_django import DjangoAssertNumQueries

from standfirst.delivery import sitemaps
from standfirst.publishing.models import ArticlePage, NewsroomSettings
from standfirst.publishing.testing import make_article, make_author, make_section

pytestmark = pytest.mark.django_db
SCHEMAS = Path(__file__).parent / "schemas"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def schema(name: str) -> xmlschema.XMLSchema:
    found = xmlschema.XMLSchema(SCHEMAS / f"{name}.xsd", build=False)
    if name == "sitemap-0.9":
        found.import_schema(NEWS.strip("{}"), str(SCHEMAS / "sitemap-news-0.9.xsd"))
    found.build()
    return found


def valid(client: Client, address: str, name: str) -> etree._Element:
    text = client.get(address).content.decode()
    schema(name).validate(text)
    return etree.fromstring(text.encode())


def locations(root: etree._Element) -> dict[str, str]:
    return {
        row.findtext(f"{SITEMAP}loc"): row.findtext(f"{SITEMAP}lastmod")  # type: ignore[misc]
        for row in root
    }


@pytest.mark.parametrize(
    "broken",
    [
        "<url><lastmod>2026-01-01</lastmod></url>",
        "<url><loc>https://ledger.example/</loc><lastmod>yesterday</lastmod></url>",
        "<url><priority>0.5</priority><loc>https://ledger.example/</loc></url>",
        '<url><loc>https://ledger.example/</loc><news xmlns="http://www.google.com/schemas/sitemap-news/0.9"/></url>',
        "",
    ],
)
def test_the_schema_refuses_what_is_wrong(broken: str):
    text = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{broken}</urlset>'
    assert not schema("sitemap-0.9").is_valid(text)


def test_lists_every_kind_of_page(client: Client, newsroom: NewsroomSettings):
    make_article(slug="wall", authors=(make_author("Ines", slug="ines"),))
    found = locations(valid(client, "/sitemap.xml", "sitemap-0.9"))
    assert list(found) == [
        f"https://ledger.example{path}"
        for path in ("/", "/authors/", "/authors/ines/", "/harbour/", "/harbour/wall/")
    ]


def test_says_when_facts_changed_not_when_a_comma_did(client: Client, newsroom: NewsroomSettings):
    ines = make_author("Ines", slug="ines")
    changed = datetime(2026, 1, 19, 9, 40, tzinfo=UTC)
    make_article(slug="wall", authors=(ines,), changed_at=changed, last_published_at=timezone.now())
    found = locations(valid(client, "/sitemap.xml", "sitemap-0.9"))
    for path in ("/", "/harbour/", "/harbour/wall/", "/authors/ines/"):
        assert found[f"https://ledger.example{path}"] == "2026-01-19T09:40:00+00:00"


def test_leaves_out_drafts_and_private_parts(client: Client, newsroom: NewsroomSettings):
    secret = make_section("Secret")
    make_article(section=secret)
    secret.view_restrictions.create(restriction_type="login")
    make_article(slug="draft", live=False)
    assert list(locations(valid(client, "/sitemap.xml", "sitemap-0.9"))) == [
        "https://ledger.example/",
        "https://ledger.example/harbour/",
    ]


def test_becomes_an_index_when_one_file_is_too_small(
    client: Client, newsroom: NewsroomSettings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sitemaps, "LONGEST", 2)
    make_article(slug="wall")
    index = locations(valid(client, "/sitemap.xml", "siteindex-0.9"))
    assert list(index) == [f"https://ledger.example/sitemap-{number}.xml" for number in (1, 2)]
    last = locations(valid(client, "/sitemap-2.xml", "sitemap-0.9"))
    assert list(last) == ["https://ledger.example/harbour/wall/"]
    assert client.get("/sitemap-3.xml").status_code == 404


def test_of_news_holds_the_last_48_hours(client: Client, newsroom: NewsroomSettings):
    now = timezone.now()
    make_article("Old", first_published_at=now - timedelta(hours=49))
    young = make_article("A & <b>", first_published_at=now - timedelta(hours=47))
    (row,) = valid(client, "/sitemap-news.xml", "sitemap-0.9")
    assert row.findtext(f".//{NEWS}title") == "A & <b>"
    assert row.findtext(f".//{NEWS}name") == "The Harbour Ledger"
    assert row.findtext(f".//{NEWS}language") == "en"
    assert row.findtext(f"{SITEMAP}loc") == f"https://ledger.example/harbour/{young.slug}/"


def test_of_news_holds_a_title_with_control_characters(client: Client, newsroom: NewsroomSettings):
    article = make_article("x", first_published_at=timezone.now())
    ArticlePage.objects.filter(pk=article.pk).update(title="a\x0bb ]]> 😀")
    (row,) = valid(client, "/sitemap-news.xml", "sitemap-0.9")
    assert row.findtext(f".//{NEWS}title") == "ab ]]> 😀"


def test_of_news_is_an_empty_list_on_a_quiet_day(client: Client, newsroom: NewsroomSettings):
    make_article()
    assert len(etree.fromstring(client.get("/sitemap-news.xml").content)) == 0


def test_asks_the_database_the_same_however_much_there_is(
    client: Client,
    newsroom: NewsroomSettings,
    django_assert_max_num_queries: DjangoAssertNumQueries,
):
    make_article(authors=(make_author(),))
    client.get("/sitemap.xml")
    with django_assert_max_num_queries(9) as few:
        client.get("/sitemap.xml")
    for number in range(5):
        make_article(section=make_section(f"S{number}"), authors=(make_author(f"A{number}"),))
    with django_assert_max_num_queries(len(few)):
        client.get("/sitemap.xml")
