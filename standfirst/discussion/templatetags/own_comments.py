"""What the account page says of a reader's part in discussions."""

from typing import Any

from django import template
from django.template import Context

from standfirst.discussion.queries import comments_of

register = template.Library()


@register.inclusion_tag("discussion/parts/own_comments_section.html", takes_context=True)
def own_comments_section(context: Context) -> dict[str, Any]:
    """How many comments the reader who is signed in has written, the way there and to whom they ignore."""
    return {"count": comments_of(context["request"].user).count()}
