"""Settings that name a service outside: caches in front, a bucket. Secrets stand in them, so none is repeated."""

import re
from importlib.util import find_spec
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from .environment import env_list, env_text, is_origin

# A host with its port, or a name that a service gave.
_HOST = re.compile(r"[A-Za-z0-9._-]+(?::[0-9]{1,5})?|\[[0-9a-f:]+\](?::[0-9]{1,5})?")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
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


def env_bucket(name: str) -> dict[str, str]:
    """Return what django-storages wants to know of the bucket that uploads are kept in; {} where they are on the disk.

    Raises:
        ImproperlyConfigured: the address cannot be read, or what a bucket needs is not installed.
    """
    value = env_text(name)
    if not value:
        return {}
    parts = urlsplit(value)
    further = dict(parse_qsl(parts.query))
    endpoint = further.pop("endpoint", "")
    region = further.pop("region", "" if not endpoint else "us-east-1")
    is_bucket = parts.scheme == "s3" and bool(_BUCKET.fullmatch(parts.netloc)) and not further
    if not is_bucket or (endpoint and not is_origin(endpoint)):
        raise ImproperlyConfigured(
            f"{name} cannot be used: it is not the address of a bucket; write s3://bucket/prefix?region=eu-central-1,"
            " or s3://bucket?endpoint=https://objects.example; keys go into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        )
    if not find_spec("storages"):
        raise ImproperlyConfigured(
            f"{name} needs more than is installed: run bin/setup full, or pip install standfirst[s3]."
        )
    said = {
        "bucket_name": parts.netloc,
        "location": parts.path.strip("/"),
        "endpoint_url": endpoint,
        "region_name": region,
        "access_key": env_text("AWS_ACCESS_KEY_ID"),
        "secret_key": env_text("AWS_SECRET_ACCESS_KEY"),
    }
    return {key: text for key, text in said.items() if text}
