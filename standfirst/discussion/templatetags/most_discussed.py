"""Which articles readers talk about."""

from django import template

from standfirst.lib.shown import THREADS, shows
from standfirst.publishing.models import ArticlePage

register = template.Library()


@register.simple_tag
def most_discussed(count: int) -> list[ArticlePage]:
    """The articles with most comments among the threads that moved last, each with its thread."""
    shows(THREADS)
    moved = (
        ArticlePage.objects.live()
        .for_everybody()
        .filter(thread__comment_count__gt=0)
        .select_related("thread")
        .defer("body", "sources")
        .order_by("-thread__last_comment_at")[:50]
    )
    return sorted(moved, key=lambda article: article.thread.comment_count, reverse=True)[:count]
