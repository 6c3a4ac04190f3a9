"""Keeps pages as ready bytes and answers with them, in front of everything else."""

import asyncio
import gzip
import hashlib
import time
from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import brotli
from django.utils import timezone

from standfirst.lib.rsgi import Application, Bridge, Message, Scope, asgi_scope
from standfirst.lib.stamps import Noted, noted, stamps

from .keys import Key, key_of
from .middleware import ASKED, KEPT

MOST_BYTES = 64 * 1024 * 1024
"""That the pages of one process may have together, packed and not."""
LONGEST_LIFE = 60.0
"""Seconds; what happens by the clock alone (a discussion closes) is seen after as long at the latest."""
_PACKED = ("text/", "application/json", "application/xml", "application/rss", "application/atom",
           "application/feed", "application/manifest", "application/ld", "image/svg")  # fmt: skip
_SMALLEST = 200  # bytes that are worth packing
_OF_ONE_ANSWER = {b"x-request-id", b"content-length", b"etag", b"last-modified"}

Headers = list[tuple[str, str]]


class Page:
    """One page: its bytes as they are sent, and since when they are good."""

    __slots__ = ("_bodies", "_etag", "_headers", "_unchanged", "size", "until", "words")

    def __init__(
        self, headers: Iterable[tuple[bytes, bytes]], body: bytes, words: Noted, until: float
    ) -> None:
        texts = [
            (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in headers
        ]
        self._etag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        texts.append(("etag", self._etag))
        kind = dict(texts).get("content-type", "")
        bodies = {"": body}
        if len(body) > _SMALLEST and kind.startswith(_PACKED):
            bodies |= {
                "br": brotli.compress(body, quality=4),
                "gzip": gzip.compress(body, 4, mtime=0),
            }
        self._bodies = bodies
        self._headers = {
            name: [*texts, *([("content-encoding", name)] if name else [])] for name in bodies
        }
        left_out = {"content-type", "content-language"}
        self._unchanged = [(name, value) for name, value in texts if name not in left_out]
        self.words, self.until = words, until
        self.size = sum(map(len, bodies.values())) + 2_000

    def answer(self, scope: Any, proto: Any) -> None:  # noqa: ANN401 - the server's own
        """Send it, packed as the reader can take it, or say that they have it."""
        headers = scope.headers
        had = headers.get("if-none-match")
        if had and (self._etag in had or had == "*"):
            proto.response_empty(304, self._unchanged)
            return
        accepted, how = headers.get("accept-encoding", ""), ""
        if accepted and len(self._bodies) > 1:
            how = "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""
        proto.response_bytes(200, self._headers[how], self._bodies[how])


class PageStore:
    """An RSGI application in front of an ASGI one."""

    def __init__(self, site: Application, *, checks: bool = False) -> None:
        self._site, self._checks = site, checks
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._size = 0
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
                and stamps().is_current(page.words)
            ):
                page.answer(scope, proto)
                return
            if method == "GET":
                await self._make(key, scope, proto)
                return
        asgi = asgi_scope(scope)
        bridge = Bridge(asgi, proto)
        await self._site(asgi, bridge.receive, bridge.send)

    async def _make(self, key: Key, scope: Any, proto: Any) -> None:  # noqa: ANN401
        """Answer with a page that was not there, made once for all who ask for it at the same time."""
        known = stamps()
        before = known.now()
        if (making := self._making.get(key)) and making[0] == before:
            page = await making[1]
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
        asgi = asgi_scope(scope)
        asgi["query_string"] = key.query.encode("latin-1", "replace")
        asgi[ASKED] = True
        bridge, answer = Bridge(asgi, proto), _Held()
        answer.onward = bridge.send
        await self._site(asgi, bridge.receive, lambda message: answer.send(message, asgi))
        if not answer.is_held:
            return None
        page = Page(answer.headers, answer.body, noted(before, asgi[KEPT]), _until())
        self._keep(key, page)
        page.answer(scope, proto)
        return page

    def _keep(self, key: Key, page: Page) -> None:
        if old := self._pages.pop(key, None):
            self._size -= old.size
        if page.size > MOST_BYTES // 8:
            return
        self._pages[key] = page
        self._size += page.size
        while self._size > MOST_BYTES:
            _key, oldest = self._pages.popitem(last=False)
            self._size -= oldest.size


class _Held:
    """An answer that is held back until it is whole, where it is to be kept; any other goes on at once."""

    onward: Any

    def __init__(self) -> None:
        self._start: Message | None = None
        self.is_held, self.headers, self.body = False, [], b""

    async def send(self, message: Message, scope: Scope) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        elif self._start is not None and KEPT in scope and not message.get("more_body"):
            self.is_held, self.body = True, message.get("body", b"")
            self.headers = [
                (name, value)
                for name, value in self._start["headers"]
                if name.lower() not in _OF_ONE_ANSWER
            ]
        else:
            if self._start is not None:
                start, self._start = self._start, None
                await self.onward(start)
            await self.onward(message)


def _until() -> float:
    """When a page that is made now is made anew in any case: within a minute, and at the newsroom's midnight."""
    now = timezone.localtime()
    midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), now.tzinfo)
    return time.monotonic() + min(LONGEST_LIFE, (midnight - now).total_seconds())
