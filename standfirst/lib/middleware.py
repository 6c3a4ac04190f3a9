"""What no request may hold, and what holds of every answer, whichever view it is for."""

import logging
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.cache import patch_cache_control, patch_vary_headers

from . import health
from .http import bad_request
from .logs import request_id, without_secrets

access_log = logging.getLogger("standfirst.access")
LONGEST_PATH, LONGEST_QUERY = 2_048, 8_192  # bytes

Handler = Callable[[HttpRequest], HttpResponse]


def answer_health(get_response: Handler) -> Handler:
    """Answer `/health/` before anything else: whoever watches asks this machine by its own name, without TLS."""

    def handle(request: HttpRequest) -> HttpResponse:
        if request.path_info == health.PATH and request.method in {"GET", "HEAD"}:
            return health.health(request)  # type: ignore[return-value]
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
            if access_log.isEnabledFor(logging.INFO):
                access_log.info("request", extra=_told(request, response, started))
            return response
        finally:
            request_id.reset(token)

    return handle


def _told(request: HttpRequest, response: HttpResponse, started: float) -> dict[str, object]:
    """What the log says of a request: no address of a reader, no token, nothing that was typed."""
    return {
        "method": request.method,
        "path": without_secrets(request.path),
        "status": response.status_code,
        "ms": round(1000 * (time.perf_counter() - started), 1),
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


def private_for_known_readers(get_response: Handler) -> Handler:
    """Let no shared cache keep a page that was rendered for somebody who said who they are.

    An article's page is Wagtail's own answer, and whether it shows a waiting comment, or asks for a
    gift, is known only once it is laid out. So it is asked here, for all pages: whoever sends one of
    `COOKIES_OF_KNOWN_READERS` is known.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_known = not request.COOKIES.keys().isdisjoint(settings.COOKIES_OF_KNOWN_READERS)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_known and is_page and not request.path.startswith("/admin/"):
            patch_cache_control(response, private=True)
            patch_vary_headers(response, ["Cookie"])
        return response

    return handle
