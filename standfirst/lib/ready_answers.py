"""Answers to GET that are kept as they are sent, so that whoever asks next costs nothing but the sending."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from .http_server import Headers
from .packing import without_refused

Asked = Mapping[bytes, bytes]
"""The headers of a request, names in small letters."""


class ReadyAnswer:
    """One whole answer.

    Args:
        headers: all but the date, names in small letters.
    """

    __slots__ = ("_above", "_from", "_sent", "headers", "status")

    def __init__(self, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes) -> None:
        self.status, self.headers = status, [*headers]
        # As it was sent last, where its body begins in that, and the lines that stood above.
        self._sent, self._from = body, 0
        self._above: Headers | None = None

    @property
    def body(self) -> bytes:
        """What follows the headers."""
        return self._sent[self._from :] if self._from else self._sent

    def as_sent(self, more: Headers) -> bytes:
        """Return all of it as HTTP/1.1 has it, with `more` headers: the date, so it is put together once a second."""
        if more is not self._above:
            status = b"HTTP/1.1 %d %s" % (self.status, HTTPStatus(self.status).phrase.encode())
            lines = [status, *(b"%s: %s" % header for header in [*more, *self.headers]), b"", b""]
            head = b"\r\n".join(lines)
            self._sent, self._from, self._above = head + self.body, len(head), more
        return self._sent

    async def send(self, send: Any) -> None:  # noqa: ANN401 - ASGI's own
        """Send it as ASGI does."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body})


def is_had(asked: Asked, mark: bytes) -> bool:
    """Tell whether the reader has what bears that mark (ETag)."""
    had = asked.get(b"if-none-match")
    return had is not None and (mark in had or had == b"*")


def packed_for(asked: Asked) -> bytes:
    """Return how the reader can take it: `br`, `gzip` or nothing."""
    accepted = asked.get(b"accept-encoding", b"")
    if b";" in accepted:
        accepted = without_refused(accepted.decode("latin-1")).encode("latin-1")
    return b"br" if b"br" in accepted else b"gzip" if b"gzip" in accepted else b""
