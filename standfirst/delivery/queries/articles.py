"""Articles that everybody may read, with all that a feed entry, a listing or a result shows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.core.paginator import Page as PageOfList
from wagtail.models import Page

from standfirst.lib.pages import page_of
from standfirst.publishing.models import (
    ArticlePage,
    ArticleQuerySet,
    SectionPage,
    TopicPage,
    closed_to_some,
)

ROWS_A_PAGE = 20


def readable_articles() -> ArticleQuerySet:
    """Return the published articles outside private parts of the site, each once, newest first.

    Building it takes one query: which parts are private.
    """
    return readable_in_every_place().originals()


def readable_in_every_place() -> ArticleQuerySet:
    """Return the same with aliases: an article once for every section that it stands in."""
    live: ArticleQuerySet = ArticlePage.objects.live().public()
    published: ArticleQuerySet = live.filter(first_published_at__isnull=False)
    return published.newest_first()


def for_listing(articles: ArticleQuerySet) -> list[ArticlePage]:
    """Fetch `articles` without their bodies, each with authors, picture and section: five queries."""
    return with_sections(list(articles.for_listing().defer("body", "sources")))


def listing_page(articles: ArticleQuerySet, number: int) -> "PageOfList[ArticlePage]":
    """Return one page of `articles` as `for_listing` fetches them; Http404 past the end."""
    page = page_of(articles, number, size=ROWS_A_PAGE)
    start = page.start_index() - 1 if page.paginator.count else 0
    page.object_list = for_listing(articles[start : start + ROWS_A_PAGE])
    return page


def with_sections(articles: Sequence[ArticlePage]) -> list[ArticlePage]:
    """Return `articles`, each knowing its section, in one query for all."""
    paths = {Page._get_parent_path_from_path(article.path) for article in articles}
    by_path = {section.path: section for section in SectionPage.objects.filter(path__in=paths)}
    for article in articles:
        # Where Wagtail itself keeps the parent that it has already fetched.
        section = by_path.get(Page._get_parent_path_from_path(article.path))
        if section is not None:
            article._cached_parent_obj = section
    return list(articles)


def topics_of(articles: Iterable[ArticlePage]) -> Mapping[int, list[TopicPage]]:
    """Return the live topics by article number, each list by title, in two queries for all."""
    through = ArticlePage.topics.through
    pairs = through.objects.filter(articlepage__in=[article.pk for article in articles])
    found = list(pairs.values_list("articlepage_id", "topicpage_id"))
    open_topics = TopicPage.objects.live().exclude(closed_to_some())
    topics = open_topics.in_bulk({topic for _, topic in found})
    by_article: dict[int, list[TopicPage]] = defaultdict(list)
    for article, topic in found:
        if topic in topics:
            by_article[article].append(topics[topic])
    for own in by_article.values():
        own.sort(key=lambda topic: (topic.title, topic.pk))
    return by_article


def live_sections() -> list[SectionPage]:
    """Return the sections that everybody may read, in the editor's order: two queries."""
    return list(SectionPage.objects.live().public().order_by("path"))
