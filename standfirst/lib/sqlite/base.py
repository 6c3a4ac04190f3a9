"""Django's SQLite, where the writers of one process wait for each other in line.

SQLite lets a writer that finds the file taken sleep and try again, up to a tenth of a second at a
time; under load some are passed over for seconds. A lock wakes the next one at once. Writers of
other processes are met as before.
"""

import threading
from collections import defaultdict
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

_lines: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that holds the line from BEGIN IMMEDIATE to the end of its transaction."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self._has_line = False

    def _start_transaction_under_autocommit(self) -> None:
        patience = self.settings_dict["OPTIONS"].get("timeout", 5)
        self._has_line = self._line.acquire(timeout=patience)
        if not self._has_line:
            raise OperationalError("database is locked")
        try:
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

    @property
    def _line(self) -> threading.Lock:
        return _lines[str(self.settings_dict["NAME"])]

    def _leave_line(self) -> None:
        if self._has_line:
            self._has_line = False
            self._line.release()
