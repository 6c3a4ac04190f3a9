"""Which pages are kept for readers nobody knows, and what makes them old: an allow-list, by view."""

from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.http import ConditionalGetMiddleware

from standfirst.delivery.front_cache import headers
from standfirst.lib import changes, replicas
from standfirst.lib.kept_parts import STAMPS_BEFORE
from standfirst.lib.shown import noting_what_is_shown
from standfirst.lib.stamps import noted, stamps

WROTE_FOR = 10
"""Seconds for which a browser says what it wrote last: longer than any node that keeps pages may be behind."""
Handler = Callable[[HttpRequest], HttpResponse]
Scope = dict[str, Any]

ASKED = "standfirst.may_keep"
"""Set in the scope of a request whose answer may be kept: the keys of what was kept there before."""
KEPT = "standfirst.kept_under"
"""Where the keys stand that the answer to such a request is to be kept under."""
READ_AS_OF = "standfirst.read_as_of"
"""Where all stamps stand that such an answer is as new as, if others than those of now."""

KEPT_STATUSES = frozenset({HTTPStatus.OK, HTTPStatus.MOVED_PERMANENTLY})
"""Old addresses lead on: what is shared most is often one of these."""
KEPT_VIEWS = frozenset(
    {
        "wagtail_serve", "discussion:thread", "discussion:branch", "discussion:feed", "feed", "feed_of", "sitemap",
        "sitemap_part", "news_sitemap", "archive", "archive_year", "archive_month", "archive_day", "robots", "manifest",
    }
)  # fmt: skip
# All that is heard of what a browser says: the store knows one page from another by it, and nothing else.
_HEARD = frozenset({"HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_FOR"})


class KeptPages:
    """Says of each answer whether it may be kept, and under which keys."""

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        if settings.SEVERAL_NODES:
            return self._answer_as_one_of_several(request)
        return self._answer(request)

    def _answer_as_one_of_several(self, request: HttpRequest) -> HttpResponse:
        """Have a browser that changed something say so for a moment, to whichever node it asks next.

        What this node has not heard of yet is in nothing that it keeps.
        """
        wrote = request.COOKIES.get(settings.WROTE_COOKIE, "")
        token = changes.written.set("")
        try:
            response = self._answer(request, may_keep=not wrote or stamps().has_heard(wrote))
            if written := changes.written.get():
                response.set_cookie(
                    settings.WROTE_COOKIE,
                    written,
                    max_age=WROTE_FOR,
                    httponly=True,
                    samesite="Lax",
                    secure=settings.IS_SECURE,
                )
            return response
        finally:
            changes.written.reset(token)

    def _answer(self, request: HttpRequest, *, may_keep: bool = True) -> HttpResponse:
        scope = getattr(request, "scope", {})
        if may_keep:
            setattr(request, STAMPS_BEFORE, stamps().now())
        if ASKED not in scope:
            return headers.may_not_be_shared(self._get_response(request))
        response = self._answer_from_replica(request, scope) if settings.REPLICAS else None
        return self._note_keys(request, scope)[0] if response is None else response

    def _answer_from_replica(self, request: HttpRequest, scope: Scope) -> HttpResponse | None:
        """Return what a replica answers, if there is one that knows all that changed of it."""
        before, chosen = stamps().now(), replicas.choose(scope[ASKED])
        if chosen is None:
            return None
        number, words = chosen
        setattr(request, STAMPS_BEFORE, words)
        with suppress(replicas.PrimaryNeeded), replicas.reading_from(number):
            response, keys = self._note_keys(request, scope)
            # Not where it was another page before: whatever it shows is known only now.
            if response.status_code < 500 and stamps().is_current(noted(words, keys)):
                scope[READ_AS_OF] = words
                return response
        scope.pop(KEPT, None)
        setattr(request, STAMPS_BEFORE, before)
        return None

    def _note_keys(self, request: HttpRequest, scope: Scope) -> tuple[HttpResponse, frozenset[str]]:
        with noting_what_is_shown() as shown:
            response = self._get_response(request)
        if getattr(request, "is_kept", False) and _may_be_kept(response):
            scope[KEPT] = shown.keys
            return headers.may_be_shared(response, keys=shown.keys), shown.keys
        return headers.may_not_be_shared(response), shown.keys

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: object, kwargs: object
    ) -> None:
        """Have a page that is for everybody hang on nothing that one reader's browser said.

        What it has already, and what it can unpack, is the store's to answer; the middleware around us would.
        """
        match = request.resolver_match
        if match and match.view_name in KEPT_VIEWS and ASKED in getattr(request, "scope", {}):
            request.is_kept = True  # type: ignore[attr-defined]
            request.META = {
                name: value
                for name, value in request.META.items()
                if not name.startswith("HTTP_") or name in _HEARD
            }
            request.COOKIES = {}
            request.__dict__.pop("headers", None)


class ConditionalGet(ConditionalGetMiddleware):
    """Marks each answer by its bytes, as Django does, but for what is the store's: it has a mark of its own."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Return the answer with its mark, or that the browser has it already."""
        if getattr(request, "is_kept", False):
            return response
        return super().process_response(request, response)


def _may_be_kept(response: HttpResponse) -> bool:
    cache_control = response.get("Cache-Control", "")
    return (
        response.status_code in KEPT_STATUSES
        and not response.streaming
        and not response.cookies
        and "private" not in cache_control
        and "no-store" not in cache_control
    )
