"""Every address of the site with the time of its last real change."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models.functions import Coalesce
from wagtail.models import Page

from standfirst.delivery.addresses import Addresses
from standfirst.publishing.models import ArticlePage, ArticleQuerySet, Byline, KindOfWork, PlainPage

from .articles import readable_articles

NEWS_AGE = timedelta(hours=48)
NEWS_LONGEST = 1000
_CHANGE = Coalesce("changed_at", "first_published_at")


@dataclass(frozen=True, slots=True)
class Listed:
    """One address; `changed_at` is None where nothing is known of it."""

    url: str
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class News:
    """An article young enough for the news sitemap; `language` is "" if it is the paper's."""

    url: str
    title: str
    published_at: datetime
    language: str


def listed_pages(addresses: Addresses) -> list[Listed]:
    """Return every readable page in the order of the tree, in seven queries.

    An article changed when its facts did or a live page got an update, a page that lists articles when the newest of them did,
    any other page when it was last published.
    """
    changes = _changes_of_lists()
    pages = Page.objects.live().public().filter(depth__gt=1, alias_of=None).order_by("path")
    for model in (ArticlePage, PlainPage):
        pages = pages.exclude(pk__in=model.objects.filter(hide_from_search=True).values("pk"))
    rows = pages.values_list("pk", "path", "url_path", "last_published_at")
    return [
        Listed(addresses.at(place), changes.get(path) or changes.get(pk) or published)
        for pk, path, place, published in rows.iterator()
        if place.startswith(addresses.root)
    ]


def news(addresses: Addresses, *, at: datetime) -> list[News]:
    """Return the articles of the 48 hours before `at`, newest first, at most 1,000."""
    young = readable_articles().filter(
        first_published_at__gt=at - NEWS_AGE,
        first_published_at__lte=at,
        hide_from_search=False,
    )
    rows = young.values_list("url_path", "title", "first_published_at", "language")[:NEWS_LONGEST]
    return [News(addresses.at(place), *about) for place, *about in rows]


def _changes_of_lists() -> Mapping[int | str, datetime]:
    """Return the newest change by tree path (articles and what stands above them) or page number."""
    readable_ones = readable_articles()
    live = _changes_of_live_pages(readable_ones)
    rows = readable_ones.values_list("pk", "path", _CHANGE)
    articles = [(pk, path, live.get(pk, changed)) for pk, path, changed in rows]
    changes: dict[int | str, datetime] = dict(_newest_by_path(articles))
    readable = {pk for pk, _, _ in articles}
    by_number = {pk: changed for pk, _, changed in articles}
    for page, article in [*_signed(), *_tagged()]:
        if article in readable:
            changes[page] = max(changes.get(page, by_number[article]), by_number[article])
    return changes


def _changes_of_live_pages(articles: ArticleQuerySet) -> Mapping[int, datetime]:
    """Return when live pages last changed, by number; only those tell it in their body."""
    pages = articles.filter(kind=KindOfWork.LIVE)
    needed = pages.only("kind", "body", "changed_at", "first_published_at", "last_published_at")
    return {page.pk: page.updated_at for page in needed.iterator() if page.updated_at}


def _newest_by_path(
    articles: Iterable[tuple[int, str, datetime]],
) -> Iterator[tuple[str, datetime]]:
    newest: dict[str, datetime] = {}
    for _, path, changed in articles:
        for end in range(len(path), Page.steplen, -Page.steplen):
            above = path[:end]
            newest[above] = max(newest.get(above, changed), changed)
    yield from newest.items()


def _signed() -> Iterable[tuple[int, int]]:
    pairs: Iterable[tuple[int, int]] = Byline.objects.values_list("author_id", "article_id")
    return pairs


def _tagged() -> Iterable[tuple[int, int]]:
    through = ArticlePage.topics.through.objects
    pairs: Iterable[tuple[int, int]] = through.values_list("topicpage_id", "articlepage_id")
    return pairs
