"""Do what is due about what happened."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from standfirst.outbox.models import Due

from .table import TABLE, Table

log = logging.getLogger("standfirst.reactions")

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
_LONGEST_ERROR = 2000


def run_due(*, at: datetime, most: int = 100, table: Table = TABLE) -> int:
    """Do up to `most` of what is due, oldest first; returns how much was done.

    Each reaction has a transaction of its own, which also notes that it is done: killed at any
    moment, all of it happened or none. One that fails is kept with its error and tried again later,
    and holds up no other. Several workers may do this at once. One query where nothing is due.
    """
    due = Due.objects.filter(next_at__lte=at).order_by("next_at", "pk")
    return sum(
        _take(number, table=table, at=at) for number in due.values_list("pk", flat=True)[:most]
    )


def _take(number: int, *, table: Table, at: datetime) -> bool:
    """Do one; False if somebody else does, or if it failed."""
    try:
        with transaction.atomic():
            mine = Due.objects.select_for_update(skip_locked=True, of=("self",))
            due = mine.select_related("event").filter(pk=number).first()
            if due is None:
                return False
            _do(due, table=table, at=at)
            due.delete()
    except Exception as error:  # whatever it is, the others go on and this one comes again
        log.exception("reaction_failed", extra={"due": number})
        _put_off(number, error, at=at)
        return False
    return True


def _do(due: Due, *, table: Table, at: datetime) -> None:
    """Call a reaction; of an event that nobody looked at yet, note each that listens.

    Raises:
        LookupError: no reaction of that name listens to that event; this version may not know it.
    """
    reactions = table[due.event.name]
    if not due.reaction:
        Due.objects.bulk_create(
            Due(event=due.event, reaction=reaction.__name__, next_at=at) for reaction in reactions
        )
        return None
    for reaction in reactions:
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
