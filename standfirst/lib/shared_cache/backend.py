"""The cache that all processes of one machine share: a small SQLite file beside the database.

It counts how often somebody asked for something, in this house and in allauth, and keeps what
Wagtail notes of its sites: what one process counts or changes, all others see. It is a file of its
own, with a connection of its own, so that counting neither waits for the paper's writers nor holds
them up, and needs no table in a database that may be another machine's.

**Nothing breaks with it.** Where the file cannot be used, it answers as an empty cache would:
nothing is found, whatever is added is new, whatever is counted is the first. So limits hold nobody
back for as long as that lasts; otherwise it would lock out everybody, its own repairers first. A log
line says so, and the file is left alone for a few seconds, so that a page waits for it once. A
damaged file is thrown away.

**When it is full**, what has run out goes first, then what was begun first. Who asks for much else
has no say in that order: to make it forget one count, they must have MAX_ENTRIES others begun after
it, before it runs out. Were those dropped that run out soonest, a store of long ones, filled at
leisure, would push out every short one; were newcomers refused, one flood would end all limits.

**What lies in it** are hashes made with the secret key, since a key may hold a network or mail
address, and those are never written down; whole numbers; and else JSON, which reading cannot turn
into a program. What JSON would change (objects, keys that are no words) is not kept, tuples come
back as lists.

Source: docs/decisions/0011-counted-together.md
"""

import hmac
import json
import math
import time
from typing import Any

from django.conf import settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

from .file import file_at

# Writes of one process.
_SWEEP_EVERY = 500
_GET = "SELECT value FROM entries WHERE key = ? AND expires > ?"
# A replaced row is a new one, the last in line.
_SET = "INSERT OR REPLACE INTO entries (key, value, expires) VALUES (?, ?, ?)"
_ADD = """
INSERT INTO entries (key, value, expires) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE
SET id = (SELECT max(id) + 1 FROM entries), value = excluded.value, expires = excluded.expires
WHERE entries.expires <= ? RETURNING 1
"""
_INCR = """
UPDATE entries SET value = value + ? WHERE key = ? AND expires > ? AND typeof(value) = 'integer'
RETURNING value
"""
_TOUCH = "UPDATE entries SET expires = ? WHERE key = ? AND expires > ? RETURNING 1"
_DELETE = "DELETE FROM entries WHERE key = ? RETURNING 1"
_DROP_EXPIRED = "DELETE FROM entries WHERE expires <= ?"
_DROP_FIRST = """
DELETE FROM entries WHERE id IN (
    SELECT id FROM entries ORDER BY id LIMIT max(0, (SELECT count(*) FROM entries) - ?)
)
"""


class SharedCache(BaseCache):
    """Django's cache in the file that LOCATION names; OPTIONS["MAX_ENTRIES"] may be passed by some hundreds."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._file = file_at(location)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:  # noqa: ANN401
        """Return the value, or `default` where there is none any more."""
        rows = self._file.ask(_GET, self._name(key, version), time.time())
        if not rows:
            return default
        value = rows[0][0]
        try:
            return json.loads(value) if isinstance(value, str) else value
        except ValueError:  # what a power cut left
            return default

    def set(
        self,
        key: str,
        value: object,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        """Keep `value` for `timeout` seconds, unless it is one that cannot be kept."""
        if can_be_kept(value):
            self._write(_SET, self._name(key, version), _stored(value), self._end(timeout))
        else:
            self.delete(key, version)

    def add(
        self,
        key: str,
        value: object,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        """Keep `value` if there is none; tells whether there was none."""
        if not can_be_kept(value):
            return False
        name, now = self._name(key, version), time.time()
        return self._write(_ADD, name, _stored(value), self._end(timeout), now) != []

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add `delta` to a whole number and return it.

        Raises:
            ValueError: there is none.
        """
        rows = self._write(_INCR, delta, self._name(key, version), time.time())
        if rows is None:
            return delta
        if not rows:
            raise ValueError("There is no such number to add to.")
        return int(rows[0][0])

    def touch(
        self, key: str, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Keep what is there for `timeout` seconds from now; tells whether it was there."""
        name = self._name(key, version)
        return bool(self._write(_TOUCH, self._end(timeout), name, time.time()))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget one value; tells whether there was one."""
        return bool(self._write(_DELETE, self._name(key, version)))

    def clear(self) -> None:
        """Forget everything."""
        self._file.ask("DELETE FROM entries")

    def sweep(self) -> None:
        """Forget what has run out, then what was begun first, if that is too much still."""
        self._file.ask(_DROP_EXPIRED, time.time())
        self._file.ask(_DROP_FIRST, self._max_entries)

    def _write(self, statement: str, *values: object) -> list[tuple[Any, ...]] | None:
        rows = self._file.ask(statement, *values)
        if next(self._file.writes) % _SWEEP_EVERY == 0:
            self.sweep()
        return rows

    def _name(self, key: str, version: int | None) -> bytes:
        plain = self.make_key(key, version=version)
        return hmac.digest(settings.SECRET_KEY.encode(), f"cache:{plain}".encode(), "sha256")

    def _end(self, timeout: float | None) -> float:
        end = self.get_backend_timeout(timeout)
        return math.inf if end is None else end


def can_be_kept(value: object) -> bool:
    """Whether `value` comes back from JSON as it was, save that a tuple is a list."""
    if isinstance(value, list | tuple):
        return all(map(can_be_kept, value))
    if isinstance(value, dict):
        return all(type(key) is str and can_be_kept(entry) for key, entry in value.items())
    return value is None or type(value) in {bool, int, float, str}


def _stored(value: object) -> object:
    is_number = type(value) is int and abs(value) < 2**63
    return value if is_number else json.dumps(value)
