"""Plain articles, sections and authors for tests; every value may be left to chance."""

import itertools
from datetime import UTC, datetime
from typing import Any, cast

from wagtail.models import Locale, Page, Site

from .models import (
    ArticlePage,
    AuthorIndexPage,
    AuthorPage,
    Byline,
    HomePage,
    SectionPage,
)

PUBLISHED_AT = datetime(2026, 1, 15, 6, 0, tzinfo=UTC)
_number = itertools.count(1)


def make_home() -> HomePage:
    """Return the front page that the migrations put there, or put it back where a test took it away."""
    home = HomePage.objects.first()
    if home is None:
        locale, _ = Locale.objects.get_or_create(language_code="en")
        root = Page.get_first_root_node() or Page.add_root(title="Root", locale=locale)
        home = root.add_child(instance=HomePage(title="Home", slug="home", locale=locale))
    if not Site.objects.filter(is_default_site=True).exists():
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    return cast(HomePage, home)


def make_section(title: str = "Harbour", **fields: Any) -> SectionPage:  # noqa: ANN401
    """Return the section of that title, made once."""
    home = make_home()
    section = SectionPage.objects.child_of(home).filter(title=title).first()
    return section or cast(SectionPage, home.add_child(instance=SectionPage(title=title, **fields)))


def make_article(
    title: str = "Sea wall bill jumps to 23 million",
    *,
    section: SectionPage | None = None,
    authors: tuple[AuthorPage, ...] = (),
    **fields: Any,  # noqa: ANN401
) -> ArticlePage:
    """Return a live article of a section, signed by `authors`."""
    fields.setdefault("slug", f"article-{next(_number)}")
    fields.setdefault("first_published_at", PUBLISHED_AT)
    fields.setdefault("last_published_at", fields["first_published_at"])
    article: ArticlePage = (section or make_section()).add_child(
        instance=ArticlePage(title=title, **fields)
    )
    for place, author in enumerate(authors):
        Byline.objects.create(article=article, author=author, sort_order=place)
    return article


def make_author(name: str = "Ines Maartens", **fields: Any) -> AuthorPage:  # noqa: ANN401
    """Return a live author's page below the paper's list of authors."""
    home = make_home()
    index = AuthorIndexPage.objects.child_of(home).first() or home.add_child(
        instance=AuthorIndexPage(title="Authors", slug="authors")
    )
    fields.setdefault("slug", f"author-{next(_number)}")
    return cast(AuthorPage, index.add_child(instance=AuthorPage(title=name, **fields)))
