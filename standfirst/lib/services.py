"""Settings that name a service outside: caches in front, a bucket. Secrets stand in them, so none is repeated."""

import re
from urllib.parse import unquote

from django.core.exceptions import ImproperlyConfigured

from .environment import env_list

# A host with its port, or a name that a service gave.
_HOST = re.compile(r"[A-Za-z0-9._-]+(?::[0-9]{1,5})?|\[[0-9a-f:]+\](?::[0-9]{1,5})?")
_BACKENDS = "standfirst.delivery.front_cache.backends"


def env_front_caches(name: str) -> dict[str, dict[str, str]]:
    """Return what Wagtail wants to know of each cache in front."""
    return {
        f"cache-{number}": _front_cache(name, entry, number)
        for number, entry in enumerate(env_list(name), start=1)
    }


def _front_cache(name: str, entry: str, number: int) -> dict[str, str]:
    scheme, _, rest = entry.partition("://")
    token, _, own = rest.rpartition("@")
    token = unquote(token)
    known = {
        "fastly": {"BACKEND": f"{_BACKENDS}.Fastly", "SERVICE": own, "TOKEN": token},
        "cloudflare": {"BACKEND": f"{_BACKENDS}.Cloudflare", "ZONEID": own, "BEARER_TOKEN": token},
        "cloudfront": {"BACKEND": f"{_BACKENDS}.CloudFront", "DISTRIBUTION_ID": own},
        "http": {"BACKEND": f"{_BACKENDS}.Http", "LOCATION": entry},
        "https": {"BACKEND": f"{_BACKENDS}.Http", "LOCATION": entry},
    }
    is_whole = bool(token) == (scheme in {"fastly", "cloudflare"})
    if scheme not in known or not is_whole or not _HOST.fullmatch(own):
        raise ImproperlyConfigured(
            f"{name} cannot be used: entry {number} is not the address of a cache; write http://varnish:6081,"
            " fastly://TOKEN@SERVICE, cloudflare://TOKEN@ZONE or cloudfront://DISTRIBUTION; commas between several."
        )
    return known[scheme]
