"""How soon do 10,000 open pages hear of a new comment, and what does each cost the server?

One process holds all streams. Each is opened as a browser does, with Last-Event-ID or without; then somebody posts
a comment, several times, and of each stream the time is taken from the post's beginning until the news is there.
LIVE_STREAMS says how many, LIVE_POSTS how often.
"""

import asyncio
import os
import resource
import statistics
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from bench._site import lay_out, server_pss, serving
from bench.kill import Reader

STREAMS = int(os.environ.get("LIVE_STREAMS", "10000"))
POSTS = int(os.environ.get("LIVE_POSTS", "5"))
AT_ONCE = 64
"""Streams that are on their way at the same time."""
MOST_SECONDS, MOST_KILOBYTES = 1.0, 32.0
PACE = 1.0
"""Seconds between two posts; a thread's news are told at most a few times in a second."""


class Stream(asyncio.Protocol):
    """One open page; notes when it last heard something of the thread."""

    def __init__(self, request: bytes) -> None:
        self._request = request
        self.opened = asyncio.get_running_loop().create_future()
        self.heard_at = 0.0
        self.is_lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if not self.opened.done():
            self.opened.set_result(data.split(b"\r\n", 1)[0])
        if b"data:" in data:
            self.heard_at = time.monotonic()

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_lost = True
        if not self.opened.done():
            self.opened.set_result(b"")


def measure() -> dict[str, object]:
    """Print the table; return the figures, and under `holds` whether they keep within the bounds."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    extra = {"STANDFIRST_PROCESSES": "1", "STANDFIRST_STREAMS_PER_ADDRESS": str(STREAMS)}
    with tempfile.TemporaryDirectory(prefix="standfirst-bench-") as folder:
        data = Path(folder) / "data"
        _environment, path = lay_out(data)
        with serving(data, extra) as address:
            figures = asyncio.run(_listen(int(str(urlsplit(address).port)), path))
    for what, figure in figures.items():
        print(f"{what:>26} {figure}")
    return figures


async def _listen(port: int, path: str) -> dict[str, object]:
    key = path.split("/")[2]
    ask = (
        f"GET /live/{key}/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/event-stream\r\n\r\n"
    )
    reader = Reader(port, path)
    await asyncio.to_thread(reader.post, "Asked in round 0 by 0 for the 0th time")
    warm = await _open(port, ask, 200)
    before = server_pss(port)
    began = time.monotonic()
    streams = [*warm, *await _open(port, ask, STREAMS - len(warm))]
    opening = time.monotonic() - began
    await asyncio.sleep(2)
    each = 1024 * (server_pss(port) - before) / max(1, len(streams) - len(warm))
    refused = sum(stream.is_lost for stream in streams)
    waits, unheard = [], 0
    for number in range(1, POSTS + 1):
        posted_at = time.monotonic()
        await asyncio.to_thread(reader.post, f"Asked in round 0 by 0 for the {number}th time")
        answered = time.monotonic() - posted_at
        await _all_heard(streams, since=posted_at)
        heard = [it.heard_at - posted_at for it in streams if it.heard_at > posted_at]
        unheard += len(streams) - len(heard)
        waits.append((*_shares(heard), answered))
        await asyncio.sleep(PACE)
    half, most, everybody, answered = (statistics.median(one) for one in zip(*waits, strict=True))
    return {
        "streams": len(streams), "refused_or_lost": refused, "opened_per_second": round(len(streams) / opening, 1),
        "posts": POSTS, "answered_ms": round(1000 * answered), "heard_50_percent_ms": round(1000 * half),
        "heard_99_percent_ms": round(1000 * most), "heard_by_all_ms": round(1000 * everybody),
        "never_heard": unheard, "kilobytes_each": round(each, 1),
        "holds": most <= MOST_SECONDS and each <= MOST_KILOBYTES and not refused and not unheard,
    }  # fmt: skip


async def _open(port: int, ask: str, number: int) -> list[Stream]:
    """Open streams, some at a time, until each is answered."""
    loop, turn = asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE)

    async def one() -> Stream:
        async with turn:
            _transport, stream = await loop.create_connection(
                lambda: Stream(ask.encode()), "127.0.0.1", port
            )
            status = await stream.opened
            if not status.endswith(b" 200 OK"):
                stream.is_lost = True
            return stream

    return await asyncio.gather(*(one() for _ in range(number)))


async def _all_heard(streams: list[Stream], *, since: float) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if all(stream.heard_at > since for stream in streams):
            return
        await asyncio.sleep(0.05)


def _shares(heard: list[float]) -> tuple[float, float, float]:
    """Seconds until half, 99 of a hundred, and all have heard."""
    heard = sorted(heard) or [float("inf")]
    return heard[len(heard) // 2], heard[int(0.99 * (len(heard) - 1))], heard[-1]
