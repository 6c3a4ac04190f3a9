"""What a request may bring along: how much, how fast, and how much of all at once.

Asked before anything else, so that nobody fills memory or disk of a server by sending without end.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestAborted

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]

IN_MEMORY = 64 * 1024
"""Bytes of one body that are kept in memory; the rest goes into a file that has no name."""
OF_ALL = 256 * 1024 * 1024
"""Bytes that all bodies of one process may hold together."""
GRACE, SLOWEST = 20, 32 * 1024
"""Seconds that a body may take in any case, and bytes a second that it must bring after that."""
DISCARDED = 64 * 1024 * 1024
"""Bytes of a refused body that are read and thrown away: a browser shows no answer before it was heard out."""


class BodyRefused(Exception):  # noqa: N818 - a refusal, as everywhere here
    """A body that is not taken, with the status that says so."""

    def __init__(self, status: int, limit: int = 0) -> None:
        super().__init__(status)
        self.status, self.limit = status, limit


class Bodies:
    """Reads the bodies of one process."""

    def __init__(self) -> None:
        self.held = 0

    @contextmanager
    def reading(self) -> Iterator["_Reading"]:
        """Give back what a body held once its request was answered."""
        reading = _Reading(self)
        try:
            yield reading
        finally:
            reading.close()


class _Reading:
    def __init__(self, bodies: Bodies) -> None:
        self._bodies, self._held = bodies, 0
        self._file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by `close`

    async def read(self, scope: Scope, receive: Receive) -> IO[bytes]:
        """Return the body, from its beginning.

        Raises:
            BodyRefused: it is too long (413), too slow (408), or too many come at once (503).

        Django's `RequestAborted` rises where whoever sent it went away.
        """
        limit, parts = limit_of(scope), _parts(receive)
        said = _header(scope, b"content-length")
        length = int(said) if said.isdigit() and len(said) < 20 else limit
        try:
            async with asyncio.timeout(GRACE + min(length, limit) / SLOWEST):
                if said and length > limit:
                    await _discard(parts, min(length, DISCARDED))
                    raise BodyRefused(413, limit)
                await self._take(parts, limit)
        except TimeoutError as error:
            raise BodyRefused(408) from error
        self._file.seek(0)
        return self._file

    async def _take(self, parts: AsyncIterator[bytes], limit: int) -> None:
        async for part in parts:
            if self._held + len(part) > limit:
                await _discard(parts, DISCARDED)
                raise BodyRefused(413, limit)
            if self._bodies.held + len(part) > OF_ALL:
                raise BodyRefused(503)
            self._bodies.held += len(part)
            self._held += len(part)
            self._file.write(part)

    def close(self) -> None:
        self._bodies.held -= self._held
        self._held = 0
        self._file.close()


def limit_of(scope: Scope) -> int:
    """Return how many bytes a request to this address may bring.

    Staff's addresses take more, from browsers that are signed in, or say so: who says so falsely
    gets no further than the view, and all together no further than `OF_ALL`.
    """
    for prefix, limit in settings.BODY_LIMITS.items():
        if scope["path"].startswith(prefix):
            is_staffs = prefix in settings.BODY_LIMITS_WITH_SESSION
            if not is_staffs or settings.SESSION_COOKIE_NAME in _header(scope, b"cookie"):
                return int(limit)
    return int(settings.BODY_LIMIT)


async def _parts(receive: Receive) -> AsyncIterator[bytes]:
    is_more = True
    while is_more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RequestAborted
        yield message.get("body", b"")
        is_more = message.get("more_body", False)


async def _discard(parts: AsyncIterator[bytes], most: int) -> None:
    async for part in parts:
        most -= len(part)
        if most < 0:
            return


def _header(scope: Scope, wanted: bytes) -> str:
    values = [value for name, value in scope["headers"] if name.lower() == wanted]
    return b"; ".join(values).decode("latin1")
