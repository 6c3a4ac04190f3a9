"""What the discussion hangs beside the text of an article."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from standfirst.discussion.models import DiscussionSettings
from standfirst.discussion.passages import margin_notes
from standfirst.discussion.readers import reader_of
from standfirst.discussion.services.asking import can_ask
from standfirst.lib.kept_parts import Shelf
from standfirst.lib.shown import shows
from standfirst.publishing.anchors import MarginNote
from standfirst.publishing.models import ArticlePage

register = template.Library()


@register.simple_tag(takes_context=True)
def passage_notes(context: Context, page: ArticlePage) -> tuple[MarginNote, ...]:
    """What is asked about passages of an article. One query; none for one that was never saved."""
    shows(f"thread:article-{page.pk}")
    if page.pk is None:
        return ()
    shelf = Shelf(
        context.get("request"), "passages", keys_of=lambda number: [f"questions:article-{number}"]
    )
    notes: tuple[MarginNote, ...] | None = shelf.get(page.pk)
    if notes is None:
        shelf.put(page.pk, notes := margin_notes(page))
    return notes


@register.inclusion_tag("discussion/parts/passage_asker.html", takes_context=True)
def passage_asker(context: Context, page: ArticlePage) -> dict[str, Any]:
    """The way to ask about a passage, for who may. No query for strangers, one for readers."""
    reader = reader_of(context.get("request"))
    if page.pk is None or reader.user is None:
        return {}
    rules = DiscussionSettings.for_request(context["request"])
    if not can_ask(user=reader.user, article=page, rules=rules):
        return {}
    return {"place": reverse("discussion:questions", args=[f"article-{page.pk}"])}
