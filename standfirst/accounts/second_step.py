"""Whether somebody has proven who they are, how long ago, and by two things or by one."""

import time
from typing import cast

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest

from .models import AccountSettings, User

SIGNED_IN_AT = "signed_in_at"
# How long after signing in somebody may change the ways in which they sign in, in seconds.
FRESH = 15 * 60
# What proves more than that somebody knows a password.
_PROOFS = {"mfa", "code", "socialaccount", "welcome-code"}


def has_second_step(user: User) -> bool:
    """Tell whether `user` is asked for a second step at each sign-in: with an app, and staff with a passkey.

    For readers a passkey is one more way to sign in, not one more thing to lose.
    """
    asked = [Authenticator.Type.TOTP]
    if user.is_staff_member:
        asked.append(Authenticator.Type.WEBAUTHN)
    return bool(is_mfa_enabled(user, asked))


def needs_second_step(request: HttpRequest, user: User) -> bool:
    """Tell whether `user` works here, where staff must have a second step."""
    return user.is_staff_member and AccountSettings.for_request(request).staff_need_second_step


def took_second_step(request: HttpRequest) -> bool:
    """Tell whether this session was opened with a passkey, or with a code beside the first proof."""
    return "mfa" in _methods(request)


def lacks_second_step(request: HttpRequest) -> bool:
    """Tell whether a second step is set up, or required of staff, and was not taken in this session.

    It is asked of whoever holds a permission, by a group or without one.
    """
    if took_second_step(request):
        return False
    required = AccountSettings.for_request(request).staff_need_second_step
    return required or has_second_step(cast("User", request.user))


def note_second_step(request: HttpRequest, user: User) -> None:
    """Count what was set up in this very session, and proven while doing so, as the second step."""
    record_authentication(request, user, method="mfa")


def note_sign_in(request: HttpRequest, **_: object) -> None:
    """Remember when, for what may only be done shortly after."""
    request.session[SIGNED_IN_AT] = time.time()


def is_fresh(request: HttpRequest) -> bool:
    """Tell whether whoever sits there signed in a short while ago."""
    signed_in_at: float = request.session.get(SIGNED_IN_AT, 0)
    return time.time() - signed_in_at < FRESH


def is_strong(request: HttpRequest, user: User) -> bool:
    """Tell whether this session was opened with all that `user` can be asked for.

    Who must have a second step and has none yet sets it up with the mail address proven; a password
    alone does only where no mail can be sent.
    """
    if took_second_step(request):
        return True
    if has_second_step(user):
        return False
    if not settings.CAN_MAIL or not needs_second_step(request, user):
        return True
    return not _PROOFS.isdisjoint(_methods(request))


def note_welcome_code(request: HttpRequest, user: User) -> None:
    """Count the code from the machine's own console, with which the house was set up, as a proof."""
    record_authentication(request, user, method="welcome-code")


def _methods(request: HttpRequest) -> set[str]:
    """How whoever sits there proved who they are, in allauth's words."""
    records = get_authentication_records(request, request.user)
    return {str(record.get("method")) for record in records}
