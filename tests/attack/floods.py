"""Senders of bodies that go on and on, or hardly at all."""

import socket
import time
from contextlib import suppress
from dataclasses import dataclass

from .newsroom import HOST

_PART = b"a" * 65536


@dataclass(frozen=True)
class Heard:
    """What was answered (0: nothing, the connection ended), after how many bytes and seconds."""

    status: int
    sent: int
    seconds: float


def send_on(port: int, address: str, *, announced: int = 0, most: int) -> Heard:
    """Send a body until something is answered, at most `most` bytes; in chunks where no length is announced."""
    began, sent = time.monotonic(), 0
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(_head(address, announced))
        part = _PART if announced else b"%x\r\n%s\r\n" % (len(_PART), _PART)
        with suppress(ConnectionError):  # it was refused, and the answer is there to be read
            while sent < most and not _is_answered(connection):
                connection.sendall(part)
                sent += len(_PART)
        return Heard(_status(connection), sent, time.monotonic() - began)


def begin_slowly(port: int, address: str, *, announced: int, sent: int) -> socket.socket:
    """Send all of a body but its end, and leave the connection open."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    with suppress(OSError):  # it was refused on the way
        connection.sendall(_head(address, announced))
        for _ in range(sent // len(_PART)):
            connection.sendall(_PART)
    return connection


def _head(address: str, announced: int) -> bytes:
    length = f"Content-Length: {announced}" if announced else "Transfer-Encoding: chunked"
    return (
        f"POST {address} HTTP/1.1\r\nHost: {HOST}\r\nX-Forwarded-Proto: https\r\n"
        f"Sec-Fetch-Site: same-origin\r\nContent-Type: text/plain\r\n{length}\r\n\r\n"
    ).encode()


def _is_answered(connection: socket.socket) -> bool:
    connection.setblocking(False)
    try:
        return bool(connection.recv(1, socket.MSG_PEEK)) or True
    except BlockingIOError:
        return False
    finally:
        connection.settimeout(60)


def _status(connection: socket.socket) -> int:
    with suppress(OSError):
        answer = connection.recv(12)
        if answer.startswith(b"HTTP/1.1 "):
            return int(answer[9:12])
    return 0
