"""A small number that no other running process of the folder has, and that the next gets when this one ends.

What is kept by process, such as figures, so goes on where a process that ended left off, in as many files as
there ever were processes at once.
"""

import fcntl
import os
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path


class ProcessNumber:
    """The number of whichever process asks, held by a lock on a file in `folder`."""

    def __init__(self, folder: Path, *, begin: Callable[[int], None] = lambda number: None) -> None:
        """Let `begin` be called with each number that is taken, before it is used."""
        self._folder, self._begin = folder, begin
        self._number, self._file = 0, -1
        os.register_at_fork(after_in_child=self._let_go)

    def __call__(self) -> int:
        """Return it; the first time in a process, take the lowest that is free."""
        if self._file < 0:
            self._number, self._file = next(
                (number, file) for number in count(1) if (file := _taken(self._folder, number)) >= 0
            )
            self._begin(self._number)
        return self._number

    def _let_go(self) -> None:
        """In a process that was forked off: the number is the parent's, whose lock stays."""
        if self._file >= 0:
            with suppress(OSError):
                os.close(self._file)
        self._file = -1


def is_free(folder: Path, number: int) -> bool:
    """Tell whether no running process has `number`."""
    if (file := _taken(folder, number)) < 0:
        return False
    os.close(file)
    return True


def _taken(folder: Path, number: int) -> int:
    """Return an open file that holds the number; -1 where another process does."""
    file = os.open(folder / f"{number}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        return -1
    return file
