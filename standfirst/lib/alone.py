"""One at a time, over all processes that share the database; who is killed lets go."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """Hold the lock of that name for the block, if nobody else does; tells whether.

    With PostgreSQL the database holds it, for as long as this thread's connection lives; with SQLite,
    which is one machine's, a file does.
    """
    with _by_server(name) if connection.vendor == "postgresql" else _by_file(name) as is_mine:
        yield is_mine


@contextmanager
def _by_server(name: str) -> Iterator[bool]:
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        is_mine: bool = cursor.fetchone()[0]
    try:
        yield is_mine
    finally:
        if is_mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


@contextmanager
def _by_file(name: str) -> Iterator[bool]:
    # A database in memory is one process's own: that is how tests run beside each other.
    owner = f"-{os.getpid()}" if connection.is_in_memory_db() else ""  # type: ignore[attr-defined]
    with (Path(settings.DATA_DIR) / f"{name}{owner}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
