"""The words of an article are in its language, whatever language the reader's page speaks."""

import json

import lxml.html
import pytest
from django.test import Client
from lxml import etree
from wagtail.models import Site

from standfirst.accounts.testing import make_user
from standfirst.publishing import languages
from standfirst.publishing.models import ArticlePage, NewsroomSettings
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db
QUOTE = {"text": "<p>Nous sommes prêts.</p>", "attribution": "The mayor", "source_url": ""}
PASSAGE = {"language": "fr", "text": "<p>La mer monte.</p>"}


@pytest.fixture
def newsroom() -> NewsroomSettings:
    found = NewsroomSettings.for_site(Site.objects.get(is_default_site=True))
    found.language = "en"
    found.save()
    return found


def article(**fields: object) -> ArticlePage:
    blocks = [
        {"type": "text", "value": "<p>2026.</p>"},
        {"type": "passage", "value": PASSAGE},
        {"type": "quote", "value": {**QUOTE, "language": "fr"}},
    ]
    return make_article(
        "Wall", slug="wall", standfirst="It grows.", body=json.dumps(blocks), **fields
    )


def reads_in(client: Client, language: str) -> Client:
    alice = make_user("alice")
    alice.language = language
    alice.save()
    client.force_login(alice)
    return client


def tree(client: Client, path: str = "/harbour/wall/") -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(client.get(path).content)


def said(element: lxml.html.HtmlElement) -> tuple[str | None, str | None]:
    """Return the language and direction that hold for an element."""
    around = [element, *element.iterancestors()]
    return tuple(next((it.get(name) for it in around if it.get(name)), None) for name in ("lang", "dir"))  # type: ignore[return-value]  # fmt: skip


WORDS = ["//h1", "//main//p[@class='standfirst']", "//p[text()='2026.']"]
INTERFACE = ["//h1/span[@class='kind']", "//section[@id='discussion']", "//*[@class='start contents']", "//*[@class='masthead page']"]  # fmt: skip


@pytest.mark.parametrize(
    ("own", "expected"), [("", ("en", "ltr")), ("de", ("de", "ltr")), ("he", ("he", "rtl"))]
)
def test_words_keep_their_language_for_a_reader_of_another(
    own: str, expected: tuple[str, str], client: Client, newsroom: NewsroomSettings
):
    article(language=own)
    page = tree(reads_in(client, "ar"))
    assert said(page) == ("ar", "rtl")
    for place in WORDS:
        assert said(page.xpath(place)[0]) == expected
    for place in INTERFACE:
        assert said(page.xpath(place)[0]) == ("ar", "rtl")


def test_words_say_their_language_to_everybody(client: Client, newsroom: NewsroomSettings):
    article(language="ar")
    page = tree(client)
    for place in WORDS:
        assert said(page.xpath(place)[0]) == ("ar", "rtl")
    for place in INTERFACE:
        assert said(page.xpath(place)[0]) == ("en", "ltr")


def test_a_passage_and_a_quote_have_their_own(client: Client, newsroom: NewsroomSettings):
    article()
    page = tree(client)
    assert said(page.xpath("//p[text()='La mer monte.']")[0]) == ("fr", "ltr")
    assert said(page.xpath("//p[text()='Nous sommes prêts.']")[0]) == ("fr", "ltr")
    assert said(page.xpath("//blockquote/footer")[0]) == ("en", "ltr")


@pytest.mark.parametrize("path", ["/", "/harbour/"])
def test_lists_say_it_of_each_headline(path: str, client: Client, newsroom: NewsroomSettings):
    article(language="fr")
    page = tree(reads_in(client, "ar"), path)
    (headline,) = page.xpath("//main//*[contains(@class, 'piece-title')]/a")
    assert said(headline) == ("fr", "ltr")
    assert said(page.xpath("//nav[@class='sections']//a[text()='Harbour']")[0]) == ("en", "ltr")


@pytest.mark.parametrize(("own", "expected"), [("", "en"), ("de", "de")])
def test_machines_are_told_the_same(
    own: str, expected: str, client: Client, newsroom: NewsroomSettings
):
    article(language=own)
    page = tree(reads_in(client, "ar"))
    (graph,) = page.xpath("//script[@type='application/ld+json']/text()")
    assert json.loads(graph)["@graph"][0]["inLanguage"] == expected
    (locale,) = page.xpath("//meta[@property='og:locale']/@content")
    assert locale.startswith(expected)
    assert client.get("/feed.json").json()["items"][0]["language"] == expected
    atom = etree.fromstring(client.get("/feed.atom").content)
    (entry,) = atom.iter("{http://www.w3.org/2005/Atom}entry")
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == expected


def test_feeds_mark_the_words_themselves(client: Client, newsroom: NewsroomSettings):
    article(language="he")
    html = client.get("/feed.json").json()["items"][0]["content_html"]
    assert html.startswith('<div lang="he" dir="rtl">')
    assert '<div lang="fr" dir="ltr"><p>La mer monte.</p></div>' in html


def test_an_editor_chooses_by_name(newsroom: NewsroomSettings):
    names = dict(languages.choices())
    assert names[""] == "The paper’s own language"
    assert names["ar"] == "العربية"
    assert names["uk"] == "Ukrainian"
    assert {languages.direction(code) for code in ("fa", "he", "ar-dz")} == {"rtl"}
