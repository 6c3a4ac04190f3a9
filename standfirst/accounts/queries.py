"""What is read of accounts, across their tables."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from .models import User


@dataclass(frozen=True)
class Passkey:
    """One passkey, as its owner knows it."""

    number: int
    name: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True)
class WaysIn:
    """What opens an account besides a mailed code."""

    passkeys: tuple[Passkey, ...]
    has_app: bool
    has_recovery_codes: bool


def ways_in(user: User) -> WaysIn:
    """Return the ways in which `user` may sign in, the oldest passkey first; one query."""
    rows = list(Authenticator.objects.filter(user=user).order_by("pk"))
    passkeys = tuple(
        Passkey(row.pk, row.data.get("name", ""), row.created_at, row.last_used_at)
        for row in rows
        if row.type == Authenticator.Type.WEBAUTHN
    )
    kinds = {row.type for row in rows}
    return WaysIn(
        passkeys,
        has_app=Authenticator.Type.TOTP in kinds,
        has_recovery_codes=Authenticator.Type.RECOVERY_CODES in kinds,
    )


def proven_address(user: User) -> str:
    """Return the mail address of `user`, or "" while nobody proved that they read it; one query."""
    proven = EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True)
    return user.email if proven.exists() else ""
