"""Letters that are decided on now and sent by the worker: each once, whatever happens to us meanwhile."""

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, TypeVar

from django.core.mail.backends.base import BaseEmailBackend
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from . import mail_pause
from .errors import Unavailable
from .mail import (
    AddressRefused,
    ConnectionLost,
    Letter,
    ServerRefused,
    connection,
    new_message_id,
    renew,
    send,
)

log = logging.getLogger("standfirst.mail")

A_BATCH = 50
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=4)
GIVES_UP_AFTER = timedelta(days=3)
# What an operator is told of.
LATE_AFTER = timedelta(minutes=15)
FAILURES_SHOWN = timedelta(days=7)
_REASONS = 3
_LONGEST_ERROR = 300
_ADDRESS = re.compile(r"[^\s@]{1,64}@[^\s@]+")


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

    A server that takes nothing now (421, or a refusal of ours as its sender) is left alone for a while,
    and so is one that hangs up twice in a row; the letters stay due.

    `Unavailable` rises where the mail server does not answer at all; the letters stay due.
    """
    if mail_pause.is_on(at=at):
        return 0
    try:
        return _send_all(batch, write, at=at, on_refused=on_refused)
    except ServerRefused as refusal:
        log.warning("mail_server_takes_nothing")
        mail_pause.begin(str(refusal), at=at)
        return 0


def _send_all(
    batch: Sequence[Row],
    write: Callable[[Row], Letter | None],
    *,
    at: datetime,
    on_refused: Callable[[Row], None],
) -> int:
    refused: set[str] = set()
    is_shaky = False
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
                _note_failure(row, failed, to=letter.to, at=at)
                is_shaky = _go_on_after(failed, over, is_shaky=is_shaky)
            except Exception as error:  # a letter that cannot be put into words of mail
                log.exception("letter_not_sent", extra={"letter": row.pk})
                row.put_off(f"{type(error).__name__}: {error}", at=at)
                renew(over)
            else:
                row.finish(row.State.SENT, sent_at=timezone.now())
                is_shaky = False
                mail_pause.end()
    return len(batch)


def _go_on_after(failed: Unavailable, over: BaseEmailBackend, *, is_shaky: bool) -> bool:
    """Make the connection good for the next letter; tells whether it broke.

    Raises:
        ServerRefused: the next letter need not be tried.
    """
    if isinstance(failed, ServerRefused):
        raise failed
    is_lost = isinstance(failed, ConnectionLost)
    if is_lost and is_shaky:
        raise ServerRefused(str(failed))
    renew(over)
    return is_lost


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


def _note_failure(row: OutgoingLetter, failed: Unavailable, *, to: str, at: datetime) -> None:
    told = {
        "letter": row.pk,
        "permanent": failed.permanent,
        # Tells one mailbox from another, and no more.
        "to": salted_hmac("standfirst.outgoing", to.casefold()).hexdigest()[:12],
        "reason": _without_addresses(str(failed)),
    }
    log.warning("letter_not_taken", extra=told)
    if failed.permanent:
        row.finish(row.State.FAILED, error=str(failed))
    else:
        row.put_off(str(failed), at=at)


@dataclass(frozen=True)
class Standing:
    """How the letters of all sorts are getting on."""

    late: int  # still due a quarter of an hour after they were decided on
    failed: int  # of those decided on within a week
    reasons: Sequence[str]  # the latest, without addresses
    pause: mail_pause.Pause | None


def standing(*, at: datetime) -> Standing:
    """Return how the letters are getting on; three queries for each sort of letter."""
    late = failed = 0
    reasons: list[str] = []
    for sort in OutgoingLetter.__subclasses__():
        rows = sort._default_manager.all()
        waiting = rows.filter(next_at__isnull=False, made_at__lt=at - LATE_AFTER)
        lost = rows.filter(state=OutgoingLetter.State.FAILED, made_at__gt=at - FAILURES_SHOWN)
        late, failed = late + waiting.count(), failed + lost.count()
        told = (waiting | lost).exclude(error="").order_by("-pk").values_list("error", flat=True)
        reasons += map(_without_addresses, told[:_REASONS])
    pause = mail_pause.current()
    return Standing(late, failed, list(dict.fromkeys(reasons))[:_REASONS], pause)


def _without_addresses(reason: str) -> str:
    return _ADDRESS.sub("…", reason)
