"""Which requests are answered by a page that is kept, and which page that is."""

from django.conf import settings

from standfirst.lib.http import without_click_counters
from standfirst.lib.ready_answers import Asked

# Never kept, so that nothing is asked of them: what streams, and what belongs to somebody.
_ELSEWHERE = (
    b"/live/",
    b"/static/",
    b"/media/",
    b"/admin/",
    b"/account/",
    b"/documents/",
    b"/health/",
    b"/metrics",
)
# Wherever it stands: Django takes blanks before the "=", and whoever has more of such a name only misses the store.
_KNOWN = [name.encode() for name in settings.COOKIES_OF_KNOWN_READERS]
_LONGEST = 2_048  # of an address that is kept


Key = tuple[bytes, bytes, bytes, bytes]
"""What tells one kept page from another: scheme, host, path and query. A plain tuple: it is made at every visit."""


def key_of(target: bytes, asked: Asked) -> Key | None:
    """Return the key of the page that answers a request; None where none may: the reader may be known.

    Args:
        target: path and query as they were asked for.
    """
    if target.startswith(_ELSEWHERE) or len(target) > _LONGEST or not target.startswith(b"/"):
        return None
    if b"cookie" in asked and _may_be_known(asked[b"cookie"]):
        return None
    if b"authorization" in asked or b"range" in asked or b"#" in target:
        return None
    # Where a body follows, the page is made once it has come: nobody else is to wait for that.
    if b"content-length" in asked or b"transfer-encoding" in asked:
        return None
    scheme = asked.get(b"x-forwarded-proto", b"") if settings.TRUSTED_PROXIES else b""
    path, _mark, query = target.partition(b"?")
    return scheme, asked.get(b"host", b""), path, _without_counters(query) if query else b""


def _may_be_known(cookie: bytes) -> bool:
    return not cookie or any(name in cookie for name in _KNOWN)


def _without_counters(query: bytes) -> bytes:
    return without_click_counters(query.decode("latin-1")).encode("latin-1")
