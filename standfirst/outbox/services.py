"""Say that something happened."""

from datetime import datetime

from django.db import transaction

from standfirst.lib.prepared import insert

from .models import Due, Event

Fact = str | int | bool | list[int] | None


def record(name: str, *, about: int, at: datetime, **data: Fact) -> Event:
    """Write down that `name` happened to row `about`; the worker reacts to it after commit.

    Call it inside the transaction of what happened: both are written or neither.

    Args:
        name: one of the events of `standfirst.reactions.table`.
        about: the number of the row that it happened to.
        at: when (UTC).
        data: what reactions need besides; no addresses and no names, since events stay.
    """
    # Where it fails, so does what it tells of: no savepoint.
    with transaction.atomic(savepoint=False):
        event = Event(name=name, about=about, at=at, data=data)
        insert(event)
        insert(Due(event=event, next_at=at))
    return event


def record_once(name: str, *, about: int, at: datetime, **data: Fact) -> Event | None:
    """Write down what happens once in a row's life, like being shown first; None if it did before.

    The caller holds a lock under which the row changes, so two cannot both be first.
    """
    if Event.objects.filter(name=name, about=about).exists():
        return None
    return record(name, about=about, at=at, **data)
