"""Finds or makes the rooms of the paper that imported things go into: front page, authors, topics, and a free name in each."""

from typing import TypeVar
from urllib.parse import unquote

from django.conf import settings
from django.utils.text import slugify
from wagtail.models import Page, Site

from standfirst.publishing.models import AuthorIndexPage, HomePage, NewsroomSettings, TopicIndexPage
from standfirst.publishing.reserved import reserved_slugs

from .records import Site as OldSite
from .refusals import NoFrontPage

PageOfKind = TypeVar("PageOfKind", bound=Page)
LONGEST_SLUG = 200
UNTOUCHED_NAME = "Standfirst"


def front_page() -> HomePage:
    """Return the paper's front page.

    Raises:
        NoFrontPage: there is none.
    """
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    home: HomePage | None = HomePage.objects.filter(pk=site.root_page_id).first() if site else None
    home = home or HomePage.objects.order_by("pk").first()
    if home is None:
        raise NoFrontPage("The paper has no front page. Run: standfirst migrate")
    return home


def author_index(home: HomePage) -> AuthorIndexPage:
    """Return the page under which all authors stand."""
    found = AuthorIndexPage.objects.order_by("pk").first()
    return found or add_below(home, AuthorIndexPage(title="Authors", slug="authors"), is_room=True)


def topic_index(home: HomePage) -> TopicIndexPage:
    """Return the page under which all topics stand."""
    found = TopicIndexPage.objects.order_by("pk").first()
    return found or add_below(home, TopicIndexPage(title="Topics", slug="topics"), is_room=True)


def name_the_paper(old: OldSite) -> None:
    """Give a paper that nobody has named yet the old site's name."""
    site = Site.objects.filter(is_default_site=True).first()
    newsroom = NewsroomSettings.for_site(site) if site else None
    if newsroom and old.title and newsroom.name == UNTOUCHED_NAME:
        newsroom.name = old.title[:100]
        ours = dict(settings.LANGUAGES)
        whole = old.language.lower()
        newsroom.language = next(
            (code for code in (whole, whole.partition("-")[0]) if code in ours), newsroom.language
        )
        newsroom.save()


def add_below(parent: Page, page: PageOfKind, *, is_room: bool = False) -> PageOfKind:
    """Put a page under another, with a name that is free there; a room of the paper has its own name by right."""
    page.slug = free_slug(
        parent, page.slug or page.title, reserved=frozenset() if is_room else reserved_slugs()
    )
    # The parent may have got children since it was loaded.
    parent = Page.objects.get(pk=parent.pk)
    parent.add_child(instance=page)
    return page


def free_slug(parent: Page, wanted: str, *, reserved: frozenset[str]) -> str:
    """Return a name that no page under `parent` has, and no address of the paper's own."""
    base = slugify(unquote(wanted), allow_unicode=True)[:LONGEST_SLUG].strip("-") or "untitled"
    is_top = HomePage.objects.filter(pk=parent.pk).exists()
    siblings = set(
        Page.objects.child_of(parent).filter(slug__startswith=base).values_list("slug", flat=True)
    )
    slug, count = base, 1
    while slug in siblings or (is_top and slug in reserved):
        count += 1
        slug = f"{base}-{count}"
    return slug
