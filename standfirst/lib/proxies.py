"""Notices a proxy in front that the settings do not know of: all readers would share its address, and its limits."""

import ipaddress
import logging
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger("standfirst.proxies")

_KEY, _KEPT = "unbelieved-proxy", 7 * 24 * 3600


def notice_proxy(get_response: Handler) -> Handler:
    """Log once, and keep for `standfirst doctor`, that `X-Forwarded-For` arrives and is not believed."""
    is_told = False

    def handle(request: HttpRequest) -> HttpResponse:
        nonlocal is_told
        header, sender = "HTTP_X_FORWARDED_FOR", request.META.get("REMOTE_ADDR", "")
        is_unbelieved = header in request.META and not settings.TRUSTED_PROXIES
        if is_unbelieved and not is_told and _is_near(sender):
            is_told = True
            cache.set(_KEY, sender, _KEPT)
            log.warning("x_forwarded_for_not_believed: STANDFIRST_PROXIES is 0")
        return get_response(request)

    return handle


def unbelieved_proxy() -> str:
    """Return the address of a proxy that was noticed within a week; "" if there is none."""
    return str(cache.get(_KEY) or "")


def _is_near(address: str) -> bool:
    """Whether it may be our proxy; a stranger elsewhere writes into a header what they like."""
    try:
        return not ipaddress.ip_address(address).is_global
    except ValueError:  # a socket has none
        return True
