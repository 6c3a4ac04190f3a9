"""Readers who post, each over one open connection; one process serves them all, at little cost.

Eight threads would wait for each other's interpreter lock and measure that; here a selector hands
each answer to its client, so that the load costs a few hundredths of a millisecond per post.
"""

import re
import selectors
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_COOKIE = re.compile(rb"(?i)\r\nset-cookie: *([^;\r]+)")
_LOCATION = re.compile(rb"(?i)\r\nlocation: *([^\r]+)")
_CLOSES = re.compile(rb"(?i)\r\nconnection: *close")


@dataclass(frozen=True, slots=True)
class Post:
    """One form on its way: where to, and what is in it."""

    path: str
    kind: str
    body: bytes
    headers: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for post `number`, and how long it took."""

    number: int
    status: int
    location: str
    seconds: float


@dataclass(frozen=True)
class Burst:
    """All answers, and how long the whole took."""

    answers: Sequence[Answer]
    seconds: float
    cpu_seconds: float

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.answers) / self.seconds

    def percentile(self, share: float) -> float:
        """Milliseconds within which `share` (0 to 1) of the answers came."""
        times = sorted(answer.seconds for answer in self.answers)
        return times[min(int(len(times) * share), len(times) - 1)] * 1000


class _Client:
    """One browser: it keeps its connection while the server does, and the cookie that it is given."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.socket: socket.socket | None = None
        self.cookie = b""
        self.number, self.sent_at, self.seen = 0, 0.0, b""

    def send(self, number: int, post: Post) -> None:
        if self.socket is None:
            self.socket = socket.create_connection((self.host, self.port), timeout=60)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        cookie = f"Cookie: {self.cookie.decode()}\r\n" if self.cookie else ""
        head = (
            f"POST {post.path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n"
            f"Origin: http://{self.host}:{self.port}\r\nSec-Fetch-Site: same-origin\r\n"
            f"Accept: */*\r\nContent-Type: {post.kind}\r\n{post.headers}{cookie}"
            f"Content-Length: {len(post.body)}\r\n\r\n"
        )
        self.number, self.seen, self.sent_at = number, b"", time.perf_counter()
        self.socket.sendall(head.encode() + post.body)

    def close(self) -> None:
        if self.socket:
            self.socket.close()

    def read(self) -> Answer | None:
        """Return the answer once it is whole.

        Raises:
            ConnectionError: the server hung up in the middle.
        """
        assert self.socket is not None
        more = self.socket.recv(65536)
        self.seen += more
        head, end, body = self.seen.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        closes = _CLOSES.search(head) is not None
        if not end or (length and len(body) < int(length[1])) or (closes and not length and more):
            if not more:
                raise ConnectionError(f"post {self.number}: {self.seen[:200]!r}")
            return None
        if closes or not more:
            self.socket.close()
            self.socket = None
        cookie, location = _COOKIE.search(head), _LOCATION.search(head)
        self.cookie = cookie[1] if cookie else self.cookie
        return Answer(
            number=self.number,
            status=int(head[9:12]),
            location=location[1].decode() if location else "",
            seconds=time.perf_counter() - self.sent_at,
        )


def post_all(
    address: str, make: Callable[[int], Post], numbers: Iterator[int], *, clients: int
) -> Burst:
    """Post what `make` makes of each number, `clients` at a time, until `numbers` end."""
    parts = urlsplit(address)
    everybody = [_Client(str(parts.hostname), int(parts.port or 80)) for _ in range(clients)]
    answers: list[Answer] = []
    waiting = selectors.DefaultSelector()
    began, cpu = time.perf_counter(), time.process_time()

    def next_of(client: _Client) -> None:
        number = next(numbers, None)
        if number is not None:
            client.send(number, make(number))
            assert client.socket is not None
            waiting.register(client.socket, selectors.EVENT_READ, client)

    for client in everybody:
        next_of(client)
    while waiting.get_map():
        for key, _events in waiting.select(60):
            answer = key.data.read()
            if answer:
                waiting.unregister(key.fileobj)
                answers.append(answer)
                next_of(key.data)
    burst = Burst(answers, time.perf_counter() - began, time.process_time() - cpu)
    for client in everybody:
        client.close()
    return burst
