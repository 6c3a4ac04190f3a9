"""Does a busy paper stay as it is for half an hour: memory, errors, locks, and the slowest answers?

Readers open pages and search, others comment and vote, and some hundred pages stay open and hear of it. SOAK_MINUTES
says how long; the first sixth of it is for warming up, and the rest is compared, its first third with its last.
"""

import os
import random
import socket
import statistics
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit

from bench._site import lay_out, paper_pss, serving
from bench.grow import Browser, comment_numbers

MINUTES = float(os.environ.get("SOAK_MINUTES", "30"))
JUDGES_TIME = os.environ.get("SOAK_JUDGES_TIME", "yes") == "yes"
"""Not where something else takes the machine's time meanwhile."""
READERS, WRITERS = (int(it) for it in os.environ.get("SOAK_READERS_WRITERS", "3,2").split(","))
STREAMS = 100
EVERY = 5.0
"""Seconds between two looks at the memory."""
MOST_GROWTH = float(os.environ.get("SOAK_MOST_GROWTH", "1.1"))
MOST_SLOWER = 3.0
"""Of memory, and of the slowest answers, whose noise on a machine with other work is large."""


@dataclass
class Seen:
    """What all have seen so far: when each answer came and how long it took, what failed, and the memory."""

    began: float = field(default_factory=time.monotonic)
    answers: list[tuple[float, float]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    megabytes: list[tuple[float, float]] = field(default_factory=list)
    heard: int = 0
    is_over: threading.Event = field(default_factory=threading.Event)

    def since_start(self) -> float:
        """Seconds."""
        return time.monotonic() - self.began

    def thirds(self, what: list[tuple[float, float]]) -> list[list[float]]:
        """What was measured after warming up, in three parts of the time."""
        begin, end = 60 * MINUTES / 6, 60 * MINUTES
        part = (end - begin) / 3
        return [
            [it for at, it in what if begin + n * part <= at < begin + (n + 1) * part] for n in range(3)
        ]  # fmt: skip


def measure() -> dict[str, object]:
    """Print the figures; return them, and under `holds` whether all stayed as it was."""
    seen = Seen()
    with tempfile.TemporaryDirectory(prefix="standfirst-bench-") as folder, ExitStack() as stack:
        data = Path(folder) / "data"
        _environment, path = lay_out(data)
        log = Path(folder) / "log"
        extra = {"STANDFIRST_PROXIES": "1", "STANDFIRST_PROCESSES": "2"}
        address = stack.enter_context(serving(data, extra, log=log))
        port = int(str(urlsplit(address).port))
        thread = path.removesuffix("comments/")
        seen.began = time.monotonic()
        works: list[Callable[[], None]] = [lambda: _hear(port, thread, seen)]
        works += [lambda: _read(port, thread, seen)] * READERS
        works += [lambda: _write(port, path, thread, seen)] * WRITERS
        busy = [threading.Thread(target=work, daemon=True) for work in works]
        for work in busy:
            work.start()
        while seen.since_start() < 60 * MINUTES:
            seen.is_over.wait(EVERY)
            seen.megabytes.append((seen.since_start(), paper_pss(port)))
        seen.is_over.set()
        for work in busy:
            work.join(timeout=30)
        locked = log.read_text(errors="replace").count("is locked")
    return _report(seen, locked)


def _report(seen: Seen, locked: int) -> dict[str, object]:
    first, _second, last = (statistics.median(part) for part in seen.thirds(seen.megabytes))
    early, _middle, late = (_p99(part) for part in seen.thirds(seen.answers))
    figures: dict[str, object] = {
        "minutes": MINUTES,
        "answers": len(seen.answers),
        "news_heard": seen.heard,
        "failed": len(seen.failed),
        "locked": locked,
        "megabytes_first": round(first, 1),
        "megabytes_last": round(last, 1),
        "p99_first_ms": round(1000 * early, 1),
        "p99_last_ms": round(1000 * late, 1),
        "holds": not seen.failed and not locked and bool(seen.heard)
        and last <= MOST_GROWTH * first
        and (late <= MOST_SLOWER * early or not JUDGES_TIME),
    }  # fmt: skip
    for what, figure in figures.items():
        print(f"{what:>18} {figure}")
    for words in seen.failed[:10]:
        print(f"    {words}")
    return figures


def _p99(took: list[float]) -> float:
    return sorted(took)[int(0.99 * (len(took) - 1))]


def _timed(seen: Seen, act: Callable[[], bytes]) -> bytes:
    began = time.monotonic()
    try:
        page = act()
    except (AssertionError, OSError) as error:
        if not seen.is_over.is_set():
            seen.failed.append(str(error)[:300])
        return b""
    seen.answers.append((seen.since_start(), time.monotonic() - began))
    return page


def _read(port: int, thread: str, seen: Seen) -> None:
    browser = Browser(port)
    for path in cycle(
        ["/", thread, "/feed.rss", "/search/?q=wall", f"{thread}?order=oldest", "/archive/"]
    ):
        _timed(seen, lambda path=path: browser.ask(path))  # type: ignore[misc]
        if seen.is_over.wait(random.uniform(0.05, 0.2)):  # noqa: S311 - no secret
            return


def _write(port: int, path: str, thread: str, seen: Seen) -> None:
    browser = Browser(port)
    while not seen.is_over.wait(random.uniform(0.3, 0.7)):  # noqa: S311
        words = f"What does the harbour wall cost, asked {uuid.uuid4()}?"
        typed = {"key": str(uuid.uuid4()), "name": "Bea", "mail": "", "words": words}
        _timed(seen, lambda typed=typed: browser.post(path, typed))  # type: ignore[misc]
        if numbers := comment_numbers(_timed(seen, lambda: browser.ask(thread))):
            vote = f"/discussion/comments/{random.choice(numbers)}/vote/"  # noqa: S311
            _timed(seen, lambda vote=vote: browser.post(vote, {"value": "up"}))  # type: ignore[misc]


def _hear(port: int, thread: str, seen: Seen) -> None:
    """Hold pages open, and open them again when the server ends them."""
    ask = f"GET /live/{thread.split('/')[2]}/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
    streams: list[socket.socket] = []
    while not seen.is_over.is_set():
        while len(streams) < STREAMS:
            stream = socket.create_connection(("127.0.0.1", port))
            stream.sendall(ask)
            streams.append(stream)
        for stream in list(streams):
            stream.settimeout(0)
            try:
                said = stream.recv(65_536)
            except BlockingIOError:
                continue
            except OSError:
                said = b""
            seen.heard += said.count(b"data:")
            if not said:
                streams.remove(stream)
                stream.close()
        seen.is_over.wait(0.2)
    for stream in streams:
        stream.close()
