"""Letters that go out: one door, over the mail server of the settings.

A letter has its Message-ID before it is first sent. Sent again because nobody knew whether the first
try arrived, it has the same, and the reader's mail server may tell that it is the same letter.
"""

import os
import secrets
import smtplib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from standfirst.lib.errors import Unavailable

# What is not for good, or refuses us rather than the address: a full mailbox, trouble on the way, policy,
# relaying (RFC 3463).
_REFUSES_US = (b"5.2.2", b"5.3.", b"5.4.", b"5.7.")
_OK = 250
# "Service not available, closing transmission channel": at any time, of everything (RFC 5321, 3.8).
_CLOSING = 421
SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
_PATIENT = "standfirst.lib.smtp.PatientBackend"
_ADDRESS_CODES = {550, 551, 553, 554, 556}


class AddressRefused(Unavailable):
    """The mail server says for good that nobody reads letters at this address."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


class ServerRefused(Unavailable):
    """The mail server takes nothing from us now, whichever letter it is: another one need not be tried."""


class ConnectionLost(Unavailable):
    """The mail server is away, or hung up, or was silent for too long."""


def new_message_id() -> str:
    """Return a Message-ID in our domain that nobody can guess: a bounce that names it has seen the letter."""
    return f"<{secrets.token_urlsafe(18)}@{urlsplit(settings.SITE_URL).hostname}>"


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one address."""

    to: str
    subject: str
    text: str
    html: str = ""
    message_id: str = field(default_factory=new_message_id)
    headers: Mapping[str, str] = field(default_factory=dict)
    # Where the mail server returns it to; "" is the sender.
    return_to: str = ""


@contextmanager
def connection(*, is_patient: bool = True) -> Iterator[BaseEmailBackend]:
    """Hold one connection to the mail server open for several letters.

    Args:
        is_patient: whether to wait as long as a slow server may take, which nobody does who waits
            for a page.

    `ConnectionLost` rises where the server does not answer, `ServerRefused` where it lets us not in.
    """
    is_smtp = settings.EMAIL_BACKEND == SMTP_BACKEND
    server: BaseEmailBackend = get_connection(_PATIENT if is_smtp and is_patient else None)
    with _in_our_words():
        server.open()
    try:
        yield server
    finally:
        server.close()


def renew(over: BaseEmailBackend) -> None:
    """Make an open connection good for the next letter after one failed; call again only where it is broken.

    `Unavailable` rises where the server does not answer any more.
    """
    talk = getattr(over, "connection", None)
    with suppress(smtplib.SMTPException, OSError):
        if talk is not None and talk.rset()[0] == _OK:
            return
    with _in_our_words():
        over.close()
        over.open()


def send(letter: Letter, *, at: datetime, over: BaseEmailBackend | None = None) -> None:
    """Hand `letter` to the mail server; returns once that has accepted it.

    Args:
        at: goes into the Date header.
        over: an open `connection`; without one, it is opened and closed for this letter.

    `AddressRefused` rises where the server refused the address for good, another `Unavailable` where
    it did not accept the letter; that is `permanent` where the letter itself is at fault.
    """
    message = EmailMultiAlternatives(
        subject=" ".join(letter.subject.split()),
        body=letter.text,
        from_email=letter.return_to or settings.DEFAULT_FROM_EMAIL,
        to=[letter.to],
        connection=over,
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            **letter.headers,
            "Message-ID": letter.message_id,
            "Date": format_datetime(at),
        },
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    with _in_our_words():
        message.send()


@contextmanager
def _in_our_words() -> Iterator[None]:
    """Say of what the mail library raises whether trying again can help.

    `AddressRefused` rises where nobody reads letters there.

    Raises:
        ServerRefused: the server takes no letter at all.
        ConnectionLost: it does not answer.
        Unavailable: anything else.
    """
    try:
        yield
    except smtplib.SMTPRecipientsRefused as refused:
        refusal = _refusal(*next(iter(refused.recipients.values())))
        raise refusal from refused
    except smtplib.SMTPResponseException as refused:
        told = _told(refused.smtp_code, refused.smtp_error)
        if not isinstance(refused, smtplib.SMTPDataError) or refused.smtp_code == _CLOSING:
            # At the greeting, at signing in, or as the sender, which is us with every letter.
            raise ServerRefused(told) from refused
        # Of the letter, not of the address: a full mailbox (4xx) empties, a refused text (5xx) stays refused.
        raise Unavailable(told, permanent=refused.smtp_code >= 500) from refused
    except smtplib.SMTPNotSupportedError as refused:
        raise Unavailable(str(refused), permanent=True) from refused
    except (smtplib.SMTPException, OSError) as failed:
        raise ConnectionLost(f"{type(failed).__name__}: {failed}"[:300]) from failed
    except (
        ValueError
    ) as refused:  # an address or a header that cannot be written (also UnicodeError)
        raise Unavailable(f"{type(refused).__name__}: {refused}", permanent=True) from refused


def _refusal(code: int, said: bytes) -> Unavailable:
    """Say what a refused recipient means for the next letters."""
    if code == _CLOSING:
        return ServerRefused(_told(code, said))
    if code in _ADDRESS_CODES and not said.lstrip().startswith(_REFUSES_US):
        return AddressRefused(_told(code, said))
    return Unavailable(_told(code, said))


def _told(code: int, said: bytes | str) -> str:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return f"{code} {text}"[:300]


class Folder(BaseEmailBackend):
    """Keeps letters as files that only their owner may read, one each, where there is no mail server."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each message to `settings.MAIL_DIR`, named by the time, so that the newest is the last."""
        folder = Path(settings.MAIL_DIR)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{timezone.now():%Y%m%d-%H%M%S-%f}-{secrets.token_hex(3)}"
            # Whole or not at all: whoever lists *.eml never reads half a letter.
            draft = folder / f"{name}.part"
            with os.fdopen(
                os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
            ) as file:
                file.write(message.message().as_bytes())
            draft.rename(folder / f"{name}.eml")
        return len(email_messages)
