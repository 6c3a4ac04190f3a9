"""What all pages have in common that a letter's links open."""

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from standfirst.lib.access import View, anyone
from standfirst.lib.errors import Refused


def by_letter(view: View) -> View:
    """Let in whoever has the link: it is the right, and no other site can know it to forge a form with.

    Such a page is kept by no cache, and its address is told to no other site.
    """

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return anyone(csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(opened)))


def wrong_link(request: HttpRequest, refusal: Refused | None = None) -> HttpResponse:
    """Say that the link opens nothing, and what to do."""
    return render(request, "notifications/wrong_link.html", {"refusal": refusal}, status=404)
