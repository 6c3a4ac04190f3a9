"""How each cache in front is told what to forget; Wagtail's own ways know addresses only, and pages here have tags.

Each `purge_tags` returns once the cache has taken it, and raises `Unavailable` where it has not.
"""

import secrets
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
from wagtail.contrib.frontend_cache.backends import (
    BaseBackend,
    CloudflareBackend,
    CloudfrontBackend,
    HTTPBackend,
)

from standfirst.lib.errors import Unavailable
from standfirst.lib.stamps import EVERYTHING
from standfirst.publishing.models import ArticlePage

WITHIN = 10
"""Seconds in which a cache must have answered."""
_AT_ONCE = 30  # tags in one call, for those that set a limit
_OF_ARTICLE = "thread:article-"


class FrontCache(Protocol):
    """What is told to forget pages."""

    def purge_tags(self, tags: Collection[str]) -> None:
        """Have all pages forgotten that carry any of `tags`; `everything` stands on each."""


class Http(HTTPBackend):
    """Varnish, or whatever takes `PURGE` with the tags in `Surrogate-Key`, as deploy/varnish.vcl does."""

    def purge_tags(self, tags: Collection[str]) -> None:
        """Ask it at its own address, not at the paper's."""
        address = f"{self.cache_scheme}://{self.cache_netloc}/"
        for some in _in_lots(tags):
            _ask("PURGE", address, headers={"Surrogate-Key": " ".join(some)})


class Fastly(BaseBackend):
    """Fastly, by surrogate key."""

    def __init__(self, params: dict[str, str]) -> None:
        super().__init__(params)
        self.address = f"https://api.fastly.com/service/{params['SERVICE']}"
        self._headers = {"Fastly-Key": params["TOKEN"], "Accept": "application/json"}

    def purge_tags(self, tags: Collection[str]) -> None:
        """Ask its API; `everything` is a tag of ours, so that pictures and files stay."""
        for some in _in_lots(tags):
            headers = {**self._headers, "Surrogate-Key": " ".join(some)}
            _ask("POST", f"{self.address}/purge", headers=headers)


class Cloudflare(CloudflareBackend):
    """Cloudflare, by cache tag."""

    def purge_tags(self, tags: Collection[str]) -> None:
        """Ask its API.

        Raises:
            Unavailable: it says no, which it may do with 200.
        """
        for some in _in_lots(tags):
            answer = _ask(
                "POST",
                self.cloudflare_purge_endpoint_url,
                headers={"Authorization": f"Bearer {self.cloudflare_token}"},
                json={"tags": some},
            )
            if not answer.get("success"):
                raise Unavailable("Cloudflare refused to purge")


class CloudFront(CloudfrontBackend):
    """CloudFront, which knows addresses only: everything, or an article and its discussion."""

    def purge_tags(self, tags: Collection[str]) -> None:
        """Ask its API; places that only count a thread's comments are late by a minute at most.

        Raises:
            Unavailable: it says no, or does not answer.
        """
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - an extra

        paths = ["/*"] if EVERYTHING in tags else sorted(_paths(tags))
        if not paths:
            return
        try:
            self.client.create_invalidation(
                DistributionId=self.cloudfront_distribution_id,
                InvalidationBatch={
                    "Paths": {"Quantity": len(paths), "Items": paths},
                    "CallerReference": secrets.token_hex(16),
                },
            )
        except (BotoCoreError, ClientError) as error:
            raise Unavailable(f"CloudFront does not take it: {error}") from error


def _paths(tags: Iterable[str]) -> Iterable[str]:
    numbers = [tag.removeprefix(_OF_ARTICLE) for tag in tags if tag.startswith(_OF_ARTICLE)]
    for article in ArticlePage.objects.filter(pk__in=numbers):
        yield urlsplit(article.full_url or "/").path
        yield f"/discussion/article-{article.pk}/*"


def _in_lots(tags: Iterable[str]) -> Iterable[list[str]]:
    ordered = sorted(tags)
    return [ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE)]


def _ask(
    method: str, address: str, *, headers: Mapping[str, str], json: object = None
) -> Mapping[str, Any]:
    """Return what was answered, where that is JSON.

    Raises:
        Unavailable: the cache does not answer, or says no.
    """
    try:
        answer = requests.request(method, address, headers=headers, json=json, timeout=WITHIN)
        answer.raise_for_status()
    except requests.RequestException as error:
        raise Unavailable(f"the cache in front does not take it: {type(error).__name__}") from error
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
