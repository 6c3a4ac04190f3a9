"""Django behind ASGI: each request is answered whole in one of a few threads that stay.

Django's own ASGI handler enters a thread and leaves it again for every middleware, and opens a
database connection for every request. Pages need neither: here a request costs one change of
thread, and a thread keeps its connection.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import IO, Any
from urllib.parse import urlsplit

from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.signals import request_started
from django.db import close_old_connections, connections
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

from . import metrics
from .bodies import Bodies, BodyRefused
from .http import body_refused

# More would wait for the interpreter, not for the database.
THREADS = 8
_PATIENCE = 0.1
"""Seconds after which a request no longer waits for the one before it."""
TAKES_WITHIN = 30
"""Seconds in which a reader must take something of an answer that is sent in parts."""

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Body = IO[bytes]


class ThreadedDjango(ASGIHandler):
    """Views and middleware that do not wait for anything but the database."""

    def __init__(self) -> None:
        # Not the parent's: it would make every middleware wait for a thread of its own.
        self.load_middleware(is_async=False)
        self._bodies = Bodies()
        # Threads share the interpreter: of two pages that are made at once, both take twice as long.
        self._usual = ThreadPoolExecutor(1, thread_name_prefix="pages")
        self._others = ThreadPoolExecutor(THREADS - 1, thread_name_prefix="pages")

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:  # noqa: ANN401
        """Answer one request; a body that never came whole is answered by nothing."""
        with self._bodies.reading() as reading:
            answer: Callable[[], list[Message] | _Streamed]
            try:
                answer = partial(self._answer, scope, await reading.read(scope, receive))
            except RequestAborted:
                return
            except BodyRefused as refusal:
                answer = partial(self._refuse, scope, refusal)
            answered = await self._in_turn(answer)
            if isinstance(answered, _Streamed):
                await self._stream(answered, send)
                return
            for message in answered:
                await send(message)

    def try_out(self, path: str, *, origin: str) -> int:
        """Have a page made in this thread as for a reader whom nobody knows, and return its status.

        Args:
            path: of an address without a query.
            origin: scheme and host that it is asked for by, like `https://paper.example`.
        """
        parts = urlsplit(origin)
        headers = [(b"host", parts.netloc.encode()), (b"x-forwarded-proto", parts.scheme.encode())]
        scope: Scope = {
            "type": "http", "http_version": "1.1", "method": "GET", "scheme": parts.scheme,
            "path": path, "query_string": b"", "root_path": "", "headers": headers,
            "client": ("127.0.0.1", 0), "server": ("127.0.0.1", 0),
        }  # fmt: skip
        with metrics.not_counted():
            answered = self._answer(scope, BytesIO())
        if isinstance(answered, _Streamed):
            answered.response.close()
            return int(answered.response.status_code)
        return int(answered[0]["status"])

    async def _stream(self, streamed: "_Streamed", send: Send) -> None:
        """Send part after part as the reader takes them: whoever reads slowly holds up no page."""
        loop, response = asyncio.get_running_loop(), streamed.response
        # A file is read by any thread; what asks the database is made by one alone.
        is_file = isinstance(response, FileResponse)
        threads = self._others if is_file else ThreadPoolExecutor(1, "streamed")
        parts = iter(response)
        try:
            await _taken(send(streamed.start))
            while (part := await loop.run_in_executor(threads, next, parts, None)) is not None:
                await _taken(send({"type": "http.response.body", "body": part, "more_body": True}))
            await _taken(send({"type": "http.response.body", "body": b""}))
        except TimeoutError:
            return  # the server ends a connection whose answer is not finished
        finally:
            await loop.run_in_executor(threads, response.close)
            if not is_file:
                await loop.run_in_executor(threads, connections.close_all)
                threads.shutdown(wait=False)

    async def _in_turn(
        self, answer: "Callable[[], list[Message] | _Streamed]"
    ) -> "list[Message] | _Streamed":
        """Answer one after the other in one thread; in another where the one before waits for somebody else."""
        usual = self._usual.submit(answer)
        answered = asyncio.wrap_future(usual)
        done, _waiting = await asyncio.wait([answered], timeout=_PATIENCE)
        if done or not usual.cancel():
            return await answered
        return await asyncio.get_running_loop().run_in_executor(self._others, answer)

    def _refuse(self, scope: Scope, refusal: BodyRefused) -> list[Message]:
        """Return a page that says why a body was not taken; nothing of it, nor of the request, is looked at."""
        response = body_refused(refusal.status, limit=refusal.limit)
        return [start_of(response), {"type": "http.response.body", "body": response.content}]

    def _answer(self, scope: Scope, body: Body) -> "list[Message] | _Streamed":
        """Return what is to be sent: all of it, or what it is to be made of, part after part."""
        set_script_prefix(get_script_prefix(scope))
        request_started.send(sender=self.__class__, scope=scope)
        request, refusal = self.create_request(scope, body)
        response: Any = self.get_response(request) if request else refusal
        start = start_of(response)
        if response.streaming:
            if isinstance(response, FileResponse):
                response.block_size = self.chunk_size
            # What this thread asked with goes back now: the answer ends in another thread, perhaps much later.
            close_old_connections()
            return _Streamed(start, response)
        try:
            return [start, {"type": "http.response.body", "body": response.content}]
        finally:
            response.close()


@dataclass(frozen=True, slots=True)
class _Streamed:
    """An answer that is made while it is sent."""

    start: Message
    response: Any


async def _taken(sent: Awaitable[None]) -> None:
    """Wait until the reader has taken what was sent before; `TimeoutError` rises if they take nothing."""
    async with asyncio.timeout(TAKES_WITHIN):
        await sent


def start_of(response: HttpResponseBase) -> Message:
    """Return the head of an answer, with its length where nothing is sent in parts."""
    headers = [(name.encode("ascii"), value.encode("latin1")) for name, value in response.items()]
    has_none = response.status_code in {204, 304} or response.has_header("Content-Length")
    if isinstance(response, HttpResponse) and not has_none:
        headers.append((b"Content-Length", b"%d" % len(response.content)))
    headers += [
        (b"Set-Cookie", cookie.output(header="").strip().encode("ascii"))
        for cookie in response.cookies.values()
    ]
    return {
        "type": "http.response.start",
        "status": response.status_code,
        "headers": headers,
    }
