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

from .second_step import is_fresh

View = Callable[..., HttpResponseBase]


def fresh(view: View) -> View:
    """Let in who signed in a short while ago; ask others to do it again, for a session may be stolen."""

    @reader
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
        if not is_fresh(request):
            onward = urlencode({"next": request.get_full_path()})
            return redirect(f"{reverse('account_again')}?{onward}")
        return view(request, *args, **kwargs)

    return guarded
