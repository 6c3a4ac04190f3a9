from hashlib import md5

from django.http import HttpRequest, HttpResponse
from django.utils.http import quote_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.documents.views.serve import serve

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


@anyone
@require_safe
def document(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """A document, for whoever may read its collection: Wagtail asks that, and answers.

    Its answer names the coding "None" where there is none, and an empty mark of the version where a
    document was kept without one; caches would take both at their word.
    """
    response: HttpResponse = serve(request, number, name)
    if response.get("Content-Encoding") == "None":
        del response["Content-Encoding"]
    if response.get("ETag") == '""':
        modified, length = response.get("Last-Modified", ""), response.get("Content-Length", "")
        response["ETag"] = quote_etag(
            md5(f"{modified} {length}".encode(), usedforsecurity=False).hexdigest()
        )
    return response
