"""Server and worker are kept running, each for itself, and end with what began them."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest

from standfirst.cli import supervisor as supervising
from standfirst.cli.supervisor import Child

RUNS = """
import logging, os, sys
from standfirst.cli import supervisor
from standfirst.cli.supervisor import Child, Supervisor
logging.basicConfig(format="%(message)s", stream=sys.stdout)
server, worker = sys.argv[1:]
supervisor.FIRST_PAUSE = 0.01
supervisor.LAST_MOMENTS = 1
command = lambda script: [sys.executable, "-c", script, str(os.getpid())]
sys.exit(Supervisor(
    server=Child("server", command(server)), others=[Child("worker", command(worker))],
    is_up=lambda: "up" in server, when_up=lambda: print("up", flush=True),
).run())
"""
STAYS = """
import os, sys, time
from standfirst.lib import parents
parents.leave_keyboard_to(int(sys.argv[1]))
print(f"NAME runs {os.getpid()}\\n", end="", flush=True)  # in one write; up
time.sleep(60)
"""
FAILS = "import sys; sys.exit(3)"


class Running:
    """A supervisor, and what it and its children printed."""

    def __init__(self, output: Path, server: str, worker: str) -> None:
        self.output = output
        with output.open("w") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-c", RUNS, server, worker],
                stdout=file, stderr=file, start_new_session=True,
            )  # fmt: skip

    def said(self) -> str:
        return self.output.read_text()

    def pids(self, name: str) -> list[int]:
        """Which processes a child was, one after the other."""
        return [int(pid) for pid in re.findall(rf"{name} runs (\d+)", self.said())]


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Callable[[str, str], Running]]:
    begun: list[Running] = []

    def run(server: str, worker: str) -> Running:
        begun.append(Running(tmp_path / "output.txt", server, worker))
        return begun[-1]

    yield run
    for running in begun:
        with suppress(ProcessLookupError):
            os.killpg(running.process.pid, signal.SIGKILL)
        running.process.wait()


def until(holds: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] == "Z"
    except OSError:
        return True


def both_run(running: Running) -> bool:
    return bool(running.pids("server") and running.pids("worker") and "up\n" in running.said())


SERVER, WORKER = STAYS.replace("NAME", "server"), STAYS.replace("NAME", "worker")


def test_a_worker_that_is_killed_is_replaced_alone(begin: Callable[[str, str], Running]):
    running = begin(SERVER, WORKER)
    until(lambda: both_run(running))
    for times in (2, 3):
        os.kill(running.pids("worker")[-1], signal.SIGKILL)
        until(lambda times=times: len(running.pids("worker")) == times)
    assert len(running.pids("server")) == 1
    assert "the worker ended (killed by SIGKILL) and is started again" in running.said()


def test_everything_ends_with_a_parent_that_is_killed(begin: Callable[[str, str], Running]):
    running = begin(SERVER, WORKER)
    until(lambda: both_run(running))
    running.process.kill()
    running.process.wait()
    children = [*running.pids("server"), *running.pids("worker")]
    until(lambda: all(is_gone(pid) for pid in children), 5)


def test_it_does_where_the_system_tells_nobody(begin: Callable[[str, str], Running]):
    untold = "import sys; sys.platform = 'other'\n"
    running = begin(untold + SERVER, untold + WORKER)
    until(lambda: both_run(running))
    running.process.kill()
    running.process.wait()
    until(lambda: is_gone(running.pids("server")[0]) and is_gone(running.pids("worker")[0]), 5)


def test_a_keyboard_that_tells_all_at_once_ends_them_quietly(
    begin: Callable[[str, str], Running],
):
    running = begin(SERVER, WORKER)
    until(lambda: both_run(running))
    os.killpg(running.process.pid, signal.SIGINT)
    assert running.process.wait(timeout=10) == 0
    assert "Traceback" not in running.said()


def test_a_server_that_never_came_up_ends_all_with_its_own_code(
    begin: Callable[[str, str], Running],
):
    running = begin(FAILS, WORKER)
    assert running.process.wait(timeout=20) == 3


def test_what_ends_again_and_again_is_told_once_and_tried_less_and_less(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    tries: list[float] = []
    now = 0.0

    class Ended:
        def poll(self) -> int:
            return 1

    def begin_again(child: Child) -> None:
        tries.append(now)

    monkeypatch.setattr(supervising.log, "propagate", True)
    child = Child("worker", [], process=Ended())  # type: ignore[arg-type]
    while now < 600:
        child.look_after(now, begin_again)
        now += 0.1
    assert len(tries) < 50
    assert max(after - before for before, after in pairwise(tries)) < 16
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING", "ERROR"]


def test_what_has_run_for_a_minute_is_well_again(caplog: pytest.LogCaptureFixture):
    class Runs:
        def poll(self) -> None:
            return None

    child = Child("worker", [], process=Runs(), ended=9)  # type: ignore[arg-type]
    child.look_after(supervising.WELL_AFTER + 1, lambda child: None)
    assert child.ended == 0
    assert caplog.messages == ["the worker runs again"]
