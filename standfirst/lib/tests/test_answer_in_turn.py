"""Requests are answered one after the other, unless the one before waits for somebody else."""

import asyncio
import threading
import time

import pytest

from standfirst.lib import serving
from standfirst.lib.serving import ThreadedDjango


def test_requests_are_answered_one_after_the_other_in_one_thread(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(serving, "_PATIENCE", 60)  # however busy the machine is
    answering, is_busy, threads = ThreadedDjango(), threading.Lock(), set()

    def answer() -> list[dict[str, object]]:
        assert is_busy.acquire(blocking=False), "two were answered at once"
        time.sleep(0.002)
        threads.add(threading.current_thread().name)
        is_busy.release()
        return []

    async def ask_many() -> list[object]:
        return await asyncio.gather(*(answering._in_turn(answer) for _ in range(20)))

    assert asyncio.run(ask_many()) == [[]] * 20
    assert len(threads) == 1


def test_a_request_that_waits_for_somebody_else_holds_up_no_other():
    answering, is_paid = ThreadedDjango(), threading.Event()

    def pay() -> list[dict[str, object]]:
        assert is_paid.wait(20)
        return [{"type": "paid"}]

    def read() -> list[dict[str, object]]:
        return [{"type": "read"}]

    async def ask_both() -> list[dict[str, object]]:
        paying = asyncio.create_task(answering._in_turn(pay))
        await asyncio.sleep(0)
        read_ones = [await answering._in_turn(read) for _ in range(3)]
        assert not paying.done()
        is_paid.set()
        return [*read_ones, await paying]

    assert asyncio.run(ask_both()) == [[{"type": "read"}]] * 3 + [[{"type": "paid"}]]
