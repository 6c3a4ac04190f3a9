"""What the head of every page says to machines: `{% metadata page %}`."""

from typing import Any

from django import template
from django.template import Context
from wagtail.models import Page

from standfirst.delivery.head import head_of
from standfirst.publishing.models import NewsroomSettings

register = template.Library()


@register.inclusion_tag("delivery/metadata.html", takes_context=True)
def metadata(context: Context, page: Page | str | None = None, number: int = 1) -> dict[str, Any]:
    """Description, address, cards, feeds and linked data of `page`, or of a view without one.

    `number` is the page of the list that is shown on it.
    """
    request = context.get("request")
    if request is None:
        return {}  # The page for when all else fails is rendered without one.
    own = page.specific if isinstance(page, Page) else None
    newsroom = NewsroomSettings.for_request(request)
    return {"head": head_of(own, newsroom=newsroom, path=request.path, number=number)}
