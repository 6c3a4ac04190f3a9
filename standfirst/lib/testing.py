"""A real mail server for tests, which can be told to refuse."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.test import override_settings


@dataclass
class MailServer:
    """What arrived, in order, and what to answer instead of taking letters."""

    letters: list[EmailMessage] = field(default_factory=list)
    # By address; "" is everybody: "550 5.1.1 Nobody here".
    refuses: dict[str, str] = field(default_factory=dict)
    refuses_letter: str = ""
    # What it says to whoever calls, and to who wants to send something.
    greets_with: str = ""
    refuses_sender: str = ""
    # After so many letters of one connection it says 421; none of that at 0.
    takes_at_once: int = 0
    # How long it looks through a letter before it takes it.
    seconds_for_a_letter: float = 0
    connections: int = 0
    port: int = 0

    def to(self, address: str) -> list[EmailMessage]:
        """Return the letters to one address."""
        return [letter for letter in self.letters if letter["X-RcptTo"] == address]

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name for it
        self,
        server: Any,  # noqa: ANN401
        session: Any,  # noqa: ANN401
        envelope: Any,  # noqa: ANN401
        address: str,
        options: list[str],
    ) -> str:
        """Take or refuse a sender."""
        session.taken = getattr(session, "taken", 0)
        if self.takes_at_once and session.taken >= self.takes_at_once:
            return "421 4.7.0 Too many letters, come back later"
        if self.refuses_sender:
            return self.refuses_sender
        session.taken += 1
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name for it
        self,
        server: Any,  # noqa: ANN401
        session: Any,  # noqa: ANN401
        envelope: Any,  # noqa: ANN401
        address: str,
        options: list[str],
    ) -> str:
        """Take or refuse a recipient."""
        refusal = self.refuses.get(address) or self.refuses.get("")
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: ANN401, N802
        """Keep the letter, with its envelope in X-MailFrom and X-RcptTo."""
        await asyncio.sleep(self.seconds_for_a_letter)
        if self.refuses_letter:
            return self.refuses_letter
        letter = message_from_bytes(envelope.content, policy=policy.default)
        letter["X-MailFrom"], letter["X-RcptTo"] = envelope.mail_from, envelope.rcpt_tos[0]
        self.letters.append(letter)
        return "250 OK"


@contextmanager
def listening(server: MailServer) -> Iterator[MailServer]:
    """Let `server` take letters on a free port."""
    # Port 0 lets the system choose; aiosmtpd checks that it listens by connecting to this one.
    controller = _OnAnyPort(server, hostname="127.0.0.1", port=0)
    controller.start()
    server.port, server.connections = controller.port, 0  # but for its own
    try:
        yield server
    finally:
        controller.stop()


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Run a mail server on a free port, and let Django send over it."""
    with listening(MailServer()) as server:
        over = {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": server.port,
            "EMAIL_HOST_USER": "",
            "EMAIL_HOST_PASSWORD": "",
            "EMAIL_USE_TLS": False,
            "EMAIL_USE_SSL": False,
            "EMAIL_TIMEOUT": 5,
        }
        with override_settings(**over):
            yield server


class _Greeting(SMTP):
    """The server's side of a talk, which may be over with the first word."""

    async def push(self, status: Any) -> None:  # noqa: ANN401
        """Say something; a greeting may be another than usual."""
        server: MailServer = self.event_handler
        is_greeting = str(status).startswith("220 ") and "SMTP" in str(status)
        if is_greeting:
            server.connections += 1
        await super().push(server.greets_with if is_greeting and server.greets_with else status)


class _OnAnyPort(Controller):
    def factory(self) -> SMTP:
        """Return the server's side of one talk."""
        return _Greeting(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()  # type: ignore[no-untyped-call]
