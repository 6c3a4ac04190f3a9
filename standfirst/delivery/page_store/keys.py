"""Which requests are answered by a page that is kept, and which page that is."""

from typing import Any, NamedTuple

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


class Key(NamedTuple):
    """What tells one kept page from another."""

    scheme: str
    host: str
    path: str
    query: str


def key_of(scope: Any) -> Key | None:  # noqa: ANN401 - the server's own
    """Return the key of the page that answers a request; None where none may: the reader may be known."""
    headers, path = scope.headers, scope.path
    if path.startswith(_ELSEWHERE) or len(path) + len(scope.query_string) > _LONGEST:
        return None
    if (cookie := headers.get("cookie")) and any(name in cookie for name in _KNOWN):
        return None
    if "authorization" in headers or "range" in headers or ("cookie" in headers and not cookie):
        return None
    scheme = headers.get("x-forwarded-proto", "") if settings.TRUSTED_PROXIES else ""
    query = scope.query_string
    return Key(scheme, headers.get("host", ""), path, _without_counters(query) if query else "")


def _without_counters(query: str) -> str:
    return "&".join(part for part in query.split("&") if not part.startswith(_COUNTERS))
