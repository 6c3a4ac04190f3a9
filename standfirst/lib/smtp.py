"""Django's way to a mail server, with as much patience as each part of the talk needs (RFC 5321, 4.5.3.2)."""

import smtplib
import socket
from typing import Any

from django.core.mail.backends.smtp import EmailBackend

# Seconds. A server that has the whole letter may look through it for minutes before it says that it took it: whoever
# hangs up meanwhile sends it a second time.
TO_CONNECT, FOR_A_COMMAND, FOR_A_LETTER = 30, 300, 600


class _Patience:
    """Waits for an answer for as long as the part of the talk may take."""

    sock: socket.socket | None

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        """Connect; smtplib's own place for what it is to be done over."""
        connected: socket.socket = super()._get_socket(host, port, TO_CONNECT)  # type: ignore[misc]
        connected.settimeout(FOR_A_COMMAND)
        return connected

    def data(self, msg: Any) -> tuple[int, bytes]:  # noqa: ANN401 - smtplib's own
        """Hand over the letter itself."""
        if self.sock:
            self.sock.settimeout(FOR_A_LETTER)
        answer: tuple[int, bytes] = super().data(msg)  # type: ignore[misc]
        if self.sock:
            self.sock.settimeout(FOR_A_COMMAND)
        return answer


class _Plain(_Patience, smtplib.SMTP):
    pass


class _OverTLS(_Patience, smtplib.SMTP_SSL):
    pass


class PatientBackend(EmailBackend):
    """For the worker, which can wait; a page that waits for its letter uses Django's own, and its time-out."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """What smtplib talks with."""
        return _OverTLS if self.use_ssl else _Plain
