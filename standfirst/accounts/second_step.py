"""Whether somebody has proven who they are, how long ago, and by two things or by one."""

import time

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.http import HttpRequest

from .models import User

SIGNED_IN_AT = "signed_in_at"
# How long after signing in somebody may change the ways in which they sign in, in seconds.
FRESH = 15 * 60


def took_second_step(request: HttpRequest) -> bool:
    """Tell whether this session was opened with a passkey, or with a code beside the first proof."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


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
