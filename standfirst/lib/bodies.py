"""What a request may bring along: how much, how fast, and how much of all at once.

Asked before anything else, so that nobody fills memory or disk of a server by sending without end.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestAborted
from django.db import DatabaseError, connections
from django.http import HttpRequest, parse_cookie

from .http import client_address, networks_of

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]

IN_MEMORY = 64 * 1024
"""Bytes of one body that are kept in memory; the rest goes into a file that has no name."""
OF_ALL, OF_SMALL = 256 * 1024 * 1024, 128 * 1024 * 1024
"""Bytes that all bodies of one process may hold together, and those that fit into `BODY_LIMIT`: what
fills the one keeps nobody from signing in, writing or giving."""
SHARE = 4
"""One network may hold so many parts less of each."""
WINDOW, LEAST = 20, 64 * 1024
"""Seconds, and bytes that must come in each such time until a body is whole."""
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
        # By network ("" is all of them), and by whether it is a body beyond `BODY_LIMIT`.
        self.held: Counter[tuple[str, bool]] = Counter()

    @contextmanager
    def reading(self) -> Iterator["_Reading"]:
        """Give back what a body held once its request was answered."""
        reading = _Reading(self)
        try:
            yield reading
        finally:
            reading.close()

    def take(self, network: str, length: int, *, is_large: bool) -> bool:
        """Note that a body holds so many bytes more; False where there is no room for them."""
        most = OF_ALL if is_large else OF_SMALL
        keys = (("", is_large), most), ((network, is_large), most // SHARE)
        if any(self.held[key] + length > bound for key, bound in keys):
            return False
        self.give_back(network, -length, is_large=is_large)
        return True

    def give_back(self, network: str, length: int, *, is_large: bool) -> None:
        """Note that so many bytes are held no more."""
        for key in (("", is_large), (network, is_large)):
            self.held[key] -= length
            if not self.held[key]:
                del self.held[key]


class _Reading:
    def __init__(self, bodies: Bodies) -> None:
        self._bodies, self._network = bodies, ""
        self._length, self._is_large = 0, False
        self._file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by `close`

    async def read(self, scope: Scope, receive: Receive) -> IO[bytes]:
        """Return the body, from its beginning.

        Raises:
            BodyRefused: it is too long (413), too slow (408), or too many come at once (503).

        Django's `RequestAborted` rises where whoever sent it went away.
        """
        self._network = network_of(scope)
        said = _header(scope, b"content-length")
        length = int(said) if said.isdigit() and len(said) < 20 else None
        limit, parts = await _limit(scope, length), _parts(receive)
        if length is not None and length > limit:
            await _discard(parts, min(length, DISCARDED))
            raise BodyRefused(413, limit)
        await self._take_all(parts, limit)
        self._file.seek(0)
        return self._file

    async def _take_all(self, parts: AsyncIterator[bytes], limit: int) -> None:
        async for part in parts:
            if self._length + len(part) > limit:
                await _discard(parts, DISCARDED)
                raise BodyRefused(413, limit)
            self._take(part)

    def _take(self, part: bytes) -> None:
        is_large = self._length + len(part) > settings.BODY_LIMIT
        if is_large and not self._is_large:  # all of it counts among the large ones from now on
            if not self._bodies.take(self._network, self._length, is_large=True):
                raise BodyRefused(503)
            self._bodies.give_back(self._network, self._length, is_large=False)
            self._is_large = True
        if not self._bodies.take(self._network, len(part), is_large=self._is_large):
            raise BodyRefused(503)
        self._length += len(part)
        self._file.write(part)

    def close(self) -> None:
        self._bodies.give_back(self._network, self._length, is_large=self._is_large)
        self._length = 0
        self._file.close()


def network_of(scope: Scope) -> str:
    """Return the widest network that a request certainly comes from, as limits count it."""
    request = HttpRequest()
    request.META = {
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "HTTP_X_FORWARDED_FOR": _header(scope, b"x-forwarded-for").replace("; ", ","),
    }
    return networks_of(client_address(request))[-1]


async def _limit(scope: Scope, length: int | None) -> int:
    """Return how many bytes a request may bring; who says that they work here must be signed in to bring more."""
    limit = limit_of(scope)
    is_small = length is not None and length <= settings.BODY_LIMIT
    if is_small or limit <= settings.BODY_LIMIT or not _is_for_staff(scope):
        return limit
    key = _cookies(scope)[settings.SESSION_COOKIE_NAME]
    is_open = await asyncio.to_thread(_is_session, key)
    return limit if is_open else int(settings.BODY_LIMIT)


def _is_session(key: str) -> bool:
    engine = import_module(settings.SESSION_ENGINE)
    try:
        return "_auth_user_id" in engine.SessionStore(key)
    except DatabaseError:
        return True  # nothing can be said; the view says what is wrong
    finally:
        connections.close_all()


def limit_of(scope: Scope) -> int:
    """Return how many bytes a request to this address may bring, as far as address and cookie tell."""
    for prefix, limit in settings.BODY_LIMITS.items():
        if scope["path"].startswith(prefix) and (
            not _is_for_staff(scope) or settings.SESSION_COOKIE_NAME in _cookies(scope)
        ):
            return int(limit)
    return int(settings.BODY_LIMIT)


def _is_for_staff(scope: Scope) -> bool:
    return str(scope["path"]).startswith(tuple(settings.BODY_LIMITS_WITH_SESSION))


def _cookies(scope: Scope) -> dict[str, str]:
    return parse_cookie(_header(scope, b"cookie"))


async def _parts(receive: Receive) -> AsyncIterator[bytes]:
    """Yield a body part by part.

    Raises:
        BodyRefused: nothing came for a while, or next to nothing.
        RequestAborted: whoever sent it went away.
    """
    is_more, for_this_time, until = True, 0, time.monotonic() + WINDOW
    while is_more:
        try:
            async with asyncio.timeout(WINDOW):
                message = await receive()
        except TimeoutError as error:
            raise BodyRefused(408) from error
        if message["type"] == "http.disconnect":
            raise RequestAborted
        part, is_more = message.get("body", b""), message.get("more_body", False)
        yield part
        for_this_time += len(part)
        if time.monotonic() > until:
            if for_this_time < LEAST:
                raise BodyRefused(408)
            for_this_time, until = 0, time.monotonic() + WINDOW


async def _discard(parts: AsyncIterator[bytes], most: int) -> None:
    """Read what is refused, as long as it comes as fast as what is taken."""
    with suppress(BodyRefused):
        async for part in parts:
            most -= len(part)
            if most < 0:
                return


def _header(scope: Scope, wanted: bytes) -> str:
    values = [value for name, value in scope["headers"] if name.lower() == wanted]
    return b"; ".join(values).decode("latin1")
