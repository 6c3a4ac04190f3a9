"""Sending the letters to supporters that are due: each once, whatever happens to us meanwhile."""

import logging
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from standfirst.funding.letters_to_supporters import write_letter
from standfirst.funding.models import SupporterLetter
from standfirst.lib.alone import alone
from standfirst.lib.errors import Unavailable
from standfirst.lib.mail import connection, send

log = logging.getLogger("standfirst.funding")

A_BATCH = 50
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=4)
GIVES_UP_AFTER = timedelta(days=3)
_State = SupporterLetter.State


def send_due(*, at: datetime) -> int:
    """Send up to a batch of the letters that are due; returns how many are done with. One query for none.

    One process at a time does this, and writes down that a letter was sent before the next one is: who
    is killed sends at most one twice, and that under one Message-ID.

    `Unavailable` rises where the mail server does not answer at all; the letters stay due.
    """
    due = SupporterLetter.objects.filter(next_at__lte=at)
    if not due.exists():
        return 0
    with alone("supporter-letters") as is_mine:
        if not is_mine:
            return 0
        rows = due.select_related(
            "supporter", "receipt__gift__campaign", "receipt__gift__regular", "regular__campaign"
        )
        return _send_batch(list(rows.order_by("next_at", "pk")[:A_BATCH]), at)


def _send_batch(batch: list[SupporterLetter], at: datetime) -> int:
    with connection() as over:
        for done, row in enumerate(batch, start=1):
            letter = write_letter(row)
            if letter is None:
                _finish(row, _State.DROPPED)
                continue
            try:
                send(letter, at=at, over=over)
            except Unavailable as failed:
                _note_failure(row, failed, at)
                if not failed.permanent:
                    return (
                        done  # the connection may be of no more use; the others go over a new one
                    )
            else:
                _finish(row, _State.SENT, sent_at=timezone.now())
    return len(batch)


def _note_failure(row: SupporterLetter, failed: Unavailable, at: datetime) -> None:
    """Try again later, for three days."""
    log.warning("letter_not_taken", extra={"letter": row.pk, "permanent": failed.permanent})
    error = str(failed)[:300]
    if failed.permanent or at - row.made_at >= GIVES_UP_AFTER:
        _finish(row, _State.FAILED, error=error)
        return
    pause = min(FIRST_PAUSE * 2 ** min(row.tries, 10), LONGEST_PAUSE)
    _row(row).update(tries=row.tries + 1, error=error, next_at=at + pause)


def _finish(
    row: SupporterLetter,
    state: SupporterLetter.State,
    *,
    error: str = "",
    sent_at: datetime | None = None,
) -> None:
    """Note that it is done with; what was typed to ask for it is forgotten."""
    _row(row).update(state=state, next_at=None, error=error, sent_at=sent_at, typed="")


def _row(row: SupporterLetter) -> QuerySet[SupporterLetter]:
    return SupporterLetter.objects.filter(pk=row.pk)
