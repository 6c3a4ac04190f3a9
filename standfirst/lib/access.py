"""Who may enter: one of these stands above every view, and a test asks each address for it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

View = Callable[..., HttpResponseBase]


def anyone(view: View) -> View:
    """Let everybody in, signed in or not."""
    view.access = "anyone"  # type: ignore[attr-defined]
    return view


def reader(view: View) -> View:
    """Let in who is signed in; ask others to sign in, and bring them back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.access = "reader"  # type: ignore[attr-defined]
    return guarded


def role(permission: str) -> Callable[[View], View]:
    """Let in who holds `permission` ("discussion.moderate_comment"); ask others to sign in, or refuse."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.access = permission  # type: ignore[attr-defined]
        return guarded

    return guard
