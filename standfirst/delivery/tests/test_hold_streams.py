"""Streams are held open at little cost, and end when they should."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from django.db import OperationalError
from django.test import override_settings

from standfirst.delivery.live import rooms, streams
from standfirst.delivery.live.rooms import House
from standfirst.delivery.live.sentences import Listener
from standfirst.delivery.live.streams import LISTENER, Send, Streams
from standfirst.delivery.queries.news import Recent, ThreadNews
from standfirst.lib import bus
from standfirst.lib.stamps import stamps


class Thread:
    """A thread to read, which counts how often it was."""

    def __init__(self) -> None:
        self.count = self.reads = 0
        self.fails = 0

    def read(self, key: str) -> ThreadNews:
        self.reads += 1
        if self.fails:
            self.fails -= 1
            raise OperationalError("database is locked")
        comments = range(self.count, 0, -1)
        return ThreadNews(
            self.count, tuple(Recent(n, n, "", None, None, None, None) for n in comments)
        )

    def add_comment(self) -> None:
        self.count += 1
        stamps().change(["thread:article-1"])


class Reader:
    """One connection: what came over it, and when its reader leaves."""

    def __init__(self, application: Streams, address: str = "") -> None:
        self.got: list[dict[str, Any]] = []
        self.has_left = asyncio.Event()
        scope = {"type": "http", "path": "/live/article-1/", "address": address}
        self.task = asyncio.create_task(application(scope, self.receive, self.send))

    async def receive(self) -> dict[str, Any]:
        await self.has_left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        self.got.append(message)

    @property
    def status(self) -> int:
        return self.got[0]["status"] if self.got else 0

    @property
    def text(self) -> str:
        return b"".join(message.get("body", b"") for message in self.got).decode()


async def let_in(scope: dict[str, Any], receive: object, send: Send) -> None:
    """Answer as Django does where the view left a listener."""
    scope[LISTENER] = Listener("article-1", since=0, address_key=scope["address"])
    headers = [(b"content-type", b"text/event-stream"), (b"content-length", b"14")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"retry: 60000\n\n"})


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():
            await asyncio.sleep(0.001)


def play(scene: Callable[[Thread, Streams], Coroutine[Any, Any, None]]) -> None:
    async def played() -> None:
        thread = Thread()
        await scene(thread, Streams(let_in, House(thread.read)))

    asyncio.run(played())


def test_a_comment_reaches_a_thousand_readers_and_is_read_once():
    async def scene(thread: Thread, application: Streams) -> None:
        readers = [Reader(application, str(number)) for number in range(1000)]
        await until(lambda: all('"count": "0"' in reader.text for reader in readers))
        thread.add_comment()
        await until(lambda: all('"said": "1 new comment"' in reader.text for reader in readers))
        assert thread.reads == 2

    play(scene)


def test_what_is_written_faster_than_can_be_told_is_told_together():
    async def scene(thread: Thread, application: Streams) -> None:
        reader = Reader(application)
        await until(lambda: "changed" in reader.text)
        for _ in range(200):
            thread.add_comment()
            await asyncio.sleep(0)
        await until(lambda: '"count": "200"' in reader.text)
        assert thread.reads <= 4

    play(scene)


def test_a_change_that_readers_do_not_see_is_not_told():
    async def scene(thread: Thread, application: Streams) -> None:
        reader = Reader(application)
        await until(lambda: "changed" in reader.text)
        stamps().change(["thread:article-1"])
        await until(lambda: thread.reads == 2)
        await asyncio.sleep(0)
        assert reader.text.count("event: changed") == 1

    play(scene)


def test_a_reader_who_leaves_leaves_nothing_behind():
    async def scene(thread: Thread, application: Streams) -> None:
        reader = Reader(application, "home")
        await until(lambda: "changed" in reader.text)
        reader.has_left.set()
        await reader.task
        await asyncio.sleep(0)
        assert (application.house.rooms, dict(application.open)) == ({}, {})
        assert bus._hubs[asyncio.get_running_loop()].waiting == {}
        assert len(asyncio.all_tasks()) == 1

    play(scene)


def test_a_stream_says_nothing_of_its_length():
    async def scene(thread: Thread, application: Streams) -> None:
        reader = Reader(application)
        await until(lambda: reader.status == 200)
        assert reader.got[0]["headers"] == [(b"content-type", b"text/event-stream")]

    play(scene)


def test_silence_is_broken_before_a_proxy_hangs_up(monkeypatch: pytest.MonkeyPatch):
    async def scene(thread: Thread, application: Streams) -> None:
        reader = Reader(application)
        await until(lambda: reader.text.endswith(":\n\n:\n\n"))
        assert thread.reads == 1

    monkeypatch.setattr(streams, "HEARTBEAT", 0.01)
    play(scene)


def test_a_stream_ends_after_its_time(monkeypatch: pytest.MonkeyPatch):
    async def scene(thread: Thread, application: Streams) -> None:
        reader = Reader(application)
        await reader.task
        assert reader.got[-1] == {"type": "http.response.body", "body": b""}

    monkeypatch.setattr(streams, "LIFETIME", 0.05)
    play(scene)


def test_one_address_holds_so_many_streams_and_is_told_in_words():
    async def scene(thread: Thread, application: Streams) -> None:
        held = [Reader(application, "school") for _ in range(2)]
        await until(lambda: all(reader.status == 200 for reader in held))
        third, elsewhere = Reader(application, "school"), Reader(application, "home")
        await until(lambda: bool(third.text) and elsewhere.status == 200)
        assert third.status == 429
        assert "Too many pages are open" in third.text
        held[0].has_left.set()
        await held[0].task
        again = Reader(application, "school")
        await until(lambda: again.status == 200)

    with override_settings(STREAMS_PER_ADDRESS=2):
        play(scene)


def test_all_streams_end_with_the_server_and_none_begins():
    async def scene(thread: Thread, application: Streams) -> None:
        readers = [Reader(application, str(number)) for number in range(50)]
        await until(lambda: all("changed" in reader.text for reader in readers))
        application.house.close()
        await asyncio.wait_for(asyncio.gather(*(reader.task for reader in readers)), 5)
        assert all(reader.got[-1]["body"] == b"" for reader in readers)
        late = Reader(application)
        await late.task
        assert late.status == 503

    play(scene)


def test_a_database_that_is_busy_is_asked_again(monkeypatch: pytest.MonkeyPatch):
    async def scene(thread: Thread, application: Streams) -> None:
        thread.fails = 2
        reader = Reader(application)
        await until(lambda: '"count": "0"' in reader.text)
        assert thread.reads == 3

    monkeypatch.setattr(rooms, "PACE", 0.001)
    play(scene)


def test_who_is_in_a_room_that_broke_down_is_sent_home_to_come_anew():
    async def scene(thread: Thread, application: Streams) -> None:
        def break_down(key: str) -> ThreadNews:
            raise ValueError(key)

        application.house = House(break_down)
        reader = Reader(application)
        await asyncio.wait_for(reader.task, 5)
        assert "changed" not in reader.text

    play(scene)


def test_what_django_refuses_is_passed_on_as_it_is():
    async def refuse(scope: dict[str, Any], receive: object, send: Send) -> None:
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b"Not here"})

    async def scene(thread: Thread, application: Streams) -> None:
        application.django = refuse
        reader = Reader(application)
        await reader.task
        assert (reader.status, reader.text, thread.reads) == (404, "Not here", 0)

    play(scene)
