"""Send the letters that are due: each once, whatever happens to us meanwhile."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from standfirst.lib.alone import alone
from standfirst.lib.errors import Unavailable
from standfirst.lib.mail import AddressRefused, Letter, connection, renew, send
from standfirst.notifications.letters import Desk
from standfirst.notifications.models import Follower, Mailing

from .bounces import suppress
from .gathering import gather

log = logging.getLogger("standfirst.notifications")

A_BATCH = 50
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=4)
GIVES_UP_AFTER = timedelta(days=3)


def send_due(*, at: datetime) -> int:
    """Decide on letters and send up to a batch of those that are due; returns how many are done with.

    One process at a time does this. A letter's number is fixed before it is handed over, and that it was
    sent is written down, on disk, before the next one is: whoever kills us makes at most one letter go
    out twice, and that under one Message-ID.

    `Unavailable` rises where the mail server does not answer at all; the letters stay due.
    """
    with alone("letters") as is_mine:
        if not is_mine:
            return 0
        gather(at=at, most=A_BATCH)
        due = Mailing.objects.filter(next_at__lte=at).order_by("next_at", "pk")
        batch = list(due.select_related("follower__user", "follow")[:A_BATCH])
        return _send(batch, at=at) if batch else 0


def _send(batch: Sequence[Mailing], *, at: datetime) -> int:
    desk = Desk(batch)
    refused: set[int] = set()
    with connection() as over:
        for mailing in batch:
            letter = None if mailing.follower_id in refused else _written(desk, mailing, at=at)
            if letter is None:
                continue
            try:
                send(letter, at=at, over=over)
            except Unavailable as failed:
                if isinstance(failed, AddressRefused):
                    # What else is in the batch for that address was dropped with it.
                    refused.add(mailing.follower_id)
                _note_failure(mailing, failed, at=at)
                renew(over)
            else:
                _finish(mailing, Mailing.State.SENT, sent_at=timezone.now())
    return len(batch)


def _written(desk: Desk, mailing: Mailing, *, at: datetime) -> Letter | None:
    """Return the letter; None, and noted why, where there is nothing to tell or it cannot be written."""
    try:
        letter = desk.write(mailing)
    except Exception as error:  # a fault in one letter holds up no other
        log.exception("letter_not_written", extra={"mailing": mailing.pk})
        _put_off(mailing, f"{type(error).__name__}: {error}", at=at)
        return None
    if letter is None:
        _finish(mailing, Mailing.State.DROPPED)
    return letter


def _note_failure(mailing: Mailing, failed: Unavailable, *, at: datetime) -> None:
    """Try again later, for three days; stop writing to an address that is refused for good."""
    log.warning("letter_not_taken", extra={"mailing": mailing.pk, "permanent": failed.permanent})
    if isinstance(failed, AddressRefused):
        suppress(mailing.follower, Follower.Suppressed.BOUNCED, at=at)
    if failed.permanent:
        _finish(mailing, Mailing.State.FAILED, error=str(failed))
    else:
        _put_off(mailing, str(failed), at=at)


def _put_off(mailing: Mailing, error: str, *, at: datetime) -> None:
    if at - mailing.made_at >= GIVES_UP_AFTER:
        _finish(mailing, Mailing.State.FAILED, error=error)
        return
    pause = min(FIRST_PAUSE * 2 ** min(mailing.tries, 10), LONGEST_PAUSE)
    _row(mailing).update(tries=mailing.tries + 1, error=error[:300], next_at=at + pause)


def _finish(
    mailing: Mailing, state: Mailing.State, *, error: str = "", sent_at: datetime | None = None
) -> None:
    _row(mailing).update(state=state, next_at=None, error=error[:300], sent_at=sent_at)


def _row(mailing: Mailing) -> QuerySet[Mailing]:
    return Mailing.objects.filter(pk=mailing.pk)
