"""How a guest is known again: by a signed cookie set when they post, kept here only as keyed hashes."""

import secrets

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.crypto import salted_hmac

from standfirst.lib.http import client_address, networks_of

COOKIE = settings.GUEST_COOKIE
_HALF_A_YEAR = 182 * 24 * 3600
_LONGEST = 200
# Only what was made here is taken: nobody is known by a token that somebody else thought of.
_signer = Signer(salt="standfirst.discussion.guest")


def guest_key_of(token: str) -> str:
    """Return what is stored of a cookie's token."""
    return salted_hmac("standfirst.discussion.guest", token, algorithm="sha256").hexdigest()


def address_key_of(request: HttpRequest) -> str:
    """Return what is stored, for ten minutes, of the address that a request came from."""
    return _address_keys(request)[0]


def wider_key_of(request: HttpRequest) -> str:
    """Return what is stored as long of the network around that address: of IPv6, the /48; else ""."""
    return "".join(_address_keys(request)[1:])


def _address_keys(request: HttpRequest) -> list[str]:
    salt = "standfirst.discussion.address"
    networks = networks_of(client_address(request))
    return [salted_hmac(salt, network, algorithm="sha256").hexdigest() for network in networks]


def token_of(request: HttpRequest) -> str:
    """Return the token of the guest's cookie, or ""."""
    kept = request.COOKIES.get(COOKIE, "")
    try:
        return _signer.unsign(kept[:_LONGEST])
    except BadSignature:
        return ""


def known_guest(request: HttpRequest) -> str | None:
    """Return the key of a guest who posted from this browser; None for everybody else."""
    token = token_of(request)
    return guest_key_of(token) if token else None


def for_who_asked(response: HttpResponse, *, is_private: bool) -> HttpResponse:
    """Return `response`, for which the guest's cookie was looked at, so that no cache mixes readers up.

    `is_private`: it holds, or leads to, what only its writer may see.
    """
    patch_vary_headers(response, ["Cookie"])
    if is_private:
        patch_cache_control(response, private=True, no_store=True)
    return response


def new_token() -> str:
    """Return a token that nobody has."""
    return secrets.token_urlsafe(24)


def remember(response: HttpResponse, token: str) -> None:
    """Let the browser of a guest who posted keep `token`, out of reach of any script."""
    response.set_cookie(
        COOKIE,
        signed(token),
        max_age=_HALF_A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def signed(token: str) -> str:
    """Return what the cookie of `token` holds."""
    return _signer.sign(token)


def tell_sent(response: HttpResponse, kept_as: str) -> None:
    """Tell the script that keeps unsent words that these were taken: for a minute, and nothing else."""
    response.set_cookie(
        settings.SENT_COOKIE,
        kept_as,
        max_age=60,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
