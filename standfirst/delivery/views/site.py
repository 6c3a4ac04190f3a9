"""The few files that machines expect at the root of a site."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import get_language_bidi
from django.views.decorators.http import require_safe

from standfirst.delivery.addresses import absolute
from standfirst.delivery.text import one_line
from standfirst.lib.access import anyone
from standfirst.publishing.models import NewsroomSettings

# The colour of the paper in light, as `tokens.css` has it.
PAPER = "#fcfcfa"
SHORT_NAME = 12
ICON_PIXELS = (192, 512)


@anyone
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers are asked to leave alone, and where the sitemaps are."""
    shown = {"sitemaps": [absolute("/sitemap.xml"), absolute("/sitemap-news.xml")]}
    return render(request, "delivery/robots.txt", shown, content_type="text/plain; charset=utf-8")


@anyone
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """The icon, at its hashed address."""
    return HttpResponseRedirect(static("standfirst/img/favicon.ico"))


@anyone
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The paper as something to keep on a phone's first screen."""
    newsroom = NewsroomSettings.for_request(request)
    name = one_line(newsroom.name)
    shown = {
        "name": name,
        "short_name": name if len(name) <= SHORT_NAME else name.split()[-1],
        "description": one_line(newsroom.tagline),
        "lang": newsroom.language,
        "dir": "rtl" if get_language_bidi() else "ltr",
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": newsroom.accent_on_light or PAPER,
        "icons": [_icon(pixels) for pixels in ICON_PIXELS],
    }
    return JsonResponse(shown, content_type="application/manifest+json")


def _icon(pixels: int) -> dict[str, str]:
    source = static(f"standfirst/img/icon-{pixels}.png")
    return {"src": source, "sizes": f"{pixels}x{pixels}", "type": "image/png"}
