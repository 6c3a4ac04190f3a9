"""Who may change how they sign in."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from standfirst.lib.access import reader

from .models import User
from .second_step import is_fresh, is_strong

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
            onward = urlencode({"next": request.get_full_path()})
            return redirect(f"{reverse('account_again')}?{onward}")
        return view(request, *args, **kwargs)

    guarded.step = "fresh"  # type: ignore[attr-defined]
    return guarded
