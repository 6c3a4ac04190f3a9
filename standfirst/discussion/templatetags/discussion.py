"""What the discussion puts on other apps' pages."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.template import Context
from wagtail.models import Page

from standfirst.accounts.models import User
from standfirst.discussion import talk
from standfirst.discussion.lines import Line, render_lines
from standfirst.discussion.parts import Asked, order_of
from standfirst.discussion.queries import claimable
from standfirst.discussion.showing import show_thread
from standfirst.discussion.talk import Talk, talk_by_article
from standfirst.lib.shown import shows
from standfirst.publishing.models import ArticlePage

register = template.Library()


@register.inclusion_tag("discussion/on_article.html", takes_context=True)
def discussion(context: Context, page: ArticlePage) -> dict[str, Any]:
    """The whole discussion part of an article's page, in the order that its address asks for."""
    if page.pk is None:
        return {}  # A preview of an article that was never saved: nobody can have spoken yet.
    request = context.get("request")
    asked = Asked(order_of(request))
    shown = show_thread(request=request, article=page, asked=asked, on_article=True)
    return {"shown": shown, "request": request}


@register.simple_tag
def thread_lines(lines: Iterable[Line]) -> str:
    """Comments, each in its place."""
    return render_lines(lines)


@register.simple_tag
def comment_counts(*found: Page | Iterable[Page]) -> Mapping[int, Talk]:
    """What is said under all the pages, one by one or in lists, by page number, in one query."""
    lists = [[it] if isinstance(it, Page) else it for it in found]
    numbers = {page.pk for pages in lists for page in pages}
    shows(*(f"thread:article-{number}" for number in numbers))
    return talk_by_article(numbers)


@register.simple_tag
def comment_count(page: ArticlePage) -> int:
    """How many comments everybody sees under `page`; one query."""
    return talk.comment_count(page)


@register.filter
def count_of(counts: Mapping[int, Talk], page: Page) -> int:
    """Approved comments under `page`."""
    return counts[page.pk].count if page.pk in counts else 0


@register.inclusion_tag("discussion/parts/talk.html")
def talk_about(page: Page, counts: Mapping[int, Talk]) -> dict[str, Talk | None]:
    """How many comments `page` has, and whose was the last."""
    return {"talk": counts.get(page.pk) if counts else None}


@register.inclusion_tag("discussion/parts/claim.html")
def claim_notice(user: User) -> dict[str, Any]:
    """How much was written as a guest with the address of `user`, and the button to claim it."""
    return {"claimable": claimable(user).count()}
