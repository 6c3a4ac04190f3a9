"""Letters that came back, and readers who call them unwanted: nothing more is sent there."""

from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from enum import StrEnum
from typing import Any

from django.db import transaction

from standfirst.lib.errors import Refused
from standfirst.notifications.links import WrongToken, mailing_returned_to
from standfirst.notifications.models import Follower, Mailing

# Statuses of RFC 3463 that blame the address or its mailbox; a full one (5.2.2) may empty again, and
# 5.3 (system), 5.4 (network), 5.5 (protocol) and 5.7 (policy) are about servers, ours among them.
_ADDRESS_GONE = ("5.0.", "5.1.", "5.2.0", "5.2.1")


# Where a mail server writes down for whom a message came; the last is the reporter's own.
_ARRIVED_AT = ("X-Original-To", "Delivered-To", "Envelope-To", "To")


class Outcome(StrEnum):
    """What a report said, and what was done."""

    BOUNCED = "bounced: nothing more is sent there"
    COMPLAINED = "complained: nothing more is sent there"
    MAY_PASS = "noted: it may pass, letters go on"  # noqa: S105 - no password


class NoReport(Refused):
    """A message that reports nothing about a letter of ours."""

    code = "no-report"


def take_report(*, message: bytes, returned_to: str = "", at: datetime) -> Outcome:
    """Act on a report that a mail server sent us: a bounce (RFC 3464) or a complaint (RFC 5965).

    Anybody can write such a message, so it is believed only if it names a letter that went out: by the
    return address of that letter, or by its Message-ID, neither of which can be guessed.

    Args:
        message: as it arrived.
        returned_to: the address that it arrived at, where the mail server tells.

    Raises:
        NoReport: it is neither, or names no letter of ours.
    """
    report = BytesParser(policy=policy.default).parsebytes(message)
    reason = _reason(report)
    mailing = _by_return_address(report, returned_to) or _by_message_id(report)
    if mailing is None:
        raise NoReport("This names no letter that went out from here in the last weeks.")
    if reason is None:
        return Outcome.MAY_PASS
    suppress(mailing.follower, reason, at=at)
    is_complaint = reason == Follower.Suppressed.COMPLAINED
    return Outcome.COMPLAINED if is_complaint else Outcome.BOUNCED


def suppress(follower: Follower, reason: Follower.Suppressed, *, at: datetime) -> None:
    """Write no more to `follower` until they ask for it; what is under way is dropped."""
    with transaction.atomic():
        follower.suppressed_at, follower.suppressed_for = at, reason
        follower.save(update_fields=["suppressed_at", "suppressed_for"])
        follower.notices.filter(mailing__isnull=True).delete()
        due = follower.mailings.filter(next_at__isnull=False)
        due.update(state=Mailing.State.DROPPED, next_at=None)


def _reason(report: EmailMessage) -> Follower.Suppressed | None:
    """Return why to stop; None where it may pass.

    Raises:
        NoReport: it is neither a bounce nor a complaint.
    """
    for part in report.walk():
        kind = part.get_content_type()
        if kind == "message/feedback-report":
            fields = _fields(part)
            is_unwanted = fields.get("feedback-type", "").lower() in {"abuse", "opt-out", "fraud"}
            return Follower.Suppressed.COMPLAINED if is_unwanted else None
        if kind == "message/delivery-status":
            fields = _fields(part)
            status = fields.get("status", "").split(" ")[0] + "."
            is_gone = status.startswith(_ADDRESS_GONE)
            has_failed = fields.get("action", "").lower() == "failed"
            return Follower.Suppressed.BOUNCED if has_failed and is_gone else None
    raise NoReport("This is neither a bounce (RFC 3464) nor a complaint (RFC 5965).")


def _fields(part: EmailMessage) -> dict[str, str]:
    """Return the fields of a report by small name; the block about the recipient is the last."""
    blocks: Any = part.get_payload()
    if not isinstance(blocks, list):
        return _lines(str(blocks))
    found: dict[str, str] = {}
    for block in blocks:
        found |= {name.lower(): str(value).strip() for name, value in block.items()}
        # What the parser took for text and not for fields.
        found |= _lines(str(block.get_payload()))
    return found


def _lines(text: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in text.splitlines() if ":" in line)
    return {name.strip().lower(): value.strip() for name, _colon, value in pairs}


def _by_return_address(report: EmailMessage, returned_to: str) -> Mailing | None:
    named = [str(value) for header in _ARRIVED_AT for value in report.get_all(header, [])]
    for address in [returned_to, *named]:
        try:
            number = mailing_returned_to(address.strip().strip("<>"))
        except WrongToken:
            continue
        return Mailing.objects.select_related("follower").filter(pk=number).first()
    return None


def _by_message_id(report: EmailMessage) -> Mailing | None:
    """Find the letter by the Message-ID of the copy, or of its headers, that came with the report."""
    for part in report.walk():
        kind = part.get_content_type()
        named = ""
        if kind == "text/rfc822-headers":
            named = _lines(part.get_content()).get("message-id", "")
        elif part is not report:
            named = str(part.get("Message-ID", ""))
        if named:
            letters = Mailing.objects.select_related("follower")
            return letters.filter(message_id=named.strip()).first()
    return None
