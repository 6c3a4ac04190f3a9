"""What is read of accounts, across their tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet

from standfirst.lib.pace import mailbox_of

from .erased import names_of
from .models import StandingChange, User


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
    """Return the ways in which `user` may sign in, the oldest passkey first; at most two queries."""
    rows = list(Authenticator.objects.filter(user=user).order_by("pk"))
    passkeys = tuple(
        Passkey(row.pk, row.data.get("name", ""), row.created_at, row.last_used_at)
        for row in rows
        if row.type == Authenticator.Type.WEBAUTHN
    )
    kinds = {row.type for row in rows}
    has_app = Authenticator.Type.TOTP in kinds
    # They stand in for the second step, which readers with a passkey alone are never asked for.
    has_codes = Authenticator.Type.RECOVERY_CODES in kinds
    return WaysIn(
        passkeys,
        has_app=has_app,
        has_recovery_codes=has_codes and (has_app or user.is_staff_member),
    )


def people_found(words: str) -> QuerySet[User]:
    """Return who has `words` in name, mail or expertise, the newest account first.

    Without words: those of whom the newsroom says something.
    """
    if not words:
        said = Q(is_suspended=True) | ~Q(expertise="")
        return User.objects.filter(said).order_by("-pk")
    found = Q()
    for field in ("display_name", "first_name", "last_name", "email", "expertise"):
        found |= Q(**{f"{field}__icontains": words})
    return User.objects.filter(found).order_by("-pk")


def proven_address(user: User) -> str:
    """Return the mail address of `user`, or "" while nobody proved that they read it; one query."""
    return user.email if _proofs(user).exists() else ""


def is_suspended_address(mail: str) -> bool:
    """Tell whether a suspended reader proved that `mail`, or another spelling of its mailbox, is theirs. One query."""
    suspended = User.objects.filter(with_proven_address(), is_suspended=True)
    return suspended.filter(email__in={mail.lower(), mailbox_of(mail)}).exists()


def suspended_guests(mails: Iterable[str]) -> dict[str, StandingChange]:
    """Return by their addresses, of `mails`, the guests who are suspended, and by which act. One query, by index."""
    names = {mail: names_of(mail) for mail in mails if mail}
    if not names:
        return {}
    guests = StandingChange.objects.filter(
        reader__isnull=True, mailbox__in=set().union(*names.values())
    )
    last = {change.mailbox: change for change in guests.select_related("by").order_by("pk")}
    suspended = [it for it in last.values() if it.kind == StandingChange.Kind.SUSPENDED]
    return {mail: it for mail, its in names.items() for it in suspended if it.mailbox in its}


def all_suspended_guests(words: str) -> QuerySet[StandingChange]:
    """Return by which acts guests are suspended whose addresses hold `words`, the last first. One query."""
    guests = StandingChange.objects.filter(reader__isnull=True)
    later = guests.filter(mailbox=OuterRef("mailbox"), pk__gt=OuterRef("pk"))
    found = guests.filter(~Exists(later), kind=StandingChange.Kind.SUSPENDED)
    named = Q(mailbox__icontains=words) | Q(mailbox__in=names_of(words))
    return found.filter(named).select_related("by").order_by("-pk")


def accounts_at(mails: Iterable[str]) -> dict[str, User]:
    """Return by their addresses, of `mails`, the accounts that proved exactly these. One query."""
    spelled = {mail: mail.lower() for mail in mails if mail}
    if not spelled:
        return {}
    found = User.objects.filter(with_proven_address(), email__in=set(spelled.values()))
    accounts = {user.email: user for user in found}
    return {mail: accounts[email] for mail, email in spelled.items() if email in accounts}


def suspension_of(user: User) -> StandingChange | None:
    """Return by which act `user` is suspended; None for everybody who is not. One query for who is."""
    if not user.is_suspended:
        return None
    return user.standing_changes.filter(kind=StandingChange.Kind.SUSPENDED).first()


def is_at_proven_address(user: User, field: str) -> Q:
    """Return the condition that `field` holds the address of `user`, and that they proved it; no query of its own."""
    return Q(Exists(_proofs(user)), **{f"{field}__iexact": user.email})


def with_proven_address() -> Q:
    """Return the condition, on people, that somebody proved their address."""
    same = EmailAddress.objects.filter(user=OuterRef("pk"), email=OuterRef("email"), verified=True)
    return Q(Exists(same))


def _proofs(user: User) -> QuerySet[EmailAddress]:
    found: QuerySet[EmailAddress] = EmailAddress.objects.filter(
        user=user, email__iexact=user.email, verified=True
    )
    return found
