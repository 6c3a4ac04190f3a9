"""How an answer may be packed for who asks: `gzip;q=0` says that it may not be."""

import re

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_REFUSED = re.compile(r";\s*q=0(?:\.0*)?\s*\Z", re.IGNORECASE)


def without_refused(accepted: str) -> str:
    """Return an `Accept-Encoding` without what it refuses."""
    return ",".join(part for part in accepted.split(",") if not _REFUSED.search(part))


class GZip(GZipMiddleware):
    """Django's own looks for the word alone."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Pack an answer if whoever asked can unpack it."""
        accepted = request.META.get("HTTP_ACCEPT_ENCODING", "")
        request.META["HTTP_ACCEPT_ENCODING"] = without_refused(accepted)
        return super().process_response(request, response)
