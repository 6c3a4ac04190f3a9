"""Campaigns as readers see them."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from standfirst.funding import queries
from standfirst.funding.forms import GiveForm
from standfirst.funding.gateways import gateway
from standfirst.funding.models import Campaign, FundingSettings
from standfirst.lib.access import anyone, holds


@anyone
@require_safe
def support(request: HttpRequest) -> HttpResponse:
    """The one campaign that runs; or, when none or several do, all of them."""
    today = timezone.localdate()
    running = queries.running_campaigns(on=today)
    if len(running) == 1:
        return show(request, running[0])
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
    """One campaign, for ever; a draft is seen by those who keep the books."""
    return show(request, find_campaign(request, slug))


@anyone
@require_safe
@cache_control(no_cache=True)
def meter(request: HttpRequest, slug: str) -> HttpResponse:
    """The figures of a campaign's meter for programs, those of the page to the cent."""
    found = find_campaign(request, slug)
    counted = queries.meter(found, on=timezone.localdate())
    response = JsonResponse({"campaign": found.slug, **counted.figures})
    response["Access-Control-Allow-Origin"] = "*"
    return response


def show(
    request: HttpRequest, campaign: Campaign, form: GiveForm | None = None, status: int = 200
) -> HttpResponse:
    """Lay out a campaign's page, with the form as it was typed, or else empty."""
    today = timezone.localdate()
    is_running = campaign.is_running(on=today)
    if form is None and is_running:
        form = GiveForm(
            initial=GiveForm.asked_for(request.GET, campaign)
            | {"article": request.GET.get("from", ""), "mail": _own_address(request)},
            campaign=campaign,
            rules=FundingSettings.for_request(request),
        )
    provider = gateway() if is_running else None
    if form:
        form.takes_cards = provider is not None
    context = {
        "campaign": campaign,
        "meter": queries.meter(campaign, on=today),
        "givers": queries.givers(campaign=campaign)[:5],
        "form": form if is_running else None,
        "gateway": provider,
        "has_form": bool(is_running and form and (provider or form.rules.bank_account)),
        "is_running": is_running,
        "is_draft": campaign.state == Campaign.State.DRAFT,
        "is_archived": campaign.state == Campaign.State.ARCHIVED,
        "is_to_come": campaign.state == Campaign.State.LIVE and campaign.starts_on > today,
    }
    return render(request, "funding/campaign.html", context, status=status)


def _own_address(request: HttpRequest) -> str:
    """Return the email address of who is signed in, so that nobody types what we know."""
    return request.user.email if request.user.is_authenticated else ""


def find_campaign(request: HttpRequest, slug: str) -> Campaign:
    """Return the campaign.

    Raises:
        Http404: there is none, or it is a draft and no business of theirs.
    """
    found = get_object_or_404(Campaign, slug=slug)
    if found.state == Campaign.State.DRAFT and not holds(request, "funding.view_campaign"):
        raise Http404
    return found
