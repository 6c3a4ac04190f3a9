"""What the head of a page says to machines."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import lxml.html
import pytest
from django.template import Context, Template
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries
from rdflib.namespace import SDO
from wagtail.models import Page

from standfirst.discussion.models import Thread
from standfirst.publishing.models import (
    ArticlePage,
    KindOfWork,
    NewsroomSettings,
    Picture,
    PlainPage,
)
from standfirst.publishing.testing import make_article, make_author, make_home, make_section

pytestmark = pytest.mark.django_db
HOSTILE = '</script><script>alert(1)</script> & "wall"'


def head(page: Page | None, path: str = "/") -> lxml.html.HtmlElement:
    request = RequestFactory().get(path, {"utm_source": "x"})
    template = Template("{% load metadata %}{% metadata page %}")
    text = template.render(Context({"request": request, "page": page}))
    return lxml.html.document_fromstring(f"<html><head>{text}</head><body></body></html>")


def meta(tree: lxml.html.HtmlElement) -> dict[str, str]:
    return {it.get("property") or it.get("name"): it.get("content") for it in tree.iter("meta")}


def graph(page: Page) -> list[dict[str, Any]]:
    (script,) = head(page).xpath("//script")
    return json.loads(script.text)["@graph"]


def article_node(article: ArticlePage) -> dict[str, Any]:
    return graph(ArticlePage.objects.get(pk=article.pk))[0]


def fresh(page: Page) -> Page:
    return Page.objects.get(pk=page.pk).specific


@pytest.fixture
def full(newsroom: NewsroomSettings, picture: Picture) -> ArticlePage:
    """An article of which everything is known, in a newsroom that has published its policies."""
    for name in (
        "ethics",
        "corrections",
        "ownership",
        "unnamed_sources",
        "verification",
        "feedback",
    ):
        page = make_home().add_child(instance=PlainPage(title=f"Our {name}", slug=f"our-{name}"))
        setattr(newsroom, name, page)
    newsroom.save()
    newsroom.social_links.create(name="Elsewhere", url="https://social.example/ledger")
    newsroom.save()
    source = {"kind": "document", "who": "Accounts of 2025", "url": "https://town.example/a", "said_on": "2026-01-09"}  # fmt: skip
    article = make_article(
        "The wall costs more",
        slug="wall",
        authors=(make_author("Ines Maartens", slug="ines", photo=picture, role="Reporter"),),
        standfirst="Deeper piles.",
        dateline="Weir Street",
        lead_picture=picture,
        changed_at=datetime(2026, 1, 19, 9, 40, tzinfo=UTC),
        body=json.dumps([{"type": "text", "value": "<p>One two <b>three</b> &amp; four.</p>"}]),
        sources=json.dumps([{"type": "source", "value": source}]),
    )
    Thread.objects.create(key=f"article-{article.pk}", article=article, comment_count=7)
    return article


def _terms(thing: object) -> set[str]:
    """Every type and property in `thing`, however deep; what JSON-LD itself defines left out."""
    if isinstance(thing, list):
        return set().union(*map(_terms, thing))
    if not isinstance(thing, dict):
        return set()
    kinds = thing.get("@type", [])
    own = {key for key in thing if not key.startswith("@") and key != "query-input"}
    return own.union([kinds] if isinstance(kinds, str) else kinds, *map(_terms, thing.values()))


@pytest.mark.parametrize("kind", KindOfWork)
def test_says_every_term_as_schema_org_knows_it(kind: KindOfWork, full: ArticlePage):
    full.kind = kind
    at = "2026-01-15T06:00:00Z"
    live = {"at": at, "title": "Now", "text": "<p>It is high tide.</p>"}
    full.body = json.dumps([{"type": "update", "value": live, "id": "a"}])
    full.save()
    pages = [full, make_home(), make_section(), full.bylines.get().author, full.bylines.get().author.get_parent()]  # fmt: skip
    unknown = {
        term for page in pages for term in _terms(graph(fresh(page))) if SDO[term] not in SDO
    }
    assert unknown == set()


def test_the_judge_of_terms_knows_a_wrong_one():
    with pytest.warns(UserWarning, match="not defined"):
        assert SDO["correctionPolicyy"] not in SDO


@pytest.mark.parametrize(
    ("kind", "narrow"),
    [
        ("opinion", "OpinionNewsArticle"),
        ("analysis", "AnalysisNewsArticle"),
        ("live", "LiveBlogPosting"),
    ],
)
def test_says_the_kind_of_work(kind: str, narrow: str, newsroom: NewsroomSettings):
    assert article_node(make_article(kind=kind))["@type"] == ["NewsArticle", narrow]


def test_says_who_what_when_and_on_what_it_rests(full: ArticlePage):
    said = article_node(full)
    assert said["headline"] == "The wall costs more"
    assert said["datePublished"] == "2026-01-15T06:00:00+00:00"
    assert said["dateModified"] == "2026-01-19T09:40:00+00:00"
    assert said["author"][0]["url"] == "https://ledger.example/authors/ines/"
    assert said["wordCount"] == 5
    assert said["commentCount"] == 7
    assert said["citation"][0] == {
        "@type": "DigitalDocument",
        "name": "Accounts of 2025",
        "dateCreated": "2026-01-09",
        "url": "https://town.example/a",
    }


def test_says_whose_the_picture_is(full: ArticlePage):
    image = article_node(full)["image"]
    assert image["creditText"] == "Lauri Penn"
    assert image["license"] == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert (image["width"], image["height"]) == (1200, 750)


def test_says_by_which_policies_the_paper_works(full: ArticlePage):
    paper = graph(fresh(make_home()))[0]
    assert paper["@type"] == "NewsMediaOrganization"
    assert paper["correctionsPolicy"] == "https://ledger.example/our-corrections/"
    assert paper["masthead"] == "https://ledger.example/authors/"
    assert paper["sameAs"] == ["https://social.example/ledger"]
    assert article_node(full)["publisher"] == paper


def test_says_how_to_search_the_site(newsroom: NewsroomSettings):
    site = graph(fresh(make_home()))[1]
    target = site["potentialAction"]["target"]["urlTemplate"]
    assert target == "https://ledger.example/search/?q={search_term_string}"


def test_says_the_way_from_the_front_page(full: ArticlePage):
    steps = graph(fresh(full))[-1]["itemListElement"]
    assert [(it["position"], it["name"]) for it in steps] == [
        (1, "The Harbour Ledger"),
        (2, "Harbour"),
        (3, "The wall costs more"),
    ]


def test_a_headline_cannot_break_out(newsroom: NewsroomSettings):
    article = make_article(HOSTILE, standfirst=HOSTILE)
    tree = head(fresh(article))
    assert len(tree.xpath("//script")) == 1
    assert article_node(article)["headline"] == HOSTILE
    assert meta(tree)["og:title"] == HOSTILE


def test_names_the_address_without_what_was_asked(newsroom: NewsroomSettings):
    (link,) = head(fresh(make_article(slug="wall"))).xpath("//link[@rel='canonical']")
    assert link.get("href") == "https://ledger.example/harbour/wall/"
    (link,) = head(None, "/archive/").xpath("//link[@rel='canonical']")
    assert link.get("href") == "https://ledger.example/archive/"


def test_gives_cards_what_they_show(full: ArticlePage):
    said = meta(head(fresh(full)))
    assert said["og:type"] == "article"
    assert said["description"] == said["og:description"] == "Deeper piles."
    assert re.match(r"https://ledger.example/media/.*\.jpg", said["og:image"])
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "750")
    assert said["og:image:alt"] == "The wall at dusk"
    assert said["og:locale"] == "en_US"
    assert said["article:published_time"] == "2026-01-15T06:00:00+00:00"
    assert said["article:modified_time"] == "2026-01-19T09:40:00+00:00"
    assert said["article:author"] == "https://ledger.example/authors/ines/"
    assert said["article:section"] == "Harbour"
    assert said["twitter:card"] == "summary_large_image"


def test_links_feeds_and_the_card(newsroom: NewsroomSettings):
    def alternates(page: Page) -> list[str]:
        return [it.get("href") for it in head(fresh(page)).xpath("//link[@rel='alternate']")]

    assert alternates(make_section()) == [
        f"https://ledger.example/harbour/feed.{kind}" for kind in ("rss", "atom", "json")
    ]
    feed, card, _ = alternates(make_article(slug="wall"))
    assert feed == "https://ledger.example/feed.rss"
    assert card == (
        "https://ledger.example/oembed/?url=https%3A%2F%2Fledger.example%2Fharbour%2Fwall%2F&format=json"
    )


def test_asks_the_database_a_fixed_number_of_times(
    full: ArticlePage, django_assert_max_num_queries: DjangoAssertNumQueries
):
    head(fresh(full))
    with django_assert_max_num_queries(20) as few:
        head(ArticlePage.objects.get(pk=full.pk))
    for number in range(3):
        full.bylines.create(author=make_author(f"A{number}"), sort_order=number + 1)
    with django_assert_max_num_queries(len(few)):
        head(ArticlePage.objects.get(pk=full.pk))
