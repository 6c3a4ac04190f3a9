"""What a request says of where it comes from, and how far that is believed."""

import re
import sys
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import unquote_plus, urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
    HttpResponseServerError,
)
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.defaults import permission_denied

from . import outage
from .logs import request_id

View = Callable[..., HttpResponseBase]
# What newsletters, networks and advertisers add to whatever they link to; no page of ours reads it.
_COUNTS_CLICKS = re.compile(
    r"utm_\w+|mc_[ce]id|_ga|_gl|fbclid|[dg]clid|gad_source|gclsrc|[gw]braid|igshid|li_fat_id|msclkid|"
    r"ref_src|ttclid|twclid|yclid"
)
QUERY_AS_ASKED = "standfirst.query_as_asked"
"""Where it stands in a request's scope."""


def client_address(request: HttpRequest) -> str:
    """Return the address of who asks: what our own outermost proxy saw, never what a client claims."""
    seen: str = request.META.get("REMOTE_ADDR", "")
    proxies: int = settings.TRUSTED_PROXIES
    if not proxies:
        return seen
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    return hops[-proxies] if len(hops) >= proxies and hops[-proxies] else seen


def without_click_counters(query: str) -> str:
    """Return a query without what others hang on an address to count who comes from where."""
    parts = query.split("&")
    return "&".join(
        it for it in parts if not _COUNTS_CLICKS.fullmatch(unquote_plus(it.partition("=")[0]))
    )


def query_as_asked(request: HttpRequest) -> str:
    """Return the query with what the page store has left out of it, since no page reads it."""
    asked: str = getattr(request, "scope", {}).get(QUERY_AS_ASKED, request.META["QUERY_STRING"])
    return asked


def sender_of(address: str) -> str:
    """Return what one sender cannot change: of IPv6, whoever has one address has its whole /64."""
    return networks_of(address)[0]


def networks_of(address: str) -> tuple[str, ...]:
    """Return what one sender cannot change, then what few can: of IPv6 the /64, then the /48."""
    try:
        found = ip_address(address)
    except ValueError:
        return (address,)
    if isinstance(found, IPv6Address) and not found.ipv4_mapped:
        return tuple(str(IPv6Network((int(found), width), strict=False)) for width in (64, 48))
    return (str(getattr(found, "ipv4_mapped", None) or found),)


def own_forms_only(view: View) -> View:
    """Take a POST only from a form on our own pages, told by headers that no page can forge.

    It stands in for Django's token, which would make every page that holds a form one reader's own.

    Source: docs/decisions/0003-forms-without-a-token.md
    """

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
        if request.method not in {"GET", "HEAD", "OPTIONS"} and not is_from_own_page(request):
            raise PermissionDenied(
                "A form was sent from another site, or without saying from where."
            )
        return view(request, *args, **kwargs)

    return csrf_exempt(checked)


def is_from_own_page(request: HttpRequest) -> bool:
    """Tell whether the browser says that one of our own pages sent this request."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    said = request.headers.get("Origin") or request.headers.get("Referer", "")
    try:
        parts = urlsplit(said)
    except ValueError:  # what is no address names none of our pages
        return False
    return f"{parts.scheme}://{parts.netloc}" in {
        f"{request.scheme}://{request.get_host()}",
        *settings.CSRF_TRUSTED_ORIGINS,
    }


def see_other(address: str) -> HttpResponse:
    """Answer a form with 303: the browser reads `address`, whatever it sent before."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def onward(request: HttpRequest, otherwise: str) -> str:
    """Return where the reader wanted to go (`next`), if that is on this site; else `otherwise`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else otherwise


def forged_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is missing or old as any other that was not allowed: with a page in words."""
    return permission_denied(request, PermissionDenied(reason))


def page_before(request: HttpRequest) -> str:
    """Return path and query of the page on this site that a form was sent from; "" where it is not said."""
    said = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(said, {request.get_host()}, request.is_secure()):
        return ""
    parts = urlsplit(said)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def page_to_return_to(request: HttpRequest) -> str:
    """Return where who signs in first goes on: here; where a form was sent, to the page that it stands on."""
    is_read = request.method in {"GET", "HEAD"}
    return (not is_read and page_before(request)) or request.get_full_path()


def body_refused(status: int, *, limit: int = 0) -> HttpResponse:
    """Answer what was too long (413), too slow (408) or too much at once (503), with a page in words."""
    html = render_to_string("body_refused.html", {"status": status, "limit": limit})
    response = HttpResponse(html, status=status, headers={"Connection": "close"})
    patch_cache_control(response, no_store=True)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = "10"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that makes no sense; one with more typed words than any form takes is told so."""
    if isinstance(exception, RequestDataTooBig):
        return body_refused(413, limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    return HttpResponseBadRequest(render_to_string("400.html"))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours with a page that needs no database, and names the line in the log.

    A database that is away, or a full disk, is an outage (503): whoever sent something can go back to it.
    """
    error = sys.exc_info()[1]
    if error and outage.is_away(error):
        html = render_to_string("unavailable.html", {"is_sent": request.method == "POST"})
        headers = {"Retry-After": "60", "Cache-Control": "no-store"}
        return HttpResponse(html, status=HTTPStatus.SERVICE_UNAVAILABLE, headers=headers)
    html = render_to_string("500.html", {"reference": request_id.get()})
    return HttpResponseServerError(html)
