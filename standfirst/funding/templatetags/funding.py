"""What funding puts on other apps' pages."""

from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from wagtail.models import Page

from standfirst.funding.meter import Meter
from standfirst.funding.models import Campaign
from standfirst.funding.queries import current_campaign, meter

register = template.Library()


@register.inclusion_tag("funding/support.html", takes_context=True)
def support(context: Context, page: Page | None = None, place: str = "top") -> dict[str, Any]:
    """The ask and the meter; `place` is "top" or "end". Nothing at all when no campaign runs."""
    campaign, counted = _asked_for(context)
    return {"campaign": campaign, "meter": counted, "page": page, "place": place}


@register.inclusion_tag("funding/support_link.html", takes_context=True)
def support_link(context: Context) -> dict[str, Any]:
    """The item "Support us" of a list of links; nothing when no campaign runs."""
    campaign, _ = _asked_for(context)
    request = context.get("request")
    path = request.path if request else ""
    return {"campaign": campaign, "is_here": path.startswith("/support/")}


def _asked_for(context: Context) -> tuple[Campaign | None, Meter | None]:
    """The running campaign and its meter, counted once for each page."""
    request = context.get("request")
    kept: tuple[Campaign | None, Meter | None] | None = getattr(request, "_asked_for", None)
    if kept:
        return kept
    today = timezone.localdate()
    campaign = current_campaign(on=today)
    asked = (campaign, meter(campaign, on=today) if campaign else None)
    if request is not None:
        request._asked_for = asked
    return asked
