"""Processes that share a data folder hear each other's news; those that were killed leave nothing behind."""

import asyncio
import logging
import multiprocessing
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.conf import LazySettings

from standfirst.lib import bus, pipes

# Says each key that it hears, until it has heard all.
FOLLOW = """
import asyncio, sys
from pathlib import Path
from django.conf import settings
settings.configure(BUS_DIR=Path(sys.argv[1]))
from standfirst.lib import bus

async def follow():
    missing = {f"thread:{number}" for number in range(int(sys.argv[2]))}
    with bus.subscribe(missing) as news:
        print("listens", flush=True)
        async for keys in news:
            missing -= keys
            print(*keys, flush=True)
            if not missing:
                print("heard all", flush=True)
                return

asyncio.run(follow())
"""

PUBLISH = """
import sys
from pathlib import Path
from django.conf import settings
settings.configure(BUS_DIR=Path(sys.argv[1]))
from standfirst.lib import bus
bus.publish(sys.argv[2])
"""


def python(script: str, folder: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, str(folder), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@contextmanager
def follower(folder: Path, threads: int = 1) -> Iterator[subprocess.Popen[str]]:
    """Another process that waits for news of so many threads."""
    with python(FOLLOW, folder, str(threads)) as process:
        # Who reads what it says waits no longer than that.
        end = threading.Timer(20, process.kill)
        end.start()
        try:
            assert read(process) == "listens"
            yield process
        finally:
            end.cancel()
            process.kill()


def read(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def until(holds: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)


@pytest.fixture
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    """Where the others are; this process listens where it listened before."""
    settings.BUS_DIR = tmp_path / "bus"
    return tmp_path / "bus"


@pytest.fixture
def fresh() -> Iterator[None]:
    """This process begins to listen anew."""
    before, bus._listener = bus._listener, None
    yield
    if bus._listener:
        bus._listener._path.unlink(missing_ok=True)
    bus._listener = before


def test_another_process_hears(folder: Path):
    with follower(folder) as other:
        bus.publish("thread:0")
        assert read(other) == "thread:0"


@pytest.mark.usefixtures("fresh")
def test_this_process_hears_of_what_a_command_did(folder: Path):
    async def hear() -> frozenset[str]:
        with bus.subscribe(["thread:0", "thread:1"]) as news:
            command = await asyncio.to_thread(python, PUBLISH, folder, "thread:0")
            heard = await asyncio.wait_for(anext(news), 10)
            with command:
                return heard

    assert asyncio.run(hear()) == {"thread:0"}


def test_all_who_follow_are_told_from_any_thread(folder: Path):
    with follower(folder) as one, follower(folder) as other:
        threading.Thread(target=bus.publish, args=("thread:0",)).start()
        assert [read(one), read(other)] == ["thread:0", "thread:0"]


def test_folder_and_pipes_are_their_owner_s_alone(folder: Path):
    with follower(folder):
        (pipe,) = folder.iterdir()
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert pipe.stat().st_mode == stat.S_IFIFO | 0o600


def test_a_follower_that_was_killed_leaves_nothing_behind(folder: Path):
    with follower(folder) as killed, follower(folder, threads=2) as other:
        killed.kill()
        killed.wait()
        assert len([*folder.iterdir()]) == 2
        bus.publish("thread:0")
        assert read(other) == "thread:0"
        assert [pipe.name.split("-")[0] for pipe in folder.iterdir()] == [str(other.pid)]


def test_a_follower_that_ends_takes_its_pipe_with_it(folder: Path):
    with follower(folder) as other:
        bus.publish("thread:0")
        assert other.wait(10) == 0
        assert [*folder.iterdir()] == []


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_so_does_one_that_was_forked_off(folder: Path):
    def follow() -> None:
        async def enter() -> None:
            with bus.subscribe(["thread:0"]):
                assert len([*folder.iterdir()]) == 1

        asyncio.run(enter())

    child = multiprocessing.get_context("fork").Process(target=follow)
    child.start()
    child.join(10)
    assert child.exitcode == 0
    assert [*folder.iterdir()] == []


def test_who_does_not_read_for_a_while_loses_nothing_and_holds_up_nobody(folder: Path):
    threads = 20_000
    with follower(folder, threads) as stopped:
        stopped.send_signal(signal.SIGSTOP)
        slowest = 0.0
        for number in range(threads):
            started = time.perf_counter()
            bus.publish(f"thread:{number}")
            slowest = max(slowest, time.perf_counter() - started)
        (pipe,) = folder.iterdir()
        assert stat.S_IMODE(pipe.stat().st_mode) == 0o700
        assert slowest < 1
        stopped.send_signal(signal.SIGCONT)
        until(lambda: read(stopped) == "heard all")


def test_what_follows_after_that_is_told_as_before(folder: Path):
    told: list[str | None] = []
    listener = pipes.Listener(folder, heard=told.append, missed=lambda: told.append(None))
    listener._path.chmod(0o700)  # as a writer does that finds the pipe full
    pipes.say(folder, "thread:0")
    until(lambda: told == [None])
    pipes.say(folder, "thread:1")
    until(lambda: told == [None, "thread:1"])
    listener._path.unlink()


def test_a_pipe_that_is_emptied_before_it_has_its_mark_is_written_to_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    """Else its process would sleep on, and look for no mark."""
    folder.mkdir()
    os.mkfifo(folder / "1-slow")
    reader = os.open(folder / "1-slow", os.O_RDWR | os.O_NONBLOCK)
    with suppress(BlockingIOError):
        while True:
            os.write(reader, bytes(pipes.LONGEST + 1))
    mark = os.chmod

    def mark_late(path: str, rights: int) -> None:
        with suppress(BlockingIOError):
            while os.read(reader, 65_536):
                pass
        mark(path, rights)

    monkeypatch.setattr(os, "chmod", mark_late)
    pipes.say(folder, "thread:0")
    assert os.read(reader, 65_536) == b"thread:0\n"
    os.close(reader)


def test_many_who_write_to_a_pipe_that_is_often_full_lose_nothing(folder: Path):
    """Each writer's last word is heard, or that words were left out after it."""
    last: dict[str, int] = {}
    truth = dict.fromkeys("abcd", 0)

    def heard(word: str) -> None:
        time.sleep(0.0002)  # slower than they write
        last[word] = truth[word]

    def missed() -> None:
        last.update(truth)

    listener = pipes.Listener(folder, heard=heard, missed=missed)

    def write(word: str) -> None:
        for _ in range(5000):
            truth[word] += 1
            pipes.say(folder, word)

    writers = [threading.Thread(target=write, args=(word,)) for word in truth]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    until(lambda: last == dict.fromkeys("abcd", 5000))
    listener._path.unlink()


def test_a_pipe_is_not_found_before_it_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch):
    """A writer takes away what nobody reads: it must not come upon a pipe that is being made."""
    opened = os.open

    def publish_and_open(path: Path, flags: int) -> int:
        monkeypatch.setattr(os, "open", opened)
        bus.publish("thread:0")
        return opened(path, flags)

    monkeypatch.setattr(os, "open", publish_and_open)
    listener = pipes.Listener(folder, heard=str, missed=dict)
    assert [pipe.name for pipe in folder.iterdir()] == [listener.name]
    listener._path.unlink()


def test_what_processes_left_that_were_killed_is_gone_with_the_next_that_listens(folder: Path):
    folder.mkdir()
    for name in ("1-dead", ".1-died-young", ".2-being-made"):
        os.mkfifo(folder / name)
    os.utime(folder / ".1-died-young", (1, 1))
    listener = pipes.Listener(folder, heard=str, missed=dict)
    assert {pipe.name for pipe in folder.iterdir()} == {listener.name, ".2-being-made"}
    listener._path.unlink()


def test_a_folder_that_cannot_be_used_fails_nobody(
    folder: Path, fresh: None, caplog: pytest.LogCaptureFixture
):
    folder.write_text("not a folder")

    async def hear() -> frozenset[str]:
        with bus.subscribe(["thread:0"]) as news:
            bus.publish("thread:0")
            return await asyncio.wait_for(anext(news), 5)

    with caplog.at_level(logging.WARNING):
        assert asyncio.run(hear()) == {"thread:0"}
    assert {entry.message for entry in caplog.records} == {"bus_stays_inside", "word_not_said"}
