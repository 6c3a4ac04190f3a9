"""One room for each thread that somebody follows: it looks once for all who are in it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from django.db import DatabaseError, close_old_connections

from standfirst.delivery.queries.news import ThreadNews, news_of
from standfirst.lib import bus

from .limits import PACE

log = logging.getLogger("standfirst.live")
Read = Callable[[str], ThreadNews]


def read_news(key: str) -> ThreadNews:
    """Read in a thread of the pool, which keeps no connection of its own."""
    try:
        return news_of(key)
    finally:
        close_old_connections()


class Room:
    """The news of one thread, and the alarm of everybody who waits for them."""

    def __init__(self, key: str, read: Read) -> None:
        self.news: ThreadNews | None = None
        self.alarms: set[asyncio.Event] = set()
        self._key, self._read = key, read
        self._task = asyncio.create_task(self._follow())

    @property
    def has_failed(self) -> bool:
        """Whether no news will come any more: who is inside had better come anew."""
        return self._task.done()

    def close(self) -> None:
        """Follow the thread no longer."""
        self._task.cancel()

    async def _follow(self) -> None:
        try:
            with bus.subscribe([f"thread:{self._key}"]) as changes:
                await self._look()
                async for _keys in changes:
                    await asyncio.sleep(PACE if await self._look() else 0)
        finally:
            self._wake()

    async def _look(self) -> bool:
        """Read the news, and wake everybody if there are any; a database that is busy is asked again."""
        while True:
            try:
                news = await asyncio.to_thread(self._read, self._key)
                break
            except DatabaseError:
                log.warning("live_news_postponed", extra={"key": self._key})
                await asyncio.sleep(10 * PACE)
        if news == self.news:
            return False
        self.news = news
        self._wake()
        return True

    def _wake(self) -> None:
        for alarm in self.alarms:
            alarm.set()


class House:
    """All rooms of one event loop; a room is there while somebody is in it."""

    def __init__(self, read: Read = read_news) -> None:
        self.rooms: dict[str, Room] = {}
        self.is_closed = False
        self._read = read

    def close(self) -> None:
        """Send everybody home."""
        self.is_closed = True
        for room in self.rooms.values():
            room.close()

    @asynccontextmanager
    async def entered(self, key: str, alarm: asyncio.Event) -> AsyncIterator[Room]:
        """Stay in the thread's room until the block ends; `alarm` rings whenever there are news."""
        room = self.rooms.get(key)
        if room is None or room.has_failed:
            room = self.rooms[key] = Room(key, self._read)
        room.alarms.add(alarm)
        try:
            yield room
        finally:
            room.alarms.discard(alarm)
            if not room.alarms:
                room.close()
                if self.rooms.get(key) is room:
                    del self.rooms[key]
