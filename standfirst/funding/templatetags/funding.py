"""What funding puts on other apps' pages."""

from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from wagtail.models import Page

from standfirst.funding import given
from standfirst.funding.gateways import gateway
from standfirst.funding.givers import has_given, wants_later
from standfirst.funding.meter import Meter
from standfirst.funding.models import Campaign, Gift
from standfirst.funding.queries import current_campaign, meter
from standfirst.funding.suggested import read_amounts
from standfirst.lib.money import Money
from standfirst.lib.shown import FUNDING, shows
from standfirst.publishing.models import ArticlePage

register = template.Library()
_MOST_AMOUNTS = 3


@register.inclusion_tag("funding/support.html", takes_context=True)
def support(context: Context, page: Page | None = None, place: str = "top") -> dict[str, Any]:
    """The ask and the meter; `place` is "top" or "end". Nothing at all when no campaign runs.

    Who gives already is not asked, but thanked in one line; nor is who wants to be asked later.
    """
    campaign, counted = _asked_for(context, page)
    article = page.pk if isinstance(page, ArticlePage) else None
    request = context.get("request")
    return {
        "campaign": campaign,
        "meter": counted,
        "amounts": _suggested(campaign)[:_MOST_AMOUNTS] if campaign and place == "top" else [],
        "article": article,
        "place": place,
        "has_given": has_given(request),
        "wants_later": wants_later(request),
        # Where the reader is, the same for all who read it.
        "here": request.path if request else "",
    }


@register.simple_tag(takes_context=True)
def gives(context: Context) -> str:
    """What `support` hangs on in who reads: "given", "later" or ""; the rest is the same for all."""
    request = context.get("request")
    return "given" if has_given(request) else "later" if wants_later(request) else ""


@register.filter
def net_of(gift: Gift) -> Money:
    """What of a gift from `queries.givers` is here."""
    return Money(int(gift.net), gift.campaign.currency)  # type: ignore[attr-defined]


@register.filter
def returned(gift: Gift) -> Money | None:
    """What of a gift from `given.gifts_of` went back, if anything did."""
    return given.returned(gift)


@register.inclusion_tag("funding/own_gifts_section.html", takes_context=True)
def own_gifts_section(context: Context) -> dict[str, Any]:
    """The way to their gifts for a reader who is signed in and gave. One query."""
    own = given.supporters_who_are(context["request"].user)
    return {"has_given": own.filter(gifts__state=Gift.State.RECEIVED).exists()}


def _suggested(campaign: Campaign) -> list[Money]:
    """What is suggested for a gift made once, where gifts are taken here."""
    if gateway() is None:
        return []
    return read_amounts(campaign.amounts_once, campaign.currency)


def _asked_for(context: Context, page: Page | None) -> tuple[Campaign | None, Meter | None]:
    """The campaign that runs on the page and its meter, counted once for both places."""
    shows(FUNDING)  # the second place reads nothing, and shows it all the same
    request = context.get("request")
    kept: dict[int | None, tuple[Campaign | None, Meter | None]]
    kept = getattr(request, "_asked_for", None) or {}
    key = page.pk if page is not None else None
    if key not in kept:
        today = timezone.localdate()
        campaign = current_campaign(on=today, page=page)
        kept[key] = (campaign, meter(campaign, on=today) if campaign else None)
    if request is not None:
        request._asked_for = kept
    return kept[key]
