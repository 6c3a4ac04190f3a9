from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from standfirst.lib.access import anyone

from . import queries
from .models import Campaign


@anyone
@require_safe
def support(request: HttpRequest) -> HttpResponse:
    """The one campaign that runs; or, when none or several do, all of them."""
    today = timezone.localdate()
    running = queries.running_campaigns(on=today)
    if len(running) == 1:
        return _show(request, running[0])
    campaigns = queries.shown_campaigns(on=today)
    listed = [
        {"campaign": campaign, "meter": meter, "is_running": campaign.is_running(on=today)}
        for campaign, meter in zip(campaigns, queries.meters(campaigns, on=today), strict=True)
    ]
    return render(
        request, "funding/campaigns.html", {"listed": listed, "has_running": bool(running)}
    )


@anyone
@require_safe
def campaign(request: HttpRequest, slug: str) -> HttpResponse:
    """One campaign, for ever; a draft is seen by those who keep the books.

    Raises:
        Http404: there is none, or it is a draft and no business of theirs.
    """
    found = get_object_or_404(Campaign, slug=slug)
    if found.state == Campaign.State.DRAFT and not _keeps_the_books(request):
        raise Http404
    return _show(request, found)


def _show(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "campaign": campaign,
        "meter": queries.meter(campaign, on=today),
        "is_running": campaign.is_running(on=today),
        "is_draft": campaign.state == Campaign.State.DRAFT,
        "is_to_come": campaign.state == Campaign.State.LIVE and campaign.starts_on > today,
    }
    return render(request, "funding/campaign.html", context)


def _keeps_the_books(request: HttpRequest) -> bool:
    user = getattr(request, "user", AnonymousUser())
    return bool(user.has_perm("funding.view_campaign"))
