"""The real worker, killed where it hurts most: after the mail server took a letter, before we noted it."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

# Lays out one thread, its followers and a comment that appeared, in the worker's own database.
LAY_OUT = """
    import django
    django.setup()
    from django.utils import timezone
    from standfirst.discussion.testing import make_comment, make_thread
    from standfirst.notifications.testing import make_follow, shown
    from standfirst.publishing.testing import make_article
    thread = make_thread(make_article())
    for number in range({followers}):
        make_follow(f"reader{{number}}@ledger.example", "thread", thread.key)
    now = timezone.now()
    shown(make_comment(thread, created_at=now), at=now)
"""
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
    """Just enough SMTP (RFC 5321), in a thread of its own, so that one stalls and others go on."""
    lines = connection.makefile("rwb")
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
        try:
            say(b"221 bye" if word == b"QUIT" else b"250 fine")
        except OSError:
            return
    connection.close()


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


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="the worker's own database is a file")
def test_one_letter_goes_out_twice_under_one_number_and_none_is_lost(tmp_path: Path):
    server = Stalling()
    with listening(server) as port:
        environment = {
            **os.environ,
            "STANDFIRST_DATA": str(tmp_path),
            "STANDFIRST_MAIL_URL": f"smtp://127.0.0.1:{port}".replace(f":{port}", ":25"),
        }
        environment["STANDFIRST_MAIL_URL"] = f"smtp://127.0.0.1:{port}"
        lay_out = textwrap.dedent(LAY_OUT).format(followers=FOLLOWERS)
        for command in (["-m", "standfirst", "migrate"], ["-c", lay_out]):
            subprocess.run([sys.executable, *command], env=environment, check=True, stdout=subprocess.DEVNULL)
        with worker(environment) as first:
            assert server.has_stalled.wait(30)
            first.send_signal(signal.SIGKILL)
            first.wait(timeout=10)
        server.stalls_at = None
        with worker(environment):
            assert server.has_all.wait(30)
            # Whatever it would still send, it has sent once nothing is due.
            server.may_answer.set()
    addresses = sorted(address for address, _number in server.taken)
    assert set(addresses) == {f"reader{number}@ledger.example" for number in range(FOLLOWERS)}
    twice = [entry for entry in server.taken if server.taken.count(entry) == 2]
    assert len(server.taken) == FOLLOWERS + 1
    assert len(set(twice)) == 1
