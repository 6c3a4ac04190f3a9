"""Full text over articles, and over the pages that are none."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.paginator import Page as PageOfList
from django.utils.safestring import SafeString
from wagtail.models import Page

from standfirst.delivery.content import body_words
from standfirst.delivery.text import one_line, words_of
from standfirst.delivery.words import Asked
from standfirst.lib.pages import page_of
from standfirst.publishing.models import (
    ArticlePage,
    ArticleQuerySet,
    AuthorPage,
    PlainPage,
    SectionPage,
    TopicPage,
)

from .articles import ROWS_A_PAGE, readable_articles, with_sections
from .ranking import best_first, newest_first

MOST_OTHERS = 6


class Order(StrEnum):
    """In which order articles are shown."""

    RELEVANCE = "relevance"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which articles are looked through: None and "" mean all."""

    section: SectionPage | None = None
    kind: str = ""
    order: Order = Order.RELEVANCE


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that holds the words, and safe HTML that shows where."""

    article: ArticlePage
    snippet: SafeString


@dataclass(frozen=True, slots=True)
class OtherHit:
    """An author, a topic or a plain page that holds the words."""

    page: Page
    snippet: SafeString


def find_articles(asked: Asked, narrowed: Narrowed, page: int) -> "PageOfList[Hit]":
    """Return one page of hits; Http404 past the last. Nine queries at most."""
    found = best_first if narrowed.order is Order.RELEVANCE else newest_first
    results: PageOfList[Any] = page_of(found(_narrowed(narrowed), asked), page, size=ROWS_A_PAGE)
    numbers = list(results.object_list)
    shown = ArticlePage.objects.for_listing().in_bulk(numbers)
    articles = with_sections([shown[number] for number in numbers])
    results.object_list = [Hit(it, asked.marked(_texts(it))) for it in articles]
    return results


def find_others(asked: Asked) -> Sequence[OtherHit]:
    """Return authors, topics and plain pages that hold the words, nearest first: three queries."""
    others = Page.objects.live().public().type(AuthorPage, TopicPage, PlainPage)
    found = list(others.specific().search(asked.text)[:MOST_OTHERS])
    return [OtherHit(page, asked.marked(_other_texts(page))) for page in found]


def _narrowed(narrowed: Narrowed) -> ArticleQuerySet:
    articles = readable_articles()
    if narrowed.section:
        articles = articles.descendant_of(narrowed.section)
    if narrowed.kind:
        articles = articles.filter(kind=narrowed.kind)
    return articles


def _texts(article: ArticlePage) -> list[str]:
    return [one_line(article.standfirst), body_words(article.body.raw_data)]


def _other_texts(page: Page) -> list[str]:
    if isinstance(page, PlainPage):
        return [body_words(page.body.raw_data)]
    if isinstance(page, AuthorPage):
        return [page.expertise, words_of(page.biography)]
    return [page.intro]
