"""Which pages are kept for readers nobody knows, and what makes them old: an allow-list, by view."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from standfirst.delivery.front_cache import headers
from standfirst.lib import changes, nodes
from standfirst.lib.kept_parts import STAMPS_BEFORE
from standfirst.lib.shown import noting_what_is_shown
from standfirst.lib.stamps import stamps

Handler = Callable[[HttpRequest], HttpResponse]

ASKED = "standfirst.may_keep"
"""Set in the scope of a request whose answer may be kept."""
KEPT = "standfirst.kept_under"
"""Where the keys stand that the answer to such a request is to be kept under."""

KEPT_VIEWS = frozenset(
    {
        "wagtail_serve", "discussion:thread", "discussion:branch", "discussion:feed", "feed", "feed_of", "sitemap",
        "sitemap_part", "news_sitemap", "archive", "archive_year", "archive_month", "archive_day", "robots", "manifest",
    }
)  # fmt: skip
# What a browser says of what it has, and of what it can unpack: the store's to answer.
_LEFT_TO_THE_STORE = ("HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")


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
                    max_age=nodes.WROTE_FOR,
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
        with noting_what_is_shown() as shown:
            response = self._get_response(request)
        if getattr(request, "is_kept", False) and _may_be_kept(response):
            scope[KEPT] = shown.keys
            return headers.may_be_shared(response, keys=shown.keys)
        return headers.may_not_be_shared(response)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: object, kwargs: object
    ) -> None:
        """Leave it to the store what is packed and what need not be sent."""
        match = request.resolver_match
        if match and match.view_name in KEPT_VIEWS and ASKED in getattr(request, "scope", {}):
            request.is_kept = True  # type: ignore[attr-defined]
            for name in _LEFT_TO_THE_STORE:
                request.META.pop(name, None)


def _may_be_kept(response: HttpResponse) -> bool:
    cache_control = response.get("Cache-Control", "")
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "private" not in cache_control
        and "no-store" not in cache_control
    )
