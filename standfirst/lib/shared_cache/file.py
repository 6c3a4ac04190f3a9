"""The file of the shared cache: one connection for each process, and what is done where there can be none."""

import fcntl
import itertools
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

log = logging.getLogger("standfirst.cache")

# Seconds: to wait for other processes, and to leave a file alone that could not be used.
_PATIENCE, _REST = 1, 5
# Not SQLite, not whole, or not with our table.
_DAMAGED = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR}

# In WAL, who reads waits for nobody, and who is killed leaves a whole file behind. A power cut may leave a
# damaged one: what it held is not worth waiting for the disk.
_BEGIN = """
PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
CREATE TABLE IF NOT EXISTS entries (
    id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, value NOT NULL, expires REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS entries_expires ON entries (expires);
"""


class File:
    """One file, with the one connection that this process has to it."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._inode = 0
        self._resting_until = 0.0
        self.writes = itertools.count(1)

    def ask(self, statement: str, *values: object) -> list[tuple[Any, ...]] | None:
        """Return the rows of the answer; None where the file cannot be used."""
        with _guard:
            if time.monotonic() < self._resting_until:
                return None
            try:
                return self._connect().execute(statement, values).fetchall()
            except (sqlite3.Error, OSError) as error:
                self._give_up(error)
                return None

    def close(self) -> None:
        """Let go of the file; the next question opens it again."""
        if self._connection:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    def _connect(self) -> sqlite3.Connection:
        if self._connection and self._inode == self._inode_now():
            return self._connection
        self.close()
        with _alone(self._path):
            if not self._inode_now():
                _make_private(self._path)
            self._inode = self._inode_now()
            self._connection = sqlite3.connect(
                self._path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
            )
            self._connection.executescript(_BEGIN)
        return self._connection

    def _inode_now(self) -> int:
        """Another number than before where the file was thrown away, by another process or by hand."""
        try:
            return os.stat(self._path).st_ino
        except FileNotFoundError:
            return 0

    def _give_up(self, error: Exception) -> None:
        self.close()
        is_damaged = getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED
        is_anew = is_damaged and self._throw_away()
        self._resting_until = 0.0 if is_anew else time.monotonic() + _REST
        event = "shared_cache_begun_anew" if is_anew else "shared_cache_unusable"
        log.warning(event, extra={"file": self._path, "error": str(error)})

    def _throw_away(self) -> bool:
        """Delete the file, unless another process has; tells whether the next one can be made."""
        try:
            with _alone(self._path):
                if self._inode == self._inode_now():
                    for end in ("", "-wal", "-shm"):
                        Path(self._path + end).unlink(missing_ok=True)
        except OSError:
            return False
        return True


_files: dict[str, File] = {}
# One at a time in this process: waiting for a lock is quicker and fairer than for SQLite.
_guard = threading.Lock()


def file_at(path: str) -> File:
    """Return this process's connection to the file at `path`; it is opened when first asked."""
    with _guard:
        return _files.setdefault(path, File(path))


def _before_fork() -> None:
    """A child that so much as closes a connection of its parent takes the parent's locks away.

    Source: https://www.sqlite.org/howtocorrupt.html#_carrying_an_open_database_connection_across_a_fork_
    """
    _guard.acquire()
    for file in _files.values():
        file.close()


os.register_at_fork(
    before=_before_fork, after_in_parent=_guard.release, after_in_child=_guard.release
)


@contextmanager
def _alone(path: str) -> Iterator[None]:
    """Hold off other processes that would begin or throw away this file; the lock is its folder's.

    Raises:
        BlockingIOError: they took too long.
    """
    folder = os.open(os.path.dirname(path), os.O_RDONLY)
    until = time.monotonic() + _PATIENCE
    try:
        while True:
            try:
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.001)
        yield
    finally:
        os.close(folder)


def _make_private(path: str) -> None:
    """Make the file for the folder's owner alone, even where root asks first."""
    for end in ("-wal", "-shm"):  # what is left of one that was deleted by hand
        Path(path + end).unlink(missing_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
    folder = os.stat(os.path.dirname(path))
    with suppress(PermissionError):
        os.chown(path, folder.st_uid, folder.st_gid)
