"""What the account page says of a reader's votes."""

from typing import Any

from django import template
from django.template import Context

from standfirst.discussion.queries import votes_of

register = template.Library()


@register.inclusion_tag("discussion/parts/own_votes_section.html", takes_context=True)
def own_votes_section(context: Context) -> dict[str, Any]:
    """How many votes the reader who is signed in has cast, and the way to them."""
    return {"count": votes_of(context["request"].user).count()}
