"""Django's SQLite, where writers wait for each other in line.

SQLite lets a writer that finds the file taken sleep and try again, up to a tenth of a second at a
time; under load some are passed over for seconds. Here the writers of one process wait for a lock,
which wakes the next one at once, and the first of each process looks every half millisecond whether
another process is done: a lock on a file beside the database says so. Whoever writes without
either, another program, is met as before.
"""

import fcntl
import threading
import time
from collections import defaultdict, deque
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

# Seconds.
_GLANCE = 0.0005


class _Line:
    """A lock that is handed on in the order in which it was asked for; Python's own is not."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._is_taken = False
        self._waiting: deque[threading.Lock] = deque()

    def acquire(self, *, timeout: float) -> bool:
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return True
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=max(timeout, 0)):
            return True
        with self._guard:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return False
        return True  # the turn came in the last moment

    def release(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False


_lines: defaultdict[str, _Line] = defaultdict(_Line)


@lru_cache(maxsize=1024)
def _with_question_marks(query: str) -> str:
    """Return a statement with its places written as SQLite has them; nearly all are asked again and again."""
    converted: str = base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")
    return converted


class _Cursor(base.SQLiteCursorWrapper):
    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        if param_names is None:
            return _with_question_marks(query)
        converted: str = super().convert_query(query, param_names=param_names)
        return converted


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that holds the line from BEGIN IMMEDIATE to the end of its transaction."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self._has_line = False
        self._door: IO[bytes] | None = None

    def create_cursor(self, name: str | None = None) -> _Cursor:
        """Return a cursor that knows the statements it has seen."""
        cursor: _Cursor = self.connection.cursor(factory=_Cursor)
        return cursor

    def _start_transaction_under_autocommit(self) -> None:
        until = time.monotonic() + self.settings_dict["OPTIONS"].get("timeout", 5)
        self._has_line = self._line.acquire(timeout=until - time.monotonic())
        if not self._has_line:
            raise OperationalError("database is locked")
        try:
            self._take_door(until)
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs do not know it
        except BaseException:
            self._leave_line()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # the stubs do not know it
        self._leave_line()  # a commit that failed is followed by a rollback

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # the stubs do not know it
        finally:
            self._leave_line()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # the stubs do not know it
        finally:
            self._leave_line()
            if self._door:
                self._door.close()
                self._door = None

    @property
    def _line(self) -> _Line:
        return _lines[str(self.settings_dict["NAME"])]

    def _take_door(self, until: float) -> None:
        """Wait until no other process writes; one that dies leaves the door open.

        Raises:
            OperationalError: the others took longer than `until`.
        """
        if self.is_in_memory_db():
            return None
        if self._door is None:
            # Open as long as the connection is.
            self._door = Path(f"{self.settings_dict['NAME']}-line").open("wb")  # noqa: SIM115
        while True:
            try:
                return fcntl.flock(self._door, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    raise OperationalError("database is locked") from None
                time.sleep(_GLANCE)

    def _leave_line(self) -> None:
        if self._has_line:
            self._has_line = False
            if self._door:
                fcntl.flock(self._door, fcntl.LOCK_UN)
            self._line.release()
