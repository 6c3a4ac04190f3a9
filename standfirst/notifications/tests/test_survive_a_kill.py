"""The real worker, killed where it hurts most: after the mail server took a letter, before we noted it."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO

import pytest
from django.db import connection
from django.utils import timezone

from standfirst.discussion.models import Thread
from standfirst.discussion.testing import make_comment
from standfirst.notifications.models import Kind, Mailing
from standfirst.notifications.testing import make_follow, shown

pytestmark = pytest.mark.django_db(transaction=True)
FOLLOWERS = 6


class Stalling:
    """A mail server that takes letters, and after the third keeps its answer to itself until it is told."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []
        self.stalls_at: int | None = 3
        self.has_stalled = threading.Event()
        self.may_answer = threading.Event()
        self.has_all = threading.Event()

    def take(self, address: str, message_id: str) -> None:
        self.taken.append((address, message_id))
        if len({who for who, _number in self.taken}) == FOLLOWERS:
            self.has_all.set()
        if len(self.taken) == self.stalls_at:
            self.has_stalled.set()
            self.may_answer.wait(30)


def speak(connection: socket.socket, server: Stalling) -> None:
    """Just enough SMTP (RFC 5321), in a thread of its own, so that one stalls and others go on.

    The worker at the other end is killed in the middle: its end of the line may be gone at any word.
    """
    with connection, suppress(OSError), connection.makefile("rwb") as lines:
        converse(lines, server)


def converse(lines: IO[bytes], server: Stalling) -> None:
    address = ""

    def say(words: bytes) -> None:
        lines.write(words + b"\r\n")
        lines.flush()

    say(b"220 here")
    for line in lines:
        word = line[:4].upper()
        if word == b"RCPT":
            address = line.decode().split("<")[1].split(">")[0]
        if word == b"DATA":
            say(b"354 go on")
            letter = b"".join(iter(lines.readline, b".\r\n")).decode()
            number = next(it for it in letter.splitlines() if it.lower().startswith("message-id"))
            server.take(address, number)
        say(b"221 bye" if word == b"QUIT" else b"250 fine")


@contextmanager
def listening(server: Stalling) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            while True:
                try:
                    connection, _from = listener.accept()
                except OSError:
                    return
                threading.Thread(target=speak, args=(connection, server), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1]
        server.may_answer.set()
        listener.shutdown(socket.SHUT_RDWR)


@contextmanager
def worker(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-m", "standfirst", "worker"], env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait(timeout=10)


def database_for_worker(folder: Path) -> dict[str, str]:
    """Let another process see what this test wrote: the server's database, or a copy of ours as a file."""
    if connection.vendor == "postgresql":
        name = connection.settings_dict["NAME"]
        return {"DATABASE_URL": os.environ["DATABASE_URL"].replace("/postgres?", f"/{name}?")}
    with closing(sqlite3.connect(folder / "standfirst.sqlite3")) as copy:
        connection.connection.backup(copy)
    return {}


def left_to_send(folder: Path) -> int:
    """How many letters the worker has neither sent nor given up."""
    if connection.vendor == "postgresql":
        return Mailing.objects.filter(next_at__isnull=False).count()
    with closing(sqlite3.connect(folder / "standfirst.sqlite3")) as copy:
        due = "SELECT COUNT(*) FROM notifications_mailing WHERE next_at IS NOT NULL"
        found: int = copy.execute(due).fetchone()[0]
        return found


def test_one_letter_goes_out_twice_under_one_number_and_none_is_lost(
    thread: Thread, tmp_path: Path
):
    for number in range(FOLLOWERS):
        make_follow(f"reader{number}@ledger.example", Kind.THREAD, thread.key)
    now = timezone.now()
    shown(make_comment(thread, created_at=now), at=now)
    server = Stalling()
    with listening(server) as port:
        environment = {
            **os.environ,
            **database_for_worker(tmp_path),
            "STANDFIRST_DATA": str(tmp_path),
            "STANDFIRST_MAIL_URL": f"smtp://127.0.0.1:{port}",
        }
        with worker(environment) as first:
            assert server.has_stalled.wait(30)
            first.send_signal(signal.SIGKILL)
            first.wait(timeout=10)
        server.stalls_at = None
        with worker(environment):
            assert server.has_all.wait(30)
            until = time.monotonic() + 10
            while left_to_send(tmp_path) and time.monotonic() < until:
                time.sleep(0.05)
    assert left_to_send(tmp_path) == 0
    assert {address for address, _number in server.taken} == {
        f"reader{number}@ledger.example" for number in range(FOLLOWERS)
    }
    assert len(server.taken) == FOLLOWERS + 1
    # The one that is there twice has the same number both times.
    assert len(set(server.taken)) == FOLLOWERS
