"""Server and worker are kept running, each for itself, and end with what began them."""

import os
import pty
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
import logging, os, sys, time
from standfirst.cli import supervisor
from standfirst.cli.handover import Handover
from standfirst.cli.supervisor import Child, Supervisor
from standfirst.lib import parents
logging.basicConfig(format="%(message)s", stream=sys.stdout)
supervisor.LAST_MOMENTS = 1
parent = os.getpid()
if "untold" in sys.argv:
    parents.sys = type("sys", (), {"platform": "other"})
def stay(name):
    parents.leave_keyboard_to(parent)
    print(f"{name} runs {os.getpid()}\\n", end="", flush=True)  # in one write
    time.sleep(60)
handover = Handover(None, lambda: sys.exit("no"), lambda *them: None, lambda reason: None)
children = [Child(name, lambda name=name: stay(name)) for name in ("server", "worker")]
Supervisor(children, lambda: print("up", flush=True), handover).run()
"""


class Running:
    """A supervisor, and what it and its children printed."""

    def __init__(self, output: Path, *arguments: str) -> None:
        self.output = output
        with output.open("w") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-c", RUNS, *arguments],
                stdout=file, stderr=file, start_new_session=True,
            )  # fmt: skip

    def said(self) -> str:
        return self.output.read_text()

    def pids(self, name: str) -> list[int]:
        """Which processes a child was, one after the other."""
        return [int(pid) for pid in re.findall(rf"{name} runs (\d+)", self.said())]


Begin = Callable[..., Running]


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Begin]:
    begun: list[Running] = []

    def run(*arguments: str) -> Running:
        begun.append(Running(tmp_path / "output.txt", *arguments))
        until(lambda: both_run(begun[-1]))
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


def test_a_worker_that_is_killed_is_replaced_alone(begin: Begin):
    running = begin()
    for times in (2, 3):
        os.kill(running.pids("worker")[-1], signal.SIGKILL)
        until(lambda times=times: len(running.pids("worker")) == times)
    assert len(running.pids("server")) == 1
    assert "the worker ended (killed by SIGKILL) and is started again" in running.said()


@pytest.mark.parametrize("arguments", [(), ("untold",)], ids=["told by the system", "untold"])
def test_everything_ends_with_a_parent_that_is_killed(begin: Begin, arguments: tuple[str, ...]):
    running = begin(*arguments)
    running.process.kill()
    running.process.wait()
    children = [*running.pids("server"), *running.pids("worker")]
    until(lambda: all(is_gone(pid) for pid in children), 5)


def test_a_signal_that_means_something_to_other_servers_ends_nothing(begin: Begin):
    running = begin()
    for number in (signal.SIGUSR1, signal.SIGUSR2):
        running.process.send_signal(number)
    os.kill(running.pids("worker")[0], signal.SIGKILL)
    until(lambda: len(running.pids("worker")) == 2)
    assert len(running.pids("server")) == 1


def test_a_keyboard_that_tells_all_at_once_ends_them_quietly(begin: Begin):
    running = begin()
    os.killpg(running.process.pid, signal.SIGINT)
    assert running.process.wait(timeout=10) == 0
    assert "Traceback" not in running.said()


def test_a_terminal_that_is_closed_ends_them(tmp_path: Path):
    output = tmp_path / "output.txt"
    process, terminal = pty.fork()
    if not process:
        sys.stdout = output.open("w")
        os.dup2(sys.stdout.fileno(), 1)
        os.execv(sys.executable, [sys.executable, "-c", RUNS])  # noqa: S606
    until(lambda: output.exists() and output.read_text().count(" runs ") == 2)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0


def test_what_ends_again_and_again_is_told_once_and_tried_less_and_less(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    tries: list[float] = []
    now = 0.0

    class Ended:
        exitcode = 1

    class Loops(Child):
        def begin(self) -> None:
            tries.append(now)
            self.due_at = None

    monkeypatch.setattr(supervising.log, "propagate", True)
    child = Loops("worker", list, process=Ended())  # type: ignore[arg-type]
    while now < 600:
        child.look_after(now)
        now += 0.1
    assert len(tries) < 50
    assert max(after - before for before, after in pairwise(tries)) < 16
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING", "ERROR"]


def test_what_has_run_for_a_minute_is_well_again(caplog: pytest.LogCaptureFixture):
    class Runs:
        exitcode = None

    child = Child("worker", list, process=Runs(), ended=9)  # type: ignore[arg-type]
    child.look_after(supervising.WELL_AFTER + 1)
    assert child.ended == 0
    assert caplog.messages == ["the worker runs again"]
