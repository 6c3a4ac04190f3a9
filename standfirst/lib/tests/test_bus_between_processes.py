"""Processes that share a data folder hear each other's news, and a process that waits for none looks for none."""

import asyncio
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from standfirst.lib import bus
from standfirst.lib.stamps import Stamps

# Says how many of so many threads it has heard of, until it has heard of all.
FOLLOW = """
import asyncio, sys
from pathlib import Path
from django.conf import settings
settings.configure(STAMPS=Path(sys.argv[1]), SEVERAL_NODES=False, REPLICAS=[])
from standfirst.lib import bus

async def follow():
    missing = {f"thread:{number}" for number in range(int(sys.argv[2]))}
    with bus.subscribe(missing) as news:
        print("listens", flush=True)
        async for keys in news:
            missing -= keys
            print(len(missing), "missing", flush=True)
            if not missing:
                return

asyncio.run(follow())
"""
CHANGE = """
import sys
from pathlib import Path
from standfirst.lib.stamps import Stamps
Stamps(Path(sys.argv[1])).change(["thread:0"])
"""


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of stamps of this test's own, for this process, too."""
    own = Stamps(tmp_path / "stamps")
    monkeypatch.setattr(bus, "stamps", lambda: own)
    return tmp_path / "stamps"


def python(script: str, path: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, str(path), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@contextmanager
def follower(path: Path, threads: int = 1) -> Iterator[subprocess.Popen[str]]:
    """Another process that waits for news of so many threads."""
    with python(FOLLOW, path, str(threads)) as process:
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


def test_all_who_follow_are_told(path: Path):
    with follower(path) as one, follower(path) as other:
        bus.stamps().change(["thread:0"])
        assert [read(one), read(other)] == ["0 missing", "0 missing"]


def test_this_process_hears_of_what_a_command_did(path: Path):
    async def hear() -> frozenset[str]:
        with bus.subscribe(["thread:0", "thread:1"]) as news:
            command = await asyncio.to_thread(python, CHANGE, path)
            heard = await asyncio.wait_for(anext(news), 10)
            with command:
                return heard

    assert asyncio.run(hear()) == {"thread:0"}


def test_who_is_held_up_for_a_while_loses_nothing(path: Path):
    threads = 20_000  # more than there are words
    with follower(path, threads) as stopped:
        stopped.send_signal(signal.SIGSTOP)
        for number in range(threads):
            bus.stamps().change([f"thread:{number}"])
        stopped.send_signal(signal.SIGCONT)
        while (said := read(stopped)) != "0 missing":
            assert said


def test_whoever_changes_all_tells_all(path: Path):
    with follower(path, threads=100) as other:
        bus.stamps().change_all()
        while (said := read(other)) != "0 missing":
            assert said
