"""Browsers in which somebody signed in before: a signed cookie tells them from strangers' browsers.

What strangers try at an account never locks out its owner, whose own browser has a budget of its own. The
cookie opens nothing by itself. Nothing of it is kept here.

Source: docs/decisions/0013-limits.md; OWASP, "Slow Down Online Guessing Attacks with Device Cookies"
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

Handler = Callable[[HttpRequest], HttpResponse]
_SALT = "standfirst.device"
# The longest that browsers keep a cookie.
_GOOD_FOR = timedelta(days=400)
# One browser may be a family's; the last to sign in come first.
_MOST_ACCOUNTS = 5
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Device:
    """A browser, and keyed hashes of the mail addresses with which somebody signed in there."""

    number: str = ""
    accounts: tuple[str, ...] = ()

    def knows(self, address: str) -> bool:
        """Tell whether somebody signed in here with just this address."""
        return bool(self.accounts) and _hash(address) in self.accounts


NO_DEVICE = Device()


def device_of(request: HttpRequest) -> Device:
    """Return which browser sent `request`; `NO_DEVICE` where nobody has signed in there."""
    kept = request.COOKIES.get(settings.DEVICE_COOKIE, "")
    if not kept or len(kept) > _LONGEST:
        return NO_DEVICE
    try:
        number, accounts = signing.loads(kept, salt=_SALT, max_age=_GOOD_FOR)
    except (signing.BadSignature, ValueError):
        return NO_DEVICE
    return Device(number, tuple(accounts))


def note_signed_in(request: HttpRequest, user: Any, **_: object) -> None:  # noqa: ANN401
    """Receive Django's signal that somebody signed in, by whichever way: the answer sets the cookie."""
    request._signed_in_as = user.email  # type: ignore[attr-defined]


def remember_devices(get_response: Handler) -> Handler:
    """Set the cookie with the answer to every sign-in, whichever view gave it."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        _remember(request, response)
        return response

    return handle


def _remember(request: HttpRequest, response: HttpResponse) -> None:
    address: str = getattr(request, "_signed_in_as", "")
    if not address:
        return
    before, own = device_of(request), _hash(address)
    others = [account for account in before.accounts if account != own]
    number = before.number or secrets.token_urlsafe(12)
    response.set_cookie(
        settings.DEVICE_COOKIE,
        signing.dumps([number, [own, *others][:_MOST_ACCOUNTS]], salt=_SALT),
        max_age=_GOOD_FOR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _hash(address: str) -> str:
    return salted_hmac(_SALT, address.strip().lower(), algorithm="sha256").hexdigest()[:32]
