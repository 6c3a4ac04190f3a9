"""Do what is due about what happened."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from standfirst.lib.outage import is_away
from standfirst.outbox.models import Due

from .table import NEEDLESS, TABLE, Table

log = logging.getLogger("standfirst.reactions")

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
_LONGEST_ERROR = 2000

# By the number of what is due: the reactions that its event asks for; None where it is not known.
Listeners = Mapping[int, list[str] | None]


def run_due(*, at: datetime, most: int = 20, table: Table = TABLE) -> int:
    """Do up to `most` of what is due, oldest first; returns how much was done.

    They share a transaction, which also notes what is done, and each has a savepoint of its own:
    killed at any moment, all of it happened or none. One that fails is kept with its error and tried
    again later, and holds up no other. Several workers may do this at once. One query where nothing
    is due.
    """
    due = Due.objects.filter(next_at__lte=at).order_by("next_at", "pk")[:most]
    found = list(due.select_related("event"))
    if not found:
        return 0
    # Asked before the transaction: nobody who writes waits for the answers.
    listeners = {due.pk: _listeners(due, table) for due in found if not due.reaction}
    try:
        return _take(found, listeners, table=table, at=at)
    except Exception as error:  # one of them took the transaction along
        if is_away(error):  # none of them did: whoever called waits, and nothing is lost
            raise
        log.exception("reactions_failed_together")
        return sum(_take_alone(due, listeners, table=table, at=at) for due in found)


def _listeners(due: Due, table: Table) -> list[str] | None:
    """Return the names of the reactions that an event asks for; None where it is not known."""
    if due.event.name not in table:
        return None
    names = [reaction.__name__ for reaction in table[due.event.name]]
    return [name for name in names if name not in NEEDLESS or not NEEDLESS[name](due.event)]


def _take(found: Sequence[Due], listeners: Listeners, *, table: Table, at: datetime) -> int:
    """Do those of `found` that nobody else does, together; returns how many were done."""
    done, next_ones = [], []
    with transaction.atomic():
        mine = Due.objects.select_for_update(skip_locked=True)
        numbers = set(mine.filter(pk__in=[due.pk for due in found]).values_list("pk", flat=True))
        for due in found:
            if due.pk not in numbers:
                continue
            names = listeners.get(due.pk)
            if names is not None:
                next_ones += [Due(event=due.event, reaction=name, next_at=at) for name in names]
            elif not _tried(due, table=table, at=at):
                continue
            done.append(due.pk)
        Due.objects.bulk_create(next_ones)
        Due.objects.filter(pk__in=done).delete()
    return len(done)


def _take_alone(due: Due, listeners: Listeners, *, table: Table, at: datetime) -> int:
    """Do one that may be what made all fail; where it is, it comes again later."""
    try:
        return _take([due], listeners, table=table, at=at)
    except Exception as error:
        log.exception("reaction_failed", extra={"due": due.pk})
        _put_off(due.pk, error, at=at)
        return 0


def _tried(due: Due, *, table: Table, at: datetime) -> bool:
    """Do one inside the transaction of all; False if it failed, and is to come again."""
    try:
        with transaction.atomic():
            _do(due, table=table, at=at)
    except Exception as error:  # whatever it is, the others go on
        log.exception("reaction_failed", extra={"due": due.pk})
        _put_off(due.pk, error, at=at)
        return False
    return True


def _do(due: Due, *, table: Table, at: datetime) -> None:
    """Call a reaction.

    Raises:
        LookupError: none of that name listens to that event; this version may not know it.
    """
    for reaction in table.get(due.event.name, ()):
        if reaction.__name__ == due.reaction:
            return reaction(due.event, at=at)
    raise LookupError(f"no reaction {due.reaction} to {due.event.name}")


def _put_off(number: int, error: Exception, *, at: datetime) -> None:
    """Try again after a pause that doubles each time."""
    due = Due.objects.filter(pk=number)
    tries = due.values_list("tries", flat=True).first() or 0
    pause = min(FIRST_PAUSE * 2 ** min(tries, 20), LONGEST_PAUSE)
    kept = f"{type(error).__name__}: {error}"[:_LONGEST_ERROR]
    due.update(tries=F("tries") + 1, error=kept, next_at=at + pause)
