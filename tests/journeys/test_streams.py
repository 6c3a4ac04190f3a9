"""The real server holds many streams, tells them all, and stops in spite of them."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from tests.journeys.site import Site, answering, free_port, wait_until_it_answers
from tests.made_once import laid_out

LEAD = "/harbour/sea-wall-costs-two-thirds-more/"
STREAMS = 200


def thread_of_lead(url: str) -> str:
    page = urllib.request.urlopen(url + LEAD).read().decode()
    found = re.search(r'data-news="/live/([^"/]+)/"', page)
    assert found
    return found[1]


def play(scene: Coroutine[object, object, float | None]) -> float:
    """Run `scene` in a thread: the browsers of other journeys have their loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, scene).result() or 0.0


class Crowd:
    """Readers of one thread, each with a stream of its own."""

    def __init__(self, url: str, key: str) -> None:
        self.address, self.key = urlsplit(url).netloc, key
        self.events: list[int] = []
        self.ended = 0
        self.readers: list[asyncio.Task[None]] = []

    async def come(self, count: int) -> None:
        """Let `count` more open their streams, and wait until each has heard how things are."""
        for _ in range(count):
            self.readers.append(asyncio.create_task(self._read(len(self.events))))
            self.events.append(0)
        await self.until(lambda: all(self.events))

    async def until(self, holds: Callable[[], bool], seconds: float = 60) -> None:
        async with asyncio.timeout(seconds):
            while not holds():
                for reader in self.readers:
                    if reader.done():
                        reader.result()  # raises why it ended
                await asyncio.sleep(0.01)

    async def _read(self, number: int) -> None:
        host, port = self.address.split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(
            f"GET /live/{self.key}/ HTTP/1.1\r\nHost: {self.address}\r\nAccept-Encoding: gzip, br\r\n\r\n".encode()
        )
        try:
            assert (status := await reader.readline()).startswith(b"HTTP/1.1 200"), status
            while line := await reader.readline():
                self.events[number] += line.startswith(b"data: {")
            self.ended += 1
        finally:
            writer.close()

    async def leave(self) -> None:
        for reader in self.readers:
            reader.cancel()
        await asyncio.gather(*self.readers, return_exceptions=True)


class Held:
    """What the processes that answer at a port have in their hands, as the system tells."""

    def __init__(self, port: int) -> None:
        self.processes = answering(port)

    @property
    def threads(self) -> int:
        """Of the process that has most."""
        return max(len(list(Path(f"/proc/{process}/task").iterdir())) for process in self.processes)

    @property
    def database_files(self) -> int:
        """Of the process that has most open."""
        return max(
            sum(
                "standfirst.sqlite3" in _link(file)
                for file in Path(f"/proc/{process}/fd").iterdir()
            )
            for process in self.processes
        )


def _link(path: Path) -> str:
    try:
        return os.readlink(path)
    except OSError:
        return ""


def post(url: str, key: str) -> None:
    words = {"key": str(uuid.uuid4()), "words": f"Read along, {uuid.uuid4()}.", "name": "Mara"}
    request = urllib.request.Request(
        f"{url}/discussion/{key}/comments/",
        urlencode(words).encode(),
        {"Sec-Fetch-Site": "same-origin"},
    )
    urllib.request.urlopen(request).close()


def test_two_hundred_streams_hold_no_thread_and_no_connection_and_hear_at_once(paper: Site):
    async def played() -> None:
        key = await asyncio.to_thread(thread_of_lead, paper.url)
        held = Held(urlsplit(paper.url).port or 0)
        crowd = Crowd(paper.url, key)
        await crowd.come(STREAMS)
        assert held.threads < 30
        # What the threads that answer pages keep open, and nothing for a stream.
        assert held.database_files < 30
        started = time.monotonic()
        await asyncio.to_thread(post, paper.url, key)
        await crowd.until(lambda: min(crowd.events) == 2)
        print(f"told in {time.monotonic() - started:.2f} s")
        await crowd.leave()

    play(played())


@pytest.mark.parametrize("told", ["by SIGTERM", "by Ctrl-C"])
def test_the_server_stops_within_seconds_whoever_listens(paper: Site, tmp_path: Path, told: str):
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    log = tmp_path / "output.txt"
    options = ["--port", str(port), "--processes", "2"]
    data = tmp_path / "data"
    laid_out(data)
    of_its_own = {"STANDFIRST_DATA": str(data), "STANDFIRST_URL": "http://localhost:8000"}
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "standfirst", "run", *options],
            env={**paper.environment, **of_its_own},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    wait_until_it_answers(url, server, log)
    processes = answering(port)
    assert len(processes) == 2

    async def played() -> float:
        crowd = Crowd(url, await asyncio.to_thread(thread_of_lead, url))
        await crowd.come(50)
        started = time.monotonic()
        if told == "by Ctrl-C":  # the terminal tells all processes
            os.killpg(server.pid, signal.SIGINT)
        else:
            server.send_signal(signal.SIGTERM)
        await crowd.until(lambda: crowd.ended == 50, 5)
        return started

    started = play(played())
    assert server.wait(timeout=10) == 0
    assert time.monotonic() - started < 5
    assert not [process for process in processes if Path(f"/proc/{process}").exists()]
