"""What notifications keep of a person: see `accounts.data`."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from standfirst.accounts.data import Row, Section
from standfirst.accounts.models import User
from standfirst.accounts.queries import is_at_proven_address

from .models import Follow, Follower, Mailing

_AT_A_TIME = 500


def export(user: User) -> Iterable[Section]:
    """Return what `user` follows, and the letters that went out for it."""
    return [
        Section("follows", _("Follows"), lambda: _follows(user)),
        Section("letters", _("Emails to you"), lambda: _letters(user)),
    ]


def erase(user: User, *, keep_words: bool, at: datetime) -> None:
    """Forget what `user` follows, by account or by the bare address; what waits for them is not sent."""
    _followers(user).delete()


def _followers(user: User) -> QuerySet[Follower]:
    return Follower.objects.filter(Q(user=user) | is_at_proven_address(user, "mail"))


def _follows(user: User) -> Iterable[Row]:
    follows = Follow.objects.filter(follower__in=_followers(user)).order_by("pk")
    for follow in follows.iterator(_AT_A_TIME):
        yield {
            "kind": follow.kind,
            "target": follow.target,
            "frequency": follow.frequency,
            "asked_at": _at(follow.asked_at),
            "confirmed_at": _at(follow.confirmed_at),
            "ended_at": _at(follow.ended_at),
        }


def _letters(user: User) -> Iterable[Row]:
    letters = Mailing.objects.filter(follower__in=_followers(user)).order_by("pk")
    for letter in letters.iterator(_AT_A_TIME):
        yield {
            "kind": letter.kind,
            "state": letter.state,
            "made_at": _at(letter.made_at),
            "sent_at": _at(letter.sent_at),
        }


def _at(time: datetime | None) -> str | None:
    return time.isoformat() if time else None
