"""Addresses right below the front page that no page may take: the site itself answers there."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern
from wagtail.models import Page, Site

# Not answered yet: what the site will need one day, and its own lists, which stand there by right.
FOR_LATER = ("api", "authors", "corrections", "embed", "login", "sources", "topics")
_LITERAL = re.compile(r"[\w/-]*\.?")
_UP_TO_VARIABLE = re.compile(r"[\w-]+(?=/|$)")


@cache
def reserved_slugs() -> frozenset[str]:
    """Return the first words of every address that the site answers itself, and those kept for later."""
    files = (urlsplit(url).path for url in (settings.STATIC_URL, settings.MEDIA_URL))
    routes = [*_routes(get_resolver().url_patterns), *(path.strip("/") for path in files)]
    words = (_UP_TO_VARIABLE.match(route) for route in routes)
    return frozenset({*(word.group() for word in words if word), *FOR_LATER})


def is_reserved(slug: str, *, below: Page) -> bool:
    """Whether a page below `below` cannot be reached by the name of `slug`."""
    return slug.lower() in reserved_slugs() and is_front(below)


def is_front(page: Page) -> bool:
    """Whether `page` is the front page of a site: what is below it has addresses of one word."""
    return bool(Site.objects.filter(root_page=page.pk).exists())


def _routes(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = before + _literal(pattern)
        if isinstance(pattern, URLResolver) and "/" not in route:
            yield from _routes(pattern.url_patterns, route)
        else:
            yield route


def _literal(pattern: URLPattern | URLResolver) -> str:
    """Return how the addresses of `pattern` begin; of a regular expression, up to what varies."""
    if isinstance(pattern.pattern, RegexPattern):
        regex = str(pattern.pattern).removeprefix("^").replace("\\", "")
        # With the dot of "feed.rss", which no slug has.
        return _LITERAL.match(regex).group()  # type: ignore[union-attr]  # it matches "", too
    return str(pattern.pattern)
