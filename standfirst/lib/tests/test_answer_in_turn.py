"""Requests are answered one after the other, unless the one before waits for somebody else."""

import asyncio
import threading

from standfirst.lib.serving import ThreadedDjango


def test_requests_are_answered_one_after_the_other_in_one_thread():
    answering, seen = ThreadedDjango(), []

    def answer() -> list[dict[str, object]]:
        seen.append(threading.current_thread().name)
        return []

    async def ask_many() -> None:
        await asyncio.gather(*(answering._in_turn(answer) for _ in range(20)))

    asyncio.run(ask_many())
    assert len(seen) == 20
    assert len(set(seen)) == 1


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
