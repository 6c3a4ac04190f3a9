"""Since when what pages show is as it is: a small file of random words that all processes of a machine map.

A page that is kept notes the words of what it shows before its first row is read, and is good as long as they
are the same. Who changes something writes new ones after the commit: every process sees them at its next
request, and those in which somebody waits for news (`bus.py`) within a few hundredths of a second. Words are
random, not counted, so nobody needs a lock; two that write at once leave either one.

Where several nodes serve the paper (`nodes.py`), the file also holds which changes this one has heard of lately,
and when it was sure last that it hears of all: without, nothing is current. And, for each replica of the database, all
words as they were at a moment up to which the replica knows everything (`replicas.py`).

Source: docs/decisions/0029-pages-kept-as-bytes.md
"""

import mmap
import os
import re
import secrets
import time
import zlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.conf import settings

EVERYTHING = "everything"
"""The key that every page is kept under."""
_SLOTS = 8192
_SIZE = 8 * _SLOTS
# Behind the words: when this node was sure last that it hears the others, and the changes that it heard of.
_SURE_AT, _HEARD, _REMEMBERED = _SLOTS, _SLOTS + 1, 4096
_REPLICAS = _HEARD + _REMEMBERED
# Behind that, for each replica: as of when it knows everything, and the words of then.
_OF_REPLICA = 1 + _SLOTS
SURE_FOR = 1_000_000_000
"""Nanoseconds for which a node that was sure may still be told nothing."""
REPLICA_FOR = 1_000_000_000
"""Nanoseconds that a replica that is read from may be behind."""

TOKEN = re.compile(r"[0-9a-f]{16}")
"""Names one change, on all nodes."""

Noted = tuple[tuple[int, int], ...]
"""Slots and the words that stood there."""


class Stamps:
    """The words in the file at `path`, which is made where it is missing.

    Args:
        is_one_of_several: other machines change what this one keeps.
        replicas: how many there are.

    Raises:
        OSError: it cannot be made or mapped.
    """

    def __init__(self, path: Path, *, is_one_of_several: bool = False, replicas: int = 0) -> None:
        self._is_one_of_several = is_one_of_several
        whole = 8 * (_REPLICAS + replicas * _OF_REPLICA)
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            # Written, not only made so long: on a full disk that fails here, not when it is touched.
            if (missing := whole - os.fstat(file).st_size) > 0:
                os.pwrite(file, bytes(missing), whole - missing)
            self._map = mmap.mmap(file, whole)
        finally:
            os.close(file)
        self._words = memoryview(self._map).cast("Q")
        self._read = b""

    def change(self, keys: Iterable[str]) -> None:
        """Make what is kept under any of `keys` old."""
        for slot in {slot_of(key) for key in keys}:
            self._words[slot] = secrets.randbits(64)

    def change_all(self) -> None:
        """Make everything old, and wake everybody who waits for news: nobody knows what has changed."""
        self._words[:_SLOTS] = memoryview(secrets.token_bytes(_SIZE)).cast("Q")

    def now(self) -> bytes:
        """Return all words as they are: the same object as long as they are the same."""
        words = self._map[:_SIZE]
        if words != self._read:
            self._read = words
        return self._read

    def is_current(self, noted: Noted, read_at: int = 0) -> bool:
        """Tell whether nothing has changed since the words of `noted` were read, as far as this node would know.

        Args:
            read_at: when that was, by `time.monotonic_ns`. What was read within the last second is good even if this node
                is not sure: many who ask for the same at once must not each have it made.
        """
        words = self._words
        if self._is_one_of_several and not self.is_sure and _is_too_old(read_at):
            return False
        for slot, word in noted:  # noqa: SIM110 - asked at every visit, and all() costs twice as much
            if words[slot] != word:
                return False
        return True

    @property
    def is_sure(self) -> bool:
        """Whether this node would have heard of what others changed, but for the last second."""
        return 0 <= time.monotonic_ns() - self._words[_SURE_AT] < SURE_FOR

    def note_sure(self, at: int) -> None:
        """Say that this node knows of all that others changed until `at`, by `time.monotonic_ns`."""
        self._words[_SURE_AT] = at

    def words_of_replica(self, number: int) -> bytes | None:
        """Return all words as they were when the replica knew everything; None if that is too long ago."""
        start = _REPLICAS + number * _OF_REPLICA
        if not 0 <= time.monotonic_ns() - self._words[start] < REPLICA_FOR:
            return None
        return self._map[8 * (start + 1) : 8 * (start + 1) + _SIZE]

    def note_replica(self, number: int, words: bytes, at: int) -> None:
        """Say that the replica knows all that had changed when `words` stood there, `at` by `time.monotonic_ns`."""
        start = _REPLICAS + number * _OF_REPLICA
        self._map[8 * (start + 1) : 8 * (start + 1) + _SIZE] = words
        self._words[start] = at

    def forget_replica(self, number: int) -> None:
        """Say that nobody knows what the replica knows."""
        self._words[_REPLICAS + number * _OF_REPLICA] = 0

    def note_heard(self, token: str) -> None:
        """Say that the change that `token` names has been done here."""
        number = int(token, 16)
        self._words[_HEARD + number % _REMEMBERED] = number

    def has_heard(self, token: str) -> bool:
        """Whether that was said of `token`, a few thousand changes back at most; of what is none, never."""
        if not TOKEN.fullmatch(token):
            return False
        number = int(token, 16)
        return self._words[_HEARD + number % _REMEMBERED] == number


def noted(words: bytes, keys: Iterable[str]) -> Noted:
    """Return what `words`, all as they were, say of `keys` and of everything."""
    view = memoryview(words).cast("Q")
    return tuple((slot, view[slot]) for slot in {slot_of(key) for key in (EVERYTHING, *keys)})


def _is_too_old(read_at: int) -> bool:
    return time.monotonic_ns() - read_at > SURE_FOR


def slot_of(key: str) -> int:
    """Return which word is the key's."""
    return 0 if key == EVERYTHING else 1 + zlib.crc32(key.encode()) % (_SLOTS - 1)


@cache
def stamps() -> Stamps:
    """Return this machine's."""
    return Stamps(
        settings.STAMPS,
        is_one_of_several=settings.SEVERAL_NODES,
        replicas=len(settings.REPLICAS),
    )
