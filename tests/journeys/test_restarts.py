"""The real paper: started twice, its worker killed, stopped with Ctrl+C under open streams, its parent killed."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.journeys.site import free_port, wait_until_it_answers
from tests.journeys.test_streams import Crowd, play, thread_of_lead
from tests.made_once import laid_out

STREAMS = 20


@dataclass
class Paper:
    url: str
    data: Path
    process: "subprocess.Popen[bytes]"
    log: Path

    def family(self, name: str = "") -> set[int]:
        """Return the processes of the paper; only those that are called `name`, if given."""
        found = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # it ended meanwhile
                state, parent = stat.read_text().rpartition(") ")[2].split()[:2]
                if state != "Z":
                    called = (stat.parent / "comm").read_text().strip()
                    found[int(stat.parent.name)] = int(parent), called
        children = {self.process.pid}
        while more := {pid for pid, (up, _) in found.items() if up in children} - children:
            children |= more
        return {pid for pid in children & found.keys() if name in {"", found[pid][1]}}


def until(holds: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("restarts") / "data"
    laid_out(folder)
    return folder


def begin(data: Path, log: Path, port: int) -> "subprocess.Popen[bytes]":
    values = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    values |= {"STANDFIRST_DATA": str(data), "STANDFIRST_URL": "http://localhost:8000"}
    command = [sys.executable, "-m", "standfirst", "run", "--processes", "2", "--port", str(port)]
    with log.open("w") as output:
        return subprocess.Popen(
            command, env=values, stdout=output, stderr=output, start_new_session=True
        )


@contextmanager
def served(data: Path) -> Iterator[Paper]:
    """Serve what is in the folder `data`."""
    port, log = free_port(), data.parent / "output.txt"
    url = f"http://127.0.0.1:{port}"
    process = begin(data, log, port)
    try:
        wait_until_it_answers(url, process, log)
        until(lambda: "The paper  " in log.read_text())
        yield Paper(url, data, process, log)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def paper(data: Path) -> Iterator[Paper]:
    with served(data) as running:
        yield running


def stop_with_keyboard(paper: Paper) -> float:
    """Return how long it took."""

    async def played() -> float:
        crowd = Crowd(paper.url, await asyncio.to_thread(thread_of_lead, paper.url))
        await crowd.come(STREAMS)
        # A connection on which nothing was ever asked.
        _reader, silent = await asyncio.open_connection("127.0.0.1", int(paper.url.split(":")[2]))
        began = time.monotonic()
        os.killpg(paper.process.pid, signal.SIGINT)
        code = await asyncio.to_thread(paper.process.wait, 30)
        took = time.monotonic() - began
        silent.close()
        await crowd.leave()
        assert code == 0
        return took

    return play(played())


def test_goes_on_without_its_worker_and_beside_a_second_start_and_ends_quietly(paper: Paper):
    server = paper.family("standfirst-http")
    (worker,) = paper.family("standfirst-work")
    assert len(server) == 2
    os.kill(worker, signal.SIGKILL)
    until(lambda: paper.family("standfirst-work") - {worker})
    second = begin(paper.data, paper.data.parent / "second.txt", free_port())
    assert second.wait(timeout=60) == 2
    (refusal,) = (paper.data.parent / "second.txt").read_text().splitlines()
    assert f"in use by process {paper.process.pid} (standfirst run on {paper.url}" in refusal
    assert paper.family("standfirst-http") == server
    assert stop_with_keyboard(paper) < 5
    said = paper.log.read_text()
    assert said.count("The paper  ") == 1
    assert "the worker ended (killed by SIGKILL) and is started again" in said
    assert "refused to gracefully stop" not in said
    assert "Traceback" not in said


def test_nothing_goes_on_when_it_is_killed(paper: Paper):
    children = paper.family() - {paper.process.pid}
    assert len(children) == 3
    paper.process.kill()
    paper.process.wait()
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children), 10)
