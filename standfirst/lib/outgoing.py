"""Letters that are decided on now and sent by the worker: each once, whatever happens to us meanwhile."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar, TypeVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .errors import Unavailable
from .mail import AddressRefused, Letter, connection, new_message_id, renew, send

log = logging.getLogger("standfirst.mail")

A_BATCH = 50
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=4)
GIVES_UP_AFTER = timedelta(days=3)
_LONGEST_ERROR = 300


class OutgoingLetter(models.Model):
    """One letter, from the moment it is decided on.

    It has its Message-ID before it is first sent, and is marked sent after the mail server accepted
    it. Killed between the two, the worker sends the same letter again, under the same Message-ID.
    """

    class State(models.TextChoices):
        DUE = "due", _("Due")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        # Nothing was left to tell when its turn came, or nobody to tell it to.
        DROPPED = "dropped", _("Dropped")

    # Fields that are emptied once the letter is done with.
    FORGOTTEN: ClassVar[Mapping[str, str]] = {}

    message_id = models.CharField(max_length=200, unique=True, default=new_message_id)
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    made_at = models.DateTimeField()
    # When it is tried next; null once it is sent, failed or dropped.
    next_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def finish(self, state: State, *, error: str = "", sent_at: datetime | None = None) -> None:
        """Be done with it, on disk at once."""
        done = {"state": state, "error": error[:_LONGEST_ERROR], "sent_at": sent_at}
        self._note(next_at=None, **done, **self.FORGOTTEN)

    def put_off(self, error: str, *, at: datetime) -> None:
        """Try again after a pause that doubles each time, for three days."""
        if at - self.made_at >= GIVES_UP_AFTER:
            self.finish(self.State.FAILED, error=error)
            return
        pause = min(FIRST_PAUSE * 2 ** min(self.tries, 10), LONGEST_PAUSE)
        self._note(tries=self.tries + 1, error=error[:_LONGEST_ERROR], next_at=at + pause)

    def _note(self, **fields: object) -> None:
        type(self)._default_manager.filter(pk=self.pk).update(**fields)


Row = TypeVar("Row", bound=OutgoingLetter)


def send_batch(
    batch: Sequence[Row],
    write: Callable[[Row], Letter | None],
    *,
    at: datetime,
    on_refused: Callable[[Row], None] = lambda row: None,
) -> int:
    """Send the letters of `batch` over one connection; returns how many were dealt with.

    That a letter was sent is written down before the next one is: whoever kills us makes at most one
    go out twice, and that under one Message-ID. One process at a time does this, with `alone`. A fault
    in one letter, or one that the server does not take, holds up no other.

    Args:
        write: returns the letter as it reads now; None where nothing is left to tell.
        on_refused: is told of a letter whose address the server refused for good.

    `Unavailable` rises where the mail server does not answer at all; the letters stay due.
    """
    refused: set[str] = set()
    with connection() as over:
        for row in batch:
            letter = _written(row, write, at=at)
            if letter is None or letter.to in refused:
                continue
            try:
                send(letter, at=at, over=over)
            except Unavailable as failed:
                if isinstance(failed, AddressRefused):
                    refused.add(letter.to)
                    on_refused(row)
                _note_failure(row, failed, at=at)
                renew(over)
            except Exception as error:  # a letter that cannot be put into words of mail
                log.exception("letter_not_sent", extra={"letter": row.pk})
                row.put_off(f"{type(error).__name__}: {error}", at=at)
                renew(over)
            else:
                row.finish(row.State.SENT, sent_at=timezone.now())
    return len(batch)


def _written(row: Row, write: Callable[[Row], Letter | None], *, at: datetime) -> Letter | None:
    """Return the letter; None, and noted why, where there is nothing to tell or it cannot be written."""
    try:
        letter = write(row)
    except Exception as error:  # a fault in one letter holds up no other
        log.exception("letter_not_written", extra={"letter": row.pk})
        row.put_off(f"{type(error).__name__}: {error}", at=at)
        return None
    if letter is None:
        row.finish(row.State.DROPPED)
    return letter


def _note_failure(row: OutgoingLetter, failed: Unavailable, *, at: datetime) -> None:
    log.warning("letter_not_taken", extra={"letter": row.pk, "permanent": failed.permanent})
    if failed.permanent:
        row.finish(row.State.FAILED, error=str(failed))
    else:
        row.put_off(str(failed), at=at)
