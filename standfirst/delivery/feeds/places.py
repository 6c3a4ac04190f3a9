"""Where a feed may hang: the whole paper, a section, a topic, an author."""

from dataclasses import dataclass

from wagtail.models import Page

from standfirst.delivery.addresses import Addresses
from standfirst.delivery.queries.articles import readable_articles, readable_in_every_place
from standfirst.publishing.models import (
    ArticleQuerySet,
    AuthorPage,
    HomePage,
    NewsroomSettings,
    SectionPage,
    TopicPage,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A page that has a feed, with its articles."""

    page: Page
    articles: ArticleQuerySet

    def title(self, newsroom: NewsroomSettings) -> str:
        """Return the paper's name, after the page's unless it is the front page."""
        if isinstance(self.page, HomePage):
            return str(newsroom.name)
        return f"{self.page.title} \u2013 {newsroom.name}"

    def description(self, newsroom: NewsroomSettings) -> str:
        """Return what the page says of itself, or else what the newsroom says."""
        own = getattr(self.page, "intro", "") or getattr(self.page, "expertise", "")
        return str(own or newsroom.tagline or newsroom.name)


def place_at(path: str, addresses: Addresses) -> Place | None:
    """Return the place whose page answers at `path`, or None; three queries and one for its kind."""
    found = Page.objects.live().public().filter(url_path=addresses.url_path(path)).first()
    return place_of(found) if found else None


def place_of(found: Page) -> Place | None:
    """Return `found` as a place with a feed, or None; one query for its kind."""
    page = found.specific
    if isinstance(page, HomePage):
        return Place(page, readable_articles())
    if isinstance(page, SectionPage):
        return Place(page, readable_in_every_place().child_of(page))
    if isinstance(page, TopicPage):
        return Place(page, readable_articles().filter(topics=page))
    if isinstance(page, AuthorPage):
        return Place(page, readable_articles().filter(bylines__author=page))
    return None


def has_feed(page: Page) -> bool:
    """Whether `page` (specific) is one of the places above."""
    return isinstance(page, HomePage | SectionPage | TopicPage | AuthorPage)
