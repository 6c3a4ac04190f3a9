"""Streams are held open in front of Django: there they need no thread and no database connection.

Django answers `/live/…` like any page: who asks, may they, where do they stand. Its request is then
over; what goes on is this file.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from .limits import HEARTBEAT, LIFETIME, MOST_STREAMS, QUICKEST_RETURN, SLOWEST_RETURN
from .rooms import House, Room
from .sentences import Listener, event

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

PREFIX = "/live/"
# Where the view leaves a `Listener` for whom a stream is to be held open.
LISTENER = "standfirst.listener"
_NOT_OF_STREAMS = {b"content-length", b"etag"}


class Streams:
    """An ASGI application that holds streams open, and leaves everything else to `django`."""

    def __init__(self, django: Application, house: House | None = None) -> None:
        self.django = django
        self.house = house or House()
        self.open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self.django(scope, receive, send)
            return
        answer: list[Message] = []

        async def keep(message: Message) -> None:
            answer.append(message)

        await self.django(scope, receive, keep)
        listener: Listener | None = scope.pop(LISTENER, None)
        if listener is None:
            for message in answer:
                await send(message)
        elif refusal := self._refusal(listener):
            await _refuse(send, *refusal)
        else:
            await self._hold(listener, answer[0]["headers"], receive, send)

    def _refusal(self, listener: Listener) -> tuple[int, str] | None:
        with translation.override(listener.language):
            if self.open[listener.address_key] >= settings.STREAMS_PER_ADDRESS:
                return 429, _("Too many pages are open at this address. Reload to see what is new.")
            if self.house.is_closed or self.open.total() >= MOST_STREAMS:
                return 503, _(
                    "Very many people are reading at the moment. Reload to see what is new."
                )
        return None

    async def _hold(
        self, listener: Listener, headers: list[tuple[bytes, bytes]], receive: Receive, send: Send
    ) -> None:
        kept = [header for header in headers if header[0].lower() not in _NOT_OF_STREAMS]
        await send({"type": "http.response.start", "status": 200, "headers": kept})
        alarm = asyncio.Event()
        leaving = asyncio.create_task(_leave(receive, alarm))
        self.open[listener.address_key] += 1
        try:
            async with self.house.entered(listener.key, alarm) as room:
                with suppress(TimeoutError):
                    async with asyncio.timeout(LIFETIME):
                        await _tell(listener, room, alarm, leaving, send)
            if not leaving.done():
                await send({"type": "http.response.body", "body": b""})
        finally:
            leaving.cancel()
            self.open[listener.address_key] -= 1
            if not self.open[listener.address_key]:
                del self.open[listener.address_key]


async def _leave(receive: Receive, alarm: asyncio.Event) -> None:
    """End when the reader goes away."""
    while (await receive())["type"] != "http.disconnect":
        pass
    alarm.set()


async def _tell(
    listener: Listener,
    room: Room,
    alarm: asyncio.Event,
    leaving: "asyncio.Task[None]",
    send: Send,
) -> None:
    """Send what is new, and a sign of life where nothing is, until the reader goes."""
    pause = random.randint(1000 * QUICKEST_RETURN, 1000 * SLOWEST_RETURN)  # noqa: S311 - no secret
    await _send(send, f"retry: {pause}\n\n")
    before, last = None, ""
    while not leaving.done() and not room.has_failed:
        if room.news is not None:
            before = before or room.news
            with translation.override(listener.language):
                said = event(listener, room.news, before)
            if said != last:
                await _send(send, said)
                last = said
        alarm.clear()
        try:
            async with asyncio.timeout(HEARTBEAT):
                await alarm.wait()
        except TimeoutError:
            await _send(send, ":\n\n")


async def _send(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _refuse(send: Send, status: int, words: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words.encode()})
