"""What no request may hold, and what holds of every answer, whichever view it is for."""

import logging
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control, patch_vary_headers

from . import health, metrics
from .http import bad_request
from .logs import request_id, without_secrets

access_log = logging.getLogger("standfirst.access")
# RFC 9110, section 15.1; those that hold what was asked for are not meant.
_KEPT_BY_GUESS = {300, 301, 308, 404, 405, 410, 414, 501}
LONGEST_PATH, LONGEST_QUERY = 2_048, 65_536  # bytes

Handler = Callable[[HttpRequest], HttpResponse]


def answer_health(get_response: Handler) -> Handler:
    """Answer those who watch before anything else: they ask this machine by its own name, without TLS."""
    views = {
        health.PATH: health.health,
        health.READY_PATH: health.ready,
        health.METRICS_PATH: health.metrics,
    }

    def handle(request: HttpRequest) -> HttpResponse:
        view = views.get(request.path_info)
        if view and request.method in {"GET", "HEAD"}:
            return view(request)  # type: ignore[return-value]
        return get_response(request)

    return handle


def note_request(get_response: Handler) -> Handler:
    """Give each request an id, for the log, the error page and whoever asks; log what was answered, at INFO."""

    def handle(request: HttpRequest) -> HttpResponse:
        token = request_id.set(secrets.token_hex(6))
        started = time.perf_counter()
        try:
            response = get_response(request)
            response["X-Request-ID"] = request_id.get()
            seconds = time.perf_counter() - started
            metrics.count_request(request, response.status_code, seconds)
            if access_log.isEnabledFor(logging.INFO):
                access_log.info("request", extra=_told(request, response, seconds))
            return response
        finally:
            request_id.reset(token)

    return handle


def _told(request: HttpRequest, response: HttpResponse, seconds: float) -> dict[str, object]:
    """What the log says of a request: no address of a reader, no token, nothing that was typed."""
    return {
        "method": request.method,
        "path": without_secrets(request.path),
        "status": response.status_code,
        "ms": round(1000 * seconds, 1),
    }


def refuse_odd_addresses(get_response: Handler) -> Handler:
    """Refuse an address with a null character, which PostgreSQL keeps none of, and one that nobody gives a page.

    Whatever reads an address afterwards (redirects, the tree of pages, the log) reads a short one.
    Forms refuse null characters by themselves, beside the field.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "\x00" in request.path_info or "%00" in query:
            if request.path_info == "/oembed/":  # Programs ask that.
                return HttpResponseBadRequest("An address cannot hold a null character.")
            return bad_request(request)
        if len(request.path_info.encode()) > LONGEST_PATH or len(query) > LONGEST_QUERY:
            return HttpResponse("This address is too long.", status=414)
        return get_response(request)

    return handle


def refuse_methods_in_words(get_response: Handler) -> Handler:
    """Say what to do to who opens an address that takes forms only, by an old link or after signing in.

    Django answers so with an empty page.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            response.content = render_to_string("405.html")
        return response

    return handle


def no_heuristic_caching(get_response: Handler) -> Handler:
    """Let nobody keep a redirect or an error without asking, unless it says how long it is good.

    Browsers keep "moved" and "gone" for ever, and some caches a picture that is not there for hours. An article may be
    named back, and what was taken down may return: who was there in between would go round in circles, and nothing but
    emptying their browser would help.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code in _KEPT_BY_GUESS and not _says_how_long(response):
            patch_cache_control(response, no_cache=True)
        return response

    return handle


def _says_how_long(response: HttpResponse) -> bool:
    said = response.get("Cache-Control", "")
    return response.has_header("Expires") or "max-age" in said or "no-" in said


def private_for_known_readers(get_response: Handler) -> Handler:
    """Let no shared cache keep what was answered to somebody who said who they are, of whatever type.

    An article's page is Wagtail's own answer, and whether it shows a waiting comment, or asks for a
    gift, is known only once it is laid out; and who may read a document is Wagtail's to tell. So it
    is asked here, for all: whoever sends one of `COOKIES_OF_KNOWN_READERS` is known. Their browser may
    keep it as before. What is the same for everybody whoever asks (the stylesheet of each page) says
    `public` by itself, and stays so; static files and pictures do not come by here.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_known = not request.COOKIES.keys().isdisjoint(settings.COOKIES_OF_KNOWN_READERS)
        is_public = _says_public(response)
        if is_known and not is_public and not request.path.startswith("/admin/"):
            patch_cache_control(response, private=True)
            patch_vary_headers(response, ["Cookie"])
        return response

    return handle


def _says_public(response: HttpResponse) -> bool:
    said = response.get("Cache-Control", "").lower().split(",")
    return "public" in {part.strip() for part in said}
