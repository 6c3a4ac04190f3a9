"""Who may change how they sign in."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from standfirst.lib.access import reader
from standfirst.lib.http import page_to_return_to

from .models import User
from .second_step import is_fresh, is_strong, lacks_second_step

# Signing out needs no proof, and Wagtail's sign-in leads to ours.
_OPEN = {"wagtailadmin_logout", "wagtailadmin_login"}

View = Callable[..., HttpResponseBase]


def fresh(view: View) -> View:
    """Let in who signed in a short while ago, with the second step if they have or need one.

    Others are asked to do it again: a session may be stolen, and a password guessed.
    """

    @reader
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
        assert isinstance(request.user, User)  # noqa: S101 - `reader` let nobody else in
        if not (is_fresh(request) and is_strong(request, request.user)):
            onward = urlencode({"next": page_to_return_to(request)})
            return redirect(f"{reverse('account_again')}?{onward}")
        return view(request, *args, **kwargs)

    guarded.step = "fresh"  # type: ignore[attr-defined]
    return guarded


def second_step(request: HttpRequest) -> HttpResponseBase | None:
    """Lead to the second step whoever has not taken it in this session; None for who has."""
    if not lacks_second_step(request):
        return None
    onward = urlencode({"next": page_to_return_to(request)})
    return redirect(f"{reverse('account_second_step')}?{onward}")


def editor(view: View) -> View:
    """Guard a view of Wagtail's editor: readers, who have no business there, are told so; staff prove who they are.

    Who is signed out goes on to Wagtail, which asks them to sign in.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
        match = request.resolver_match
        if not request.user.is_authenticated or (match and match.url_name in _OPEN):
            return view(request, *args, **kwargs)
        if not request.user.has_perm("wagtailadmin.access_admin"):
            # Wagtail would ask them to sign in, which they are.
            raise PermissionDenied
        return second_step(request) or view(request, *args, **kwargs)

    guarded.access = getattr(view, "access", "admin")  # type: ignore[attr-defined]
    return guarded
