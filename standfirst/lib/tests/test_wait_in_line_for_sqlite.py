import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import ConnectionHandler
from django.db.utils import OperationalError

from standfirst.lib.sqlite.base import DatabaseWrapper, _Line

pytestmark = pytest.mark.django_db
Writer = subprocess.Popen[bytes]

WRITER = """
import sys, fcntl
door = open(sys.argv[1] + "-line", "wb")
fcntl.flock(door, fcntl.LOCK_EX)
print("in", flush=True)
sys.stdin.read()
"""


def connect(path: Path, *, patience: float = 5) -> DatabaseWrapper:
    """Return a connection as Django makes it for this file."""
    found = {
        "ENGINE": "standfirst.lib.sqlite",
        "NAME": str(path),
        "OPTIONS": {"timeout": patience, "transaction_mode": "IMMEDIATE"},
    }
    return ConnectionHandler({"default": found})["default"]


def write(connection: DatabaseWrapper) -> None:
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    connection.commit()
    connection.set_autocommit(True)


@pytest.fixture
def other_writer(tmp_path: Path):
    """Another process that writes until its input ends."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path / "paper.sqlite3")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout
        process.stdout.readline()
        yield process
        process.kill()


def test_who_asks_first_writes_first():
    line, order = _Line(), []
    line.acquire(timeout=1)

    def wait(number: int) -> None:
        line.acquire(timeout=10)
        order.append(number)
        line.release()

    threads = []
    for number in range(5):
        threads.append(threading.Thread(target=wait, args=(number,)))
        threads[-1].start()
        while len(line._waiting) <= number:
            time.sleep(0.001)
    line.release()
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]


def test_who_gives_up_waiting_holds_up_nobody():
    line = _Line()
    line.acquire(timeout=1)
    assert not line.acquire(timeout=0.01)
    line.release()
    assert line.acquire(timeout=0.01)


def test_waits_for_another_process_and_says_when_it_took_too_long(
    tmp_path: Path, other_writer: Writer
):
    connection = connect(tmp_path / "paper.sqlite3", patience=0.05)
    with pytest.raises(OperationalError, match="locked"):
        write(connection)
    connection.close()


def test_a_writer_that_was_killed_leaves_the_door_open(tmp_path: Path, other_writer: Writer):
    connection = connect(tmp_path / "paper.sqlite3")
    other_writer.kill()
    other_writer.wait()
    write(connection)
    connection.close()
