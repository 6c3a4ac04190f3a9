"""Signing in with an account of another house: where it begins and where it comes back, and nothing else of theirs."""

from collections.abc import Iterable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from standfirst.lib.access import View, anyone
from standfirst.lib.http import client_address, onward, sender_of
from standfirst.lib.pace import is_too_often

# Each keeps a session row for whoever comes back.
MOST_IN_A_MINUTE = 20


def house_addresses(patterns: Iterable[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """Return those of allauth's addresses of a house that sign-in needs; some houses bring further ways in along."""
    kept: list[URLPattern | URLResolver] = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            kept.append(URLResolver(pattern.pattern, house_addresses(pattern.url_patterns)))
        elif (pattern.name or "").endswith("_login"):
            kept.append(URLPattern(pattern.pattern, _begin(pattern.callback), name=pattern.name))
        elif (pattern.name or "").endswith("_callback"):
            kept.append(URLPattern(pattern.pattern, anyone(pattern.callback), name=pattern.name))
    return kept


def _begin(view: View) -> View:
    """Lead to the other house at the press of a button only: whoever follows a link leaves no session behind.

    The answer is a page that leads on, for a browser lets a form lead nowhere but to this site.
    """

    @wraps(view)
    def begun(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
        if request.method != "POST":
            wanted = urlencode({"next": onward(request, "/")})
            return redirect(f"{reverse('account_login')}?{wanted}")
        if is_too_often("house", sender_of(client_address(request)), most=MOST_IN_A_MINUTE):
            return render(request, "429.html", status=429)
        response = view(request, *args, **kwargs)
        if "Location" not in response.headers:
            return response
        return render(request, "accounts/lead_on.html", {"address": response.headers["Location"]})

    return anyone(never_cache(begun))
