"""Sitemaps (protocol 0.9) and the news sitemap, written as their schemas want them."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from xml.sax.xmlreader import AttributesImpl

from django.utils.feedgenerator import rfc3339_date
from django.utils.xmlutils import SimplerXMLGenerator

from .queries.sitemap import Listed, News
from .text import one_line

CONTENT_TYPE = "application/xml; charset=utf-8"
# The protocol allows 50,000 addresses a file; some room is left.
LONGEST = 45_000
_BARE: "AttributesImpl[str]" = AttributesImpl({})
_SITEMAP = {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"}
_NEWS = {**_SITEMAP, "xmlns:news": "http://www.google.com/schemas/sitemap-news/0.9"}


def parts(pages: Sequence[Listed]) -> list[Sequence[Listed]]:
    """Return `pages` in files of at most LONGEST addresses; never without a file."""
    return [pages[start : start + LONGEST] for start in range(0, len(pages), LONGEST)] or [()]


def write_pages(pages: Iterable[Listed]) -> str:
    """Return a sitemap of `pages`."""
    return _written("urlset", _SITEMAP, "url", pages)


def write_index(files: Iterable[Listed]) -> str:
    """Return an index of sitemap `files`."""
    return _written("sitemapindex", _SITEMAP, "sitemap", files)


def newest(pages: Iterable[Listed]) -> datetime | None:
    """Return the newest change among `pages`, None where none is known."""
    return max((page.changed_at for page in pages if page.changed_at), default=None)


def write_news(articles: Iterable[News], *, publication: str, language: str) -> str:
    """Return a news sitemap; without any news it is an empty list, which its readers take."""
    out = io.StringIO()
    xml = SimplerXMLGenerator(out, "utf-8", short_empty_elements=True)
    xml.startDocument()
    xml.startElement("urlset", AttributesImpl(_NEWS))
    for article in articles:
        xml.startElement("url", _BARE)
        xml.addQuickElement("loc", article.url)
        xml.startElement("news:news", _BARE)
        xml.startElement("news:publication", _BARE)
        xml.addQuickElement("news:name", one_line(publication))
        xml.addQuickElement("news:language", article.language or language)
        xml.endElement("news:publication")
        xml.addQuickElement("news:publication_date", rfc3339_date(article.published_at))
        xml.addQuickElement("news:title", one_line(article.title))
        xml.endElement("news:news")
        xml.endElement("url")
    xml.endElement("urlset")
    return out.getvalue()


def _written(root: str, names: dict[str, str], element: str, rows: Iterable[Listed]) -> str:
    out = io.StringIO()
    xml = SimplerXMLGenerator(out, "utf-8", short_empty_elements=True)
    xml.startDocument()
    xml.startElement(root, AttributesImpl(names))
    for row in rows:
        xml.startElement(element, _BARE)
        xml.addQuickElement("loc", row.url)
        if row.changed_at:
            xml.addQuickElement("lastmod", rfc3339_date(row.changed_at))
        xml.endElement(element)
    xml.endElement(root)
    return out.getvalue()
