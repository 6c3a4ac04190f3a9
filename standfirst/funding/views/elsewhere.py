"""The meter elsewhere: in a frame on another site, and as a feed."""

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from standfirst.funding import feed as atom
from standfirst.funding import queries
from standfirst.funding.models import Campaign
from standfirst.lib.access import anyone
from standfirst.publishing.models import NewsroomSettings


@anyone
@require_safe
@cache_control(no_cache=True)
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type] # it knows views without arguments only
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """The meter by itself. Any site may frame it: there is nothing on it to be tricked into but links."""
    found, today = _public(slug), timezone.localdate()
    context = {
        "campaign": found,
        "meter": queries.meter(found, on=today),
        "is_running": found.is_running(on=today),
    }
    return render(request, "funding/embed.html", context)


@anyone
@require_safe
@cache_control(no_cache=True)
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Where a campaign stands, and what it reached, for feed readers."""
    found = _public(slug)
    newsroom = NewsroomSettings.for_request(request)
    text = atom.write(found, newsroom=newsroom, on=timezone.localdate())
    return HttpResponse(text, content_type=atom.CONTENT_TYPE)


def _public(slug: str) -> Campaign:
    """Return the campaign; a draft is on no other site, whoever looks."""
    shown = Campaign.objects.exclude(state=Campaign.State.DRAFT)
    found: Campaign = get_object_or_404(shown, slug=slug)
    return found
