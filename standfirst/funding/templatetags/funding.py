"""What funding puts on other apps' pages."""

from typing import Any

from django import template
from django.template import Context
from wagtail.models import Page

register = template.Library()


@register.inclusion_tag("funding/support.html", takes_context=True)
def support(context: Context, page: Page | None = None, place: str = "top") -> dict[str, Any]:
    """The ask and the meter; `place` is "top" or "end"."""
    return {"page": page, "place": place}
