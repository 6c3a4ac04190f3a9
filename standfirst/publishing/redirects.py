"""Redirects that the newsroom set, found whatever stands behind an address to count clicks."""

import copy

from django.http import HttpRequest, HttpResponse
from wagtail.contrib.redirects.middleware import RedirectMiddleware, get_redirect
from wagtail.contrib.redirects.models import Redirect

from standfirst.lib.http import query_as_asked, without_click_counters


class Redirects(RedirectMiddleware):
    """Asks for an address as it came, and then without what counts clicks; all else in it counts."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Answer with a redirect what nothing else answered."""
        if response.status_code != 404:
            return response
        query = query_as_asked(request)
        asked = _with_query(request, query)
        path = Redirect.normalise_path(asked.get_full_path(), decode_unicode=False)
        # An answer that hangs on what counts clicks is for this one address.
        rules = Redirect.objects.filter(old_path__startswith=f"{path.partition('?')[0]}?")
        if getattr(request, "is_kept", False) and rules.exists():
            request.is_kept = False  # type: ignore[attr-defined]
        plain = without_click_counters(query)
        if plain != query and get_redirect(asked, path) is None:
            asked = _with_query(request, plain)
        answer: HttpResponse = super().process_response(asked, response)
        return answer


def _with_query(request: HttpRequest, query: str) -> HttpRequest:
    other = copy.copy(request)
    other.META = {**request.META, "QUERY_STRING": query}
    return other
