"""A real mail server for tests, which can be told to refuse."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from django.test import override_settings


@dataclass
class MailServer:
    """What arrived, in order, and what to answer instead of taking letters."""

    letters: list[EmailMessage] = field(default_factory=list)
    # By address; "" is everybody: "550 5.1.1 Nobody here".
    refuses: dict[str, str] = field(default_factory=dict)
    refuses_letter: str = ""
    port: int = 0

    def to(self, address: str) -> list[EmailMessage]:
        """Return the letters to one address."""
        return [letter for letter in self.letters if letter["X-RcptTo"] == address]

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
    server.port = controller.port
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


class _OnAnyPort(Controller):
    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()  # type: ignore[no-untyped-call]
