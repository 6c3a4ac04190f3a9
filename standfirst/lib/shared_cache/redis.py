"""The cache that all nodes share: Django's own in a Redis or Valkey, with the file of this machine behind it.

A Redis that is away takes nothing down. For as long as it is, this machine counts in its file, as if it were the
only one: limits hold on each node by itself. A log line says so once, and once that it is back.

What lies in it is what lies in the file: keys as hashes made with the secret key, numbers, and JSON.

Source: docs/decisions/0034-several-machines.md
"""

import hmac
import json
import logging
import threading
import time
from functools import cache
from typing import Any

from django.conf import settings
from django.core.cache.backends import redis as of_django
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from .backend import SharedCache, can_be_kept

_OURS = "standfirst:"
# Seconds: to wait for an answer, and to ask no more of one that gave none.
_PATIENCE, _REST = 0.5, 5.0
# One step: a count that ends between asking and adding would begin anew, and never end.
_INCR = (
    "if redis.call('EXISTS', KEYS[1]) == 1 then return redis.call('INCRBY', KEYS[1], ARGV[1]) end"
)

log = logging.getLogger("standfirst.cache")


class _Json:
    def dumps(self, value: object) -> object:
        return value if type(value) is int else json.dumps(value)

    def loads(self, value: bytes) -> Any:  # noqa: ANN401
        return json.loads(value)


_OPTIONS = {
    "serializer": _Json,
    "socket_connect_timeout": _PATIENCE,
    "socket_timeout": _PATIENCE,
    # At once, for a connection that was ended while it lay idle.
    "retry": Retry(NoBackoff(), 1),
}


class _Client(of_django.RedisCacheClient):
    def incr(self, key: Any, delta: int) -> int:  # noqa: ANN401 - as Django says
        answer = self.get_client(key, write=True).eval(_INCR, 1, key, delta)
        if answer is None:
            raise ValueError("There is no such number to add to.")
        return int(answer)

    def clear(self) -> bool:
        client = self.get_client(None, write=True)
        for key in client.scan_iter(f"{_OURS}*", count=1000):
            client.delete(key)
        return True


class RedisCache(BaseCache):
    """The Redis that LOCATION names; OPTIONS["file"] is used where it is away."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        options = {"MAX_ENTRIES": self._max_entries}
        self._file = SharedCache(params["OPTIONS"]["file"], {"OPTIONS": options})
        self._redis = of_django.RedisCache(server, {"OPTIONS": _OPTIONS, "KEY_FUNCTION": _name})
        self._redis._class = _Client  # type: ignore[attr-defined]
        # Each thread has a cache of its own; that the server is away, one finds for all.
        self._away = _away(server)

    @property
    def is_away(self) -> bool:
        """Whether Redis does not answer now."""
        self._ask("get", "asked by doctor")
        return self._away.is_resting

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:  # noqa: ANN401
        """Return the value, or `default` where there is none any more."""
        return self._ask("get", key, default, version)

    def set(
        self,
        key: str,
        value: object,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        """Keep `value` for `timeout` seconds, unless it is one that cannot be kept."""
        if can_be_kept(value):
            self._ask("set", key, value, timeout, version)
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
        return can_be_kept(value) and bool(self._ask("add", key, value, timeout, version))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add `delta` to a whole number and return it; `ValueError` is raised where there is none."""
        return int(self._ask("incr", key, delta, version))

    def touch(
        self, key: str, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Keep what is there for `timeout` seconds from now; tells whether it was there."""
        return bool(self._ask("touch", key, timeout, version))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget one value; tells whether there was one."""
        return bool(self._ask("delete", key, version))

    def clear(self) -> None:
        """Forget everything that is ours."""
        self._file.clear()
        self._ask("clear")

    def sweep(self) -> None:
        """Forget what has run out in the file; Redis does by itself."""
        self._file.sweep()

    def _ask(self, what: str, *arguments: Any) -> Any:  # noqa: ANN401
        if not self._away.is_resting:
            try:
                answer = getattr(self._redis, what)(*arguments)
            except RedisError as error:
                self._away.note(error)
            else:
                self._away.note(None)
                return answer
        return getattr(self._file, what)(*arguments)


class _Away:
    """Whether the server answered this process when it was asked last."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._until: float | None = None

    @property
    def is_resting(self) -> bool:
        return self._until is not None and time.monotonic() < self._until

    def note(self, error: Exception | None) -> None:
        if error is None and self._until is None:
            return
        with self._guard:
            was_away = self._until is not None
            self._until = time.monotonic() + _REST if error else None
        if error and not was_away:
            log.warning("redis_away_limits_are_counted_by_each_node", extra={"error": str(error)})
        elif was_away and not error:
            log.warning("redis_answers_again")


@cache
def _away(_server: str) -> _Away:
    """Return what this process knows of `server`."""
    return _Away()


def _name(key: str, key_prefix: str, version: int) -> str:
    plain = f"cache:{key_prefix}:{version}:{key}"
    return _OURS + hmac.digest(settings.SECRET_KEY.encode(), plain.encode(), "sha256").hex()
