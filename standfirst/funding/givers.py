"""How the browser of somebody who gives is known again: by cookies that name no person."""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from standfirst.accounts.known import known_user

# Set when a gift is begun: a token, and that gift's reference, signed.
BEGUN = settings.GIVER_COOKIE
# Set when somebody comes back from paying, or says that they give or want to be asked later: they are
# not asked for a while.
GAVE = settings.GAVE_COOKIE
_SALT = "standfirst.funding.giver"
_DAY = 24 * 3600
_HALF_A_YEAR, _TWO_WEEKS = 182 * _DAY, 14 * _DAY
_LATER = "later"
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Giver:
    """A browser; the token is new where it was not known."""

    token: str
    # Of the gift that it began last, or "".
    reference: str = ""


def giver_of(request: HttpRequest) -> Giver:
    """Return who began a gift from this browser lately; a new giver for everybody else."""
    kept = request.COOKIES.get(BEGUN, "")
    try:
        token, reference = signing.loads(kept[:_LONGEST], salt=_SALT, max_age=_DAY)
    except (signing.BadSignature, ValueError):
        return Giver(secrets.token_urlsafe(18))
    return Giver(token, reference)


def remember_begun(response: HttpResponse, giver: Giver, reference: str) -> None:
    """Let the browser keep which gift it began: coming back, the form is filled in again."""
    _set(response, BEGUN, signing.dumps([giver.token, reference], salt=_SALT), _DAY)


def remember_gave(response: HttpResponse) -> None:
    """Ask no more for half a year."""
    _set(response, GAVE, "1", _HALF_A_YEAR)


def remember_later(response: HttpResponse) -> None:
    """Ask no more for two weeks."""
    _set(response, GAVE, _LATER, _TWO_WEEKS)


def wants_later(request: HttpRequest | None) -> bool:
    """Tell whether whoever reads asked to be reminded later, in this browser."""
    return request is not None and request.COOKIES.get(GAVE) == _LATER


def has_given(request: HttpRequest | None) -> bool:
    """Tell whether whoever reads gives already; without looking for a session where there is none."""
    if request is None:
        return False
    user = known_user(request)
    gave = GAVE in request.COOKIES and not wants_later(request)
    return gave or (user is not None and user.is_supporter)


def _set(response: HttpResponse, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
