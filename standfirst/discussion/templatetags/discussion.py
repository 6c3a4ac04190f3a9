"""What the discussion puts on other apps' pages."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.template import Context
from wagtail.models import Page

register = template.Library()


@register.inclusion_tag("discussion/on_article.html", takes_context=True)
def discussion(context: Context, page: Page) -> dict[str, Any]:
    """The whole discussion part of an article's page."""
    return {"page": page, "request": context.get("request")}


@register.simple_tag
def comment_counts(pages: Iterable[Page]) -> Mapping[int, int]:
    """Approved comments by page number, for all `pages` in one query."""
    return {}


@register.filter
def count_of(counts: Mapping[int, int], page: Page) -> int:
    return counts.get(page.pk, 0)
