"""Everything that the head of a page says to machines, worked out once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.models import Page

from standfirst.publishing.models import (
    ArticlePage,
    AuthorPage,
    HomePage,
    NewsroomSettings,
    SectionPage,
    TopicPage,
)

from .addresses import Addresses, absolute
from .feeds.places import has_feed
from .linked_data import Node, node
from .linked_data.articles import COMMENTS, Story, breadcrumbs, news_article
from .linked_data.newsroom import House, organisation, website
from .linked_data.people import profile
from .pictures import SharedPicture, shared
from .queries.metadata import house_of, story_of
from .text import one_line, shortened

FEED_TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}
# Open Graph wants a territory too; these are the ones that its readers expect.
LOCALES = {
    "en": "en_US",
    "en-gb": "en_GB",
    "de": "de_DE",
    "es": "es_ES",
    "fr": "fr_FR",
    "ar": "ar_AR",
}
LONGEST_DESCRIPTION = 200
# `<`, `>` and `&` cannot end or open anything inside a script element once they are written so.
_SCRIPT_SAFE = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}

COMMENTS_WRITTEN = json.dumps(COMMENTS)
"""What stands in a head where the number of an article's comments goes."""


@dataclass(frozen=True, slots=True)
class Link:
    """Another form of the page: a feed, or its oEmbed."""

    url: str
    type: str
    title: str


@dataclass(frozen=True, slots=True)
class Head:
    """What stands in the head, besides the title, the style and the icons."""

    title: str
    description: str
    canonical: str
    type: str
    site_name: str
    locale: str
    image: SharedPicture | None
    icon: str
    links: Sequence[Link]
    graph: SafeString
    published_at: datetime | None = None
    modified_at: datetime | None = None
    authors: Sequence[tuple[str, str]] = ()
    section: str = ""
    tags: Sequence[str] = ()


def head_of(page: Page | None, *, newsroom: NewsroomSettings, path: str, number: int = 1) -> Head:
    """Return the head of `page` (specific), or of the view at `path` that shows no page.

    `number` is which page of a list is shown: from the second, each is an address of its own.

    At most fourteen queries for an article, fewer for other pages. `COMMENTS_WRITTEN` stands for how many comments it has.
    """
    addresses = Addresses.of_site()
    if page is None or not page.pk or not page.url_path:
        return _numbered(_of_view(newsroom, path), number)
    house = house_of(newsroom, addresses)
    story = story_of(page, addresses, newsroom) if isinstance(page, ArticlePage) else None
    picture = story.picture if story else shared(getattr(page, "photo", None)) or house.logo
    address = addresses.page(_original_of(page))
    is_front = isinstance(page, HomePage)
    head = Head(
        title=one_line(newsroom.name if is_front else page.seo_title or page.title),
        description=_description(page, newsroom),
        canonical=address,
        type=_open_graph_type(page),
        site_name=newsroom.name,
        locale=LOCALES.get(newsroom.language, ""),
        image=picture,
        icon=_icon(),
        links=[*_feeds(page, address, newsroom), *(_oembed(address) if story else ())],
        graph=_script([*_things(page, address, story, house), *_crumbs(page, addresses, house)]),
    )
    return replace(head, **_of_article(story)) if story else _numbered(head, number)


def _numbered(head: Head, number: int) -> Head:
    if number == 1:
        return head
    title = f"{head.title} \u2013 {_('page %(number)s') % {'number': number}}"
    return replace(head, title=title, canonical=f"{head.canonical}?page={number}")


def _of_view(newsroom: NewsroomSettings, path: str) -> Head:
    return Head(
        title=newsroom.name,
        description=one_line(newsroom.tagline),
        canonical=absolute(path),
        type="website",
        site_name=newsroom.name,
        locale=LOCALES.get(newsroom.language, ""),
        image=None,
        icon=_icon(),
        links=_feeds(None, absolute("/"), newsroom),
        graph=SafeString(""),
    )


def _of_article(story: Story) -> dict[str, Any]:
    return {
        "locale": LOCALES.get(story.language, ""),
        "published_at": story.page.first_published_at,
        "modified_at": story.page.updated_at or story.page.first_published_at,
        "authors": [(one_line(author.title), address) for author, address in story.authors],
        "section": story.section,
        "tags": [topic.title for topic in story.topics],
    }


def _original_of(page: Page) -> Page:
    """Return the page that an alias stands for, if everybody may read that; else `page` itself."""
    if page.alias_of_id is None:
        return page
    return Page.objects.live().public().filter(pk=page.alias_of_id).first() or page


def _description(page: Page, newsroom: NewsroomSettings) -> str:
    own = page.search_description
    for name in ("standfirst", "intro", "expertise"):
        own = own or getattr(page, name, "")
    return shortened(one_line(own or newsroom.tagline), LONGEST_DESCRIPTION)


def _open_graph_type(page: Page) -> str:
    if isinstance(page, ArticlePage):
        return "article"
    return "profile" if isinstance(page, AuthorPage) else "website"


def _feeds(page: Page | None, address: str, newsroom: NewsroomSettings) -> list[Link]:
    """Return the page's own feeds, and the whole paper's RSS where it has none of its own."""
    if page is None or not has_feed(page):
        return [Link(absolute("/feed.rss"), FEED_TYPES["rss"], newsroom.name)]
    title = newsroom.name if isinstance(page, HomePage) else f"{page.title} \u2013 {newsroom.name}"
    return [Link(f"{address}feed.{kind}", type_, title) for kind, type_ in FEED_TYPES.items()]


def _oembed(address: str) -> list[Link]:
    asked = absolute("/oembed/") + "?url=" + quote(address, safe="")
    return [
        Link(f"{asked}&format=json", "application/json+oembed", _("Card")),
        Link(f"{asked}&format=xml", "text/xml+oembed", _("Card")),
    ]


def _things(page: Page, address: str, story: Story | None, house: House) -> list[Node]:
    if story:
        return [news_article(story, house)]
    if isinstance(page, HomePage):
        return [organisation(house), website(house)]
    if isinstance(page, AuthorPage):
        return [profile(page, address, shared(page.photo), house), organisation(house)]
    kind = "CollectionPage" if isinstance(page, SectionPage | TopicPage) else "WebPage"
    said = {"url": address, "name": page.title, "publisher": {"@id": house.number}}
    about = {"description": _description(page, house.newsroom)}
    return [node(kind, said | about), organisation(house)]


def _crumbs(page: Page, addresses: Addresses, house: House) -> list[Node]:
    """Return the way to `page`; none to the front page, where it would be of one step."""
    if isinstance(page, HomePage):
        return []
    above = page.get_ancestors().filter(depth__gt=2).values_list("title", "url_path")
    way = [(house.newsroom.name, house.address)]
    way += [(title, addresses.at(place)) for title, place in above]
    way.append((page.title, addresses.page(page)))
    return [breadcrumbs(way)]


def _script(graph: Sequence[Node]) -> SafeString:
    document = {"@context": "https://schema.org", "@graph": list(graph)}
    text = json.dumps(document, ensure_ascii=False, default=str)
    return mark_safe(text.translate(_SCRIPT_SAFE))  # noqa: S308 - escaped for a script element


def _icon() -> str:
    return absolute(static("standfirst/img/icon-512.png"))
