"""What accounts keep of a person: see `accounts.data`."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from .data import Row, Section
from .erased import key_of_guest, own_mailbox
from .models import StandingChange, User
from .queries import proven_address, ways_in
from .services import leave_suspensions

_SHOWN = (
    "email",
    "display_name",
    "first_name",
    "last_name",
    "language",
    "time_zone",
    "expertise",
    "is_supporter",
    "is_suspended",
)


def export(user: User) -> Iterable[Section]:
    """Return the account itself, and what the newsroom said of it."""
    return [
        Section("account", _("Account"), lambda: [_account(user)]),
        Section("passkeys", _("Passkeys"), lambda: _passkeys(user)),
        Section("standing", _("What the newsroom said of you"), lambda: _standing(user)),
    ]


def erase(user: User, *, keep_words: bool, at: datetime) -> None:
    """Forget the account: sessions, passkeys, addresses and the row itself."""
    _end_sessions(user)
    # The editor's history names the people whom an operator changed there.
    ModelLogEntry.objects.for_instance(user).delete()
    leave_suspensions(reader=user)
    user.delete()


def _account(user: User) -> Row:
    row: dict[str, str | bool | None] = {name: getattr(user, name) for name in _SHOWN}
    last = user.last_login.isoformat() if user.last_login else None
    return row | {"joined_at": user.date_joined.isoformat(), "last_sign_in_at": last}


def _passkeys(user: User) -> Iterable[Row]:
    for passkey in ways_in(user).passkeys:
        used = passkey.last_used_at.isoformat() if passkey.last_used_at else None
        yield {
            "name": passkey.name,
            "added_at": passkey.created_at.isoformat(),
            "last_used_at": used,
        }


def _standing(user: User) -> Iterable[Row]:
    for change in StandingChange.objects.filter(Q(reader=user) | _as_guest(user)).iterator():
        yield {"at": change.at.isoformat(), "kind": change.kind, "words": change.words}


def _as_guest(user: User) -> Q:
    """What was said of guests under the address that `user`, and nobody else, proved to be theirs."""
    mailbox = own_mailbox(proven_address(user))
    names = [mailbox, key_of_guest(mailbox)] if mailbox else []
    return Q(reader__isnull=True, mailbox__in=names)


def _end_sessions(user: User) -> None:
    """End each session of `user`; sessions say only inside whose they are, so all are looked at."""
    own = [
        session.pk
        for session in Session.objects.iterator()
        if session.get_decoded().get("_auth_user_id") == str(user.pk)
    ]
    Session.objects.filter(pk__in=own).delete()
