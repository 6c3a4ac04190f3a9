"""Redirects that the newsroom set, found whatever stands behind an address to count clicks."""

import copy
import re
from urllib.parse import unquote_plus

from django.http import HttpRequest, HttpResponse
from wagtail.contrib.redirects.middleware import RedirectMiddleware, get_redirect
from wagtail.contrib.redirects.models import Redirect

# What newsletters, networks and advertisers add to whatever they link to.
_COUNTS_CLICKS = re.compile(
    r"utm_\w+|mc_[ce]id|_ga|_gl|fbclid|[dg]clid|gad_source|gclsrc|[gw]braid|igshid|li_fat_id|msclkid|"
    r"ttclid|twclid|yclid"
)


class Redirects(RedirectMiddleware):
    """Asks for an address as it came, and then without what counts clicks; all else in it counts."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Answer with a redirect what nothing else answered."""
        if response.status_code == 404 and (query := _plain_query(request)) is not None:
            asked = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
            if get_redirect(request, asked) is None:
                request = copy.copy(request)
                request.META = {**request.META, "QUERY_STRING": query}
        answer: HttpResponse = super().process_response(request, response)
        return answer


def _plain_query(request: HttpRequest) -> str | None:
    """Return the query without what counts clicks; None where nothing does."""
    parts = request.META.get("QUERY_STRING", "").split("&")
    kept = [it for it in parts if not _COUNTS_CLICKS.fullmatch(unquote_plus(it.partition("=")[0]))]
    return None if len(kept) == len(parts) else "&".join(kept)
