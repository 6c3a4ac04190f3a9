"""Keeps pages as ready bytes and answers with them, in front of everything else."""

import asyncio
import gzip
import hashlib
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from difflib import unified_diff
from functools import partial
from typing import Any

import brotli

from standfirst.lib.rsgi import Application, Bridge, Message, Scope, Send, asgi_scope
from standfirst.lib.shown import good_until
from standfirst.lib.stamps import noted, stamps

from .keys import Key, key_of
from .middleware import ASKED, KEPT, READ_AS_OF

MOST_BYTES = 64 * 1024 * 1024
"""That the pages of one process may have together, packed and not."""
_PACKED = ("text/", "application/json", "application/xml", "application/rss", "application/atom",
           "application/feed", "application/manifest", "application/ld", "image/svg")  # fmt: skip
_SMALLEST = 200  # bytes that are worth packing
_OF_ONE_ANSWER = {b"x-request-id", b"content-length", b"etag", b"last-modified"}

_PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "br": partial(brotli.compress, quality=4),
    "gzip": partial(gzip.compress, compresslevel=4, mtime=0),
}

_access_log = logging.getLogger("standfirst.access")


class Page:
    """One page: its bytes as they are sent, and since when they are good."""

    __slots__ = (
        "_bodies",
        "_etag",
        "_headers",
        "_is_packed",
        "_unchanged",
        "keys",
        "read_at",
        "size",
        "until",
        "words",
    )

    def __init__(
        self,
        headers: Iterable[tuple[bytes, bytes]],
        body: bytes,
        before: bytes,
        keys: frozenset[str],
        until: float,
    ) -> None:
        texts = [
            (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in headers
        ]
        self._etag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        texts.append(("etag", self._etag))
        kind = dict(texts).get("content-type", "")
        self._is_packed = len(body) > _SMALLEST and kind.startswith(_PACKED)
        self._bodies, self._headers = {"": body}, {"": texts}
        left_out = {"content-type", "content-language"}
        self._unchanged = [(name, value) for name, value in texts if name not in left_out]
        self.keys, self.words, self.until = keys, noted(before, keys), until
        # Of a replica nobody knows when it was as new as that.
        self.read_at = 0
        # Packed in both ways it takes about half as much again.
        self.size = len(body) + self._is_packed * (len(body) // 2) + 2_000

    @property
    def body(self) -> bytes:
        """As it is unpacked."""
        return self._bodies[""]

    def answer(self, scope: Any, proto: Any) -> None:  # noqa: ANN401 - the server's own
        """Send it, packed as the reader can take it, or say that they have it."""
        headers = scope.headers
        had = headers.get("if-none-match")
        if had and (self._etag in had or had == "*"):
            proto.response_empty(304, self._unchanged)
            return
        how = self.packed_for(headers.get("accept-encoding", ""))
        proto.response_bytes(200, self._headers[how], self._bodies[how])

    def packed_for(self, accepted: str) -> str:
        """Pack it as who accepts that is sent it, if it is not yet, and return how; that takes milliseconds, once."""
        if not self._is_packed:
            return ""
        how = "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""
        if how not in self._bodies:
            self._headers[how] = [*self._headers[""], ("content-encoding", how)]
            self._bodies[how] = _PACKERS[how](self.body)
        return how


class PageStore:
    """An RSGI application in front of an ASGI one."""

    def __init__(self, site: Application, *, checks: bool = False) -> None:
        self._site, self._checks = site, checks
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self.size = self.hits = self.misses = 0
        # What is being made: all words as they were before, and who waits for it.
        self._making: dict[Key, tuple[bytes, asyncio.Future[Page | None]]] = {}

    async def __rsgi__(self, scope: Any, proto: Any) -> None:  # noqa: ANN401 - the server's own
        """Answer one request."""
        if scope.proto != "http":
            return
        method = scope.method
        key = key_of(scope) if method in {"GET", "HEAD"} else None
        if key is not None:
            page = self._pages.get(key)
            if (
                page is not None
                and page.until > time.monotonic()
                and stamps().is_current(page.words, page.read_at)
            ):
                if self._checks:
                    await self._check(key, scope, page)
                page.answer(scope, proto)
                self.hits += 1
                if _access_log.isEnabledFor(logging.INFO):
                    told = {"method": method, "path": scope.path, "status": 200, "ms": 0.0}
                    _access_log.info("request", extra=told)
                return
            if method == "GET":
                await self._make(key, scope, proto)
                return
        asgi = asgi_scope(scope)
        bridge = Bridge(asgi, proto)
        await self._site(asgi, bridge.receive, bridge.send)

    def figures(self) -> dict[str, float]:
        """Return how it is doing, for metrics."""
        return {
            "page_store_hits_total": self.hits,
            "page_store_misses_total": self.misses,
            "page_store_bytes": self.size,
            "page_store_pages": len(self._pages),
        }

    async def _make(self, key: Key, scope: Any, proto: Any) -> None:  # noqa: ANN401
        """Answer with a page that was not there, made once for all who ask for it at the same time."""
        self.misses += 1
        before = stamps().now()
        if (making := self._making.get(key)) and making[0] == before:
            # Who waits may go away; whoever makes it, and the others who wait, go on.
            page = await asyncio.shield(making[1])
            if page is not None:
                page.answer(scope, proto)
                return
        done: asyncio.Future[Page | None] = asyncio.get_running_loop().create_future()
        self._making[key] = mine = before, done
        page = None
        try:
            page = await self._ask(key, scope, proto, before)
        finally:
            if self._making.get(key) is mine:
                del self._making[key]
            done.set_result(page)

    async def _ask(self, key: Key, scope: Any, proto: Any, before: bytes) -> Page | None:  # noqa: ANN401
        asgi, read_at = self._asked(key, scope), time.monotonic_ns()
        bridge = Bridge(asgi, proto)
        answer = _Held(asgi, bridge.send)
        await self._site(asgi, bridge.receive, answer.send)
        if not answer.is_held:
            return None
        read_as_of = asgi.get(READ_AS_OF, before)
        page = Page(answer.headers, answer.body, read_as_of, asgi[KEPT], good_until())
        if READ_AS_OF not in asgi:
            page.read_at = read_at
        # Some milliseconds, in which others are answered.
        await asyncio.to_thread(page.packed_for, scope.headers.get("accept-encoding", ""))
        self._keep(key, page)
        page.answer(scope, proto)
        return page

    async def _check(self, key: Key, scope: Any, page: Page) -> None:  # noqa: ANN401
        """Lay the page out once more and compare.

        Raises:
            AssertionError: it is another, though nothing is said to have changed.
        """
        asgi = self._asked(key, scope)
        answer = _Held(asgi, _nowhere)
        await self._site(asgi, _nothing, answer.send)
        if stamps().is_current(page.words) and (not answer.is_held or answer.body != page.body):
            now = answer.body.decode().splitlines()
            before = page.body.decode().splitlines()
            changes = "\n".join(unified_diff(before, now, "kept", "anew", n=0, lineterm=""))
            raise AssertionError(
                f"{key}, kept under {page.keys}, is another now:\n{changes[:4000]}"
            )

    def _asked(self, key: Key, scope: Any) -> Scope:  # noqa: ANN401
        """Return the request for a page that may be kept."""
        *_rest, query = key
        asgi = asgi_scope(scope)
        asgi["query_string"] = query.encode("latin-1", "replace")
        kept = self._pages.get(key)
        asgi[ASKED] = kept.keys if kept else frozenset()
        return asgi

    def _keep(self, key: Key, page: Page) -> None:
        if old := self._pages.pop(key, None):
            self.size -= old.size
        if page.size > MOST_BYTES // 8:
            return
        self._pages[key] = page
        self.size += page.size
        while self.size > MOST_BYTES:
            _key, oldest = self._pages.popitem(last=False)
            self.size -= oldest.size


class _Held:
    """An answer that is held back until it is whole, where it is to be kept; any other goes on at once."""

    def __init__(self, scope: Scope, onward: Send) -> None:
        self._scope, self._onward = scope, onward
        self._start: Message | None = None
        self.is_held, self.body = False, b""
        self.headers: list[tuple[bytes, bytes]] = []

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        elif self._start is not None and KEPT in self._scope and not message.get("more_body"):
            self.is_held, self.body = True, message.get("body", b"")
            self.headers = [
                (name, value)
                for name, value in self._start["headers"]
                if name.lower() not in _OF_ONE_ANSWER
            ]
        else:
            if self._start is not None:
                start, self._start = self._start, None
                await self._onward(start)
            await self._onward(message)


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _nowhere(message: Message) -> None:
    """Take an answer that nobody waits for."""
