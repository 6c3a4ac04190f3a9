"""Who may enter: one of these stands above every view, and a test asks each address for it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .http import page_to_return_to

View = Callable[..., HttpResponseBase]
# Returns where to lead whoever has not proven enough for what their role opens; None lets them in.
Proof = Callable[[HttpRequest], HttpResponseBase | None]
_proofs: list[Proof] = []


def ask_of_staff(proof: Proof) -> None:
    """Ask for `proof` wherever a permission opens something; the app that knows people says so when it starts."""
    _proofs.append(proof)


def proof_missing(request: HttpRequest) -> HttpResponseBase | None:
    """Return where to lead whoever holds a permission and has not proven enough to use it."""
    return next((answer for proof in _proofs if (answer := proof(request))), None)


def holds(request: HttpRequest, permission: str) -> bool:
    """Tell whether who asks holds `permission`, and has proven who they are as staff must."""
    user = getattr(request, "user", None)
    if user is None or not user.has_perm(permission):
        return False
    return proof_missing(request) is None


def anyone(view: View) -> View:
    """Let everybody in, signed in or not."""
    view.access = "anyone"  # type: ignore[attr-defined]
    return view


def reader(view: View) -> View:
    """Let in who is signed in; ask others to sign in, and bring them back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
        if not request.user.is_authenticated:
            return redirect_to_login(page_to_return_to(request))
        return view(request, *args, **kwargs)

    guarded.access = "reader"  # type: ignore[attr-defined]
    return guarded


def role(permission: str) -> Callable[[View], View]:
    """Let in who holds `permission` ("discussion.moderate_comment") and has taken the second step.

    Others are asked to sign in, to take it, or are refused.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
            if not request.user.is_authenticated:
                return redirect_to_login(page_to_return_to(request))
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return proof_missing(request) or view(request, *args, **kwargs)

        guarded.step = "second"  # type: ignore[attr-defined]
        guarded.access = permission  # type: ignore[attr-defined]
        return guarded

    return guard
