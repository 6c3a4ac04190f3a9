"""Which requests are answered by a page that is kept, and which page that is."""

from typing import Any

from django.conf import settings

# Never kept, so that nothing is asked of them: what streams, and what belongs to somebody.
_ELSEWHERE = (
    "/live/",
    "/static/",
    "/media/",
    "/admin/",
    "/account/",
    "/documents/",
    "/health/",
    "/metrics",
)
# Wherever it stands: Django takes blanks before the "=", and whoever has more of such a name only misses the store.
_KNOWN = settings.COOKIES_OF_KNOWN_READERS
# What others hang on to an address to count who comes from where; no page of ours reads it.
_COUNTERS = ("utm_", "fbclid=", "gclid=", "mc_cid=", "mc_eid=", "msclkid=", "igshid=", "ref_src=")
_LONGEST = 2_048  # of an address that is kept


Key = tuple[str, str, str, str]
"""What tells one kept page from another: scheme, host, path and query. A plain tuple: it is made at every visit."""


def key_of(scope: Any) -> Key | None:  # noqa: ANN401 - the server's own
    """Return the key of the page that answers a request; None where none may: the reader may be known."""
    headers, path, query = scope.headers, scope.path, scope.query_string
    if path.startswith(_ELSEWHERE) or len(path) + len(query) > _LONGEST:
        return None
    if "cookie" in headers and _may_be_known(headers.get("cookie")):
        return None
    if "authorization" in headers or "range" in headers:
        return None
    scheme = headers.get("x-forwarded-proto", "") if settings.TRUSTED_PROXIES else ""
    return scheme, headers.get("host", ""), path, _without_counters(query) if query else ""


def _may_be_known(cookie: str | None) -> bool:
    return not cookie or any(name in cookie for name in _KNOWN)


def _without_counters(query: str) -> str:
    return "&".join(part for part in query.split("&") if not part.startswith(_COUNTERS))
