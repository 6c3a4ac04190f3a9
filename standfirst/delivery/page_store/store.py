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
from http import HTTPStatus

import brotli

from standfirst.lib.http import QUERY_AS_ASKED
from standfirst.lib.http_server import Headers
from standfirst.lib.ready_answers import Asked, ReadyAnswer, is_had, packed_for
from standfirst.lib.serving import Application, Message, Receive, Scope, Send
from standfirst.lib.shown import good_until
from standfirst.lib.stamps import noted, stamps

from .keys import Key, key_of
from .middleware import ASKED, KEPT, KEPT_STATUSES, READ_AS_OF

MOST_BYTES = 64 * 1024 * 1024
"""That the pages of one process may have together, packed and not."""
_PACKED = (b"text/", b"application/json", b"application/xml", b"application/rss", b"application/atom",
           b"application/feed", b"application/manifest", b"application/ld", b"image/svg")  # fmt: skip
_SMALLEST = 200  # bytes that are worth packing
_OF_ONE_ANSWER = {b"x-request-id", b"content-length", b"etag", b"last-modified"}

_PACKERS: dict[bytes, Callable[[bytes], bytes]] = {
    b"br": partial(brotli.compress, quality=4),
    b"gzip": partial(gzip.compress, compresslevel=4, mtime=0),
}

_access_log = logging.getLogger("standfirst.access")


class Page:
    """One page: its answers, and since when they are good."""

    __slots__ = (
        "_answers",
        "_is_packed",
        "_mark",
        "_unchanged",
        "keys",
        "read_at",
        "size",
        "until",
        "words",
    )

    def __init__(
        self,
        status: int,
        headers: Iterable[tuple[bytes, bytes]],
        body: bytes,
        before: bytes,
        keys: frozenset[str],
        until: float,
    ) -> None:
        lines = [(name.lower(), value) for name, value in headers]
        # The mark of an address that leads on would say nothing of where to, and nobody may stay where it led before.
        self._mark: bytes | None = None
        if status == HTTPStatus.OK:
            self._mark = b'W/"%s"' % hashlib.blake2b(body, digest_size=12).hexdigest().encode()
            lines.append((b"etag", self._mark))
        kind = dict(lines).get(b"content-type", b"")
        self._is_packed = len(body) > _SMALLEST and kind.startswith(_PACKED)
        left_out = {b"content-type", b"content-language"}
        self._unchanged = ReadyAnswer(304, [it for it in lines if it[0] not in left_out], b"")
        # By how they are packed.
        self._answers = {b"": ReadyAnswer(status, [*lines, _length_of(body)], body)}
        self.keys, self.words, self.until = keys, noted(before, keys), until
        # Of a replica nobody knows when it was as new as that.
        self.read_at = 0
        # Packed in both ways it takes about half as much again.
        self.size = len(body) + self._is_packed * (len(body) // 2) + 2_000

    @property
    def whole(self) -> ReadyAnswer:
        """As it is unpacked."""
        return self._answers[b""]

    def answer(self, asked: Asked) -> ReadyAnswer:
        """Return it packed as the reader can take it, or that they have it."""
        if self._mark is not None and is_had(asked, self._mark):
            return self._unchanged
        return self._answers[self.pack(asked)]

    def pack(self, asked: Asked) -> bytes:
        """Pack it as who asks so is sent it, if it is not yet, and return how; that takes milliseconds, once."""
        how = packed_for(asked) if self._is_packed else b""
        if how not in self._answers:
            packed = _PACKERS[how](self.whole.body)
            headers = [*self.whole.headers[:-1], (b"content-encoding", how), _length_of(packed)]
            self._answers[how] = ReadyAnswer(self.whole.status, headers, packed)
        return how


def _length_of(body: bytes) -> tuple[bytes, bytes]:
    return b"content-length", b"%d" % len(body)


class PageStore:
    """An ASGI application in front of another; what it keeps it also has as it is sent (`http_server`)."""

    def __init__(self, site: Application, *, checks: bool = False) -> None:
        self._site, self._checks = site, checks
        self._site_at_once = getattr(site, "at_once", None)
        # Each answer is compared or noted: nothing is sent at once.
        self._is_watched = checks or _access_log.isEnabledFor(logging.INFO)
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self.size = self.hits = self.misses = 0
        # What is being made: all words as they were before, and who waits for it.
        self._making: dict[Key, tuple[bytes, asyncio.Future[Page | None]]] = {}

    def at_once(self, target: bytes, asked: Asked, more: Headers) -> bytes | None:
        """Return the answer to a GET as it is sent, with `more` headers, if it is kept.

        Args:
            target: path and query as they were asked for.
            asked: none came twice.
        """
        if self._is_watched:
            return None
        key = key_of(target, asked)
        page = self._current(key) if key is not None else None
        if page is None:
            return self._site_at_once(target, asked, more) if self._site_at_once else None
        self.hits += 1
        return page.answer(asked).as_sent(more)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        asked, method = dict(scope["headers"]), scope["method"]
        # A header that comes twice (of cookies, the one that tells who it is may be the first) is Django's to read.
        may_be_kept = method in {"GET", "HEAD"} and len(asked) == len(scope["headers"])
        key = key_of(_target(scope), asked) if may_be_kept else None
        if key is not None:
            page = self._current(key)
            if page is not None:
                if self._checks:
                    await self._check(key, scope, page)
                answer = page.answer(asked)
                await answer.send(send)
                self.hits += 1
                if _access_log.isEnabledFor(logging.INFO):
                    told = {
                        "method": method,
                        "path": scope["path"],
                        "status": answer.status,
                        "ms": 0.0,
                    }
                    _access_log.info("request", extra=told)
                return
            if method == "GET":
                await self._make(key, scope, asked, receive, send)
                return
        await self._site(scope, receive, send)

    def _current(self, key: Key) -> Page | None:
        page = self._pages.get(key)
        if (
            page is not None
            and page.until > time.monotonic()
            and stamps().is_current(page.words, page.read_at)
        ):
            return page
        return None

    def figures(self) -> dict[str, float]:
        """Return how it is doing, for metrics."""
        return {
            "page_store_hits_total": self.hits,
            "page_store_misses_total": self.misses,
            "page_store_bytes": self.size,
            "page_store_pages": len(self._pages),
        }

    async def _make(
        self, key: Key, scope: Scope, asked: Asked, receive: Receive, send: Send
    ) -> None:
        """Answer with a page that was not there, made once for all who ask for it at the same time."""
        self.misses += 1
        before = stamps().now()
        if (making := self._making.get(key)) and making[0] == before:
            # Who waits may go away; whoever makes it, and the others who wait, go on.
            page = await asyncio.shield(making[1])
            if page is not None:
                await page.answer(asked).send(send)
                return
        done: asyncio.Future[Page | None] = asyncio.get_running_loop().create_future()
        self._making[key] = mine = before, done

        def tell(page: Page | None = None) -> None:
            if self._making.get(key) is mine:
                del self._making[key]
            if not done.done():
                done.set_result(page)

        inner = self._inner(key, scope)
        # Whoever waits goes on before anything is sent: the reader who asked first may take it slowly.
        answer = _Held(inner, send, when_not_kept=tell)
        try:
            await self._site(inner, receive, answer.send)
            page = await self._kept(key, inner, answer, before, asked) if answer.is_held else None
            tell(page)
        finally:
            tell()
        if page is not None:
            await page.answer(asked).send(send)

    async def _kept(
        self, key: Key, inner: Scope, answer: "_Held", before: bytes, asked: Asked
    ) -> Page:
        read_as_of = inner.get(READ_AS_OF, before)
        page = Page(
            answer.status, answer.headers, answer.body, read_as_of, inner[KEPT], good_until()
        )
        if READ_AS_OF not in inner:
            page.read_at = answer.begun_at
        # Some milliseconds, in which others are answered.
        await asyncio.to_thread(page.pack, asked)
        self._keep(key, page)
        return page

    async def _check(self, key: Key, scope: Scope, page: Page) -> None:
        """Lay the page out once more and compare.

        Raises:
            AssertionError: it is another, though nothing is said to have changed.
        """
        inner = self._inner(key, scope)
        answer = _Held(inner, _nowhere)
        await self._site(inner, _nothing, answer.send)
        kept, anew = _shown(page.whole), _shown(answer)
        if stamps().is_current(page.words) and (not answer.is_held or anew != kept):
            now, before = anew.decode().splitlines(), kept.decode().splitlines()
            changes = "\n".join(unified_diff(before, now, "kept", "anew", n=0, lineterm=""))
            raise AssertionError(
                f"{key}, kept under {page.keys}, is another now:\n{changes[:4000]}"
            )

    def _inner(self, key: Key, scope: Scope) -> Scope:
        """Return the request for a page that may be kept."""
        *_rest, query = key
        kept = self._pages.get(key)
        return {
            **scope,
            "query_string": query,
            QUERY_AS_ASKED: scope["query_string"].decode("latin-1"),
            ASKED: kept.keys if kept else frozenset(),
        }

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

    def __init__(
        self, scope: Scope, onward: Send, when_not_kept: Callable[[], object] = lambda: None
    ) -> None:
        self._scope, self._onward, self._when_not_kept = scope, onward, when_not_kept
        self.begun_at = time.monotonic_ns()
        self._start: Message | None = None
        self.is_held, self.status, self.body = False, 0, b""
        self.headers: list[tuple[bytes, bytes]] = []

    async def send(self, message: Message) -> None:
        start = self._start
        if message["type"] == "http.response.start":
            self._start = message
        # Middleware around the page may have made another answer of it.
        elif start and start["status"] in KEPT_STATUSES and self._is_whole(message):
            self.is_held, self.body = True, message.get("body", b"")
            self.status = start["status"]
            self.headers = [
                (name, value)
                for name, value in start["headers"]
                if name.lower() not in _OF_ONE_ANSWER
            ]
        else:
            self._when_not_kept()
            if self._start is not None:
                start, self._start = self._start, None
                await self._onward(start)
            await self._onward(message)

    def _is_whole(self, message: Message) -> bool:
        return KEPT in self._scope and not message.get("more_body")


def _shown(answer: "ReadyAnswer | _Held") -> bytes:
    """Return all that a reader sees of an answer: where it leads, too."""
    leads_to = next((value for name, value in answer.headers if name.lower() == b"location"), b"")
    return b"%d %s\n%s" % (answer.status, leads_to, answer.body)


def _target(scope: Scope) -> bytes:
    path, query = scope["raw_path"], scope["query_string"]
    return bytes(path + b"?" + query if query else path)


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _nowhere(message: Message) -> None:
    """Take an answer that nobody waits for."""
