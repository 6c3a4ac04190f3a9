"""Django behind ASGI: each request is answered whole in one of a few threads that stay.

Django's own ASGI handler enters a thread and leaves it again for every middleware, and opens a
database connection for every request. Pages need neither: here a request costs one change of
thread, and a thread keeps its connection.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import IO, Any

from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.signals import request_started
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

from .bodies import Bodies, BodyRefused
from .http import body_refused

# More would wait for the interpreter, not for the database.
THREADS = 8

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
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="pages")

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:  # noqa: ANN401
        """Answer one request; a body that never came whole is answered by nothing."""
        with self._bodies.reading() as reading:
            try:
                answer = partial(self._answer, scope, await reading.read(scope, receive))
            except RequestAborted:
                return
            except BodyRefused as refusal:
                answer = partial(self._refuse, scope, refusal)
            loop = asyncio.get_running_loop()

            def send_from_thread(message: Message) -> None:
                asyncio.run_coroutine_threadsafe(_await(send(message)), loop).result()

            for message in await loop.run_in_executor(self._threads, answer, send_from_thread):
                await send(message)

    def _refuse(
        self, scope: Scope, refusal: BodyRefused, send: Callable[[Message], None]
    ) -> list[Message]:
        """Return a page that says why a body was not taken; nothing of it, nor of the request, is looked at."""
        response = body_refused(refusal.status, limit=refusal.limit)
        return [_start_of(response), {"type": "http.response.body", "body": response.content}]

    def _answer(self, scope: Scope, body: Body, send: Callable[[Message], None]) -> list[Message]:
        """Return what is left to send: all of it, unless the answer streams and was sent from here."""
        set_script_prefix(get_script_prefix(scope))
        request_started.send(sender=self.__class__, scope=scope)
        request, refusal = self.create_request(scope, body)
        response: Any = self.get_response(request) if request else refusal
        try:
            start = _start_of(response)
            if not response.streaming:
                return [start, {"type": "http.response.body", "body": response.content}]
            if isinstance(response, FileResponse):
                response.block_size = self.chunk_size
            send(start)
            for part in response:
                send({"type": "http.response.body", "body": part, "more_body": True})
            return [{"type": "http.response.body", "body": b""}]
        finally:
            response.close()


async def _await(sent: Awaitable[None]) -> None:
    await sent


def _start_of(response: HttpResponseBase) -> Message:
    headers = [(name.encode("ascii"), value.encode("latin1")) for name, value in response.items()]
    headers += [
        (b"Set-Cookie", cookie.output(header="").strip().encode("ascii"))
        for cookie in response.cookies.values()
    ]
    return {
        "type": "http.response.start",
        "status": response.status_code,
        "headers": headers,
    }
