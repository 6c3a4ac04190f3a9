from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from standfirst.lib.access import anyone

from .models import NewsroomSettings


@anyone
@require_safe
@cache_control(no_cache=True)
def theme(request: HttpRequest) -> HttpResponse:
    """The newsroom's own accents; asked for again each time, and answered by its ETag."""
    newsroom = NewsroomSettings.for_request(request)
    accents = {
        "--accent-on-light": newsroom.accent_on_light,
        "--accent-on-dark": newsroom.accent_on_dark,
    }
    lines = "".join(f"{name}:{value};" for name, value in accents.items() if value)
    return HttpResponse(f":root{{{lines}}}\n", content_type="text/css; charset=utf-8")
