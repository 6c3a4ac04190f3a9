"""Plain followers and their follows for tests; rows only, no rule is asked."""

from datetime import UTC, datetime
from typing import Any

from standfirst.accounts.models import User
from standfirst.discussion.models import Comment
from standfirst.outbox.models import Event
from standfirst.outbox.services import record

from .models import Follow, Follower, Kind

NOW = datetime(2026, 1, 16, 9, 30, tzinfo=UTC)


def make_follower(who: User | str) -> Follower:
    """Return the follower of an account or an address, made once."""
    name = {"user": who} if isinstance(who, User) else {"mail": who}
    return Follower.objects.get_or_create(**name, defaults={"made_at": NOW})[0]


def make_follow(
    who: User | str,
    kind: str = Kind.THREAD,
    target: str = "",
    **fields: Any,  # noqa: ANN401
) -> Follow:
    """Return a confirmed follow."""
    values = {"asked_at": NOW, "confirmed_at": NOW, **fields}
    return Follow.objects.create(follower=make_follower(who), kind=kind, target=target, **values)


def shown(comment: Comment, *, at: datetime = NOW, **data: Any) -> Event:  # noqa: ANN401
    """Record that `comment` appeared."""
    return record("comment-shown", about=comment.pk, at=at, thread=comment.thread.key, **data)
