"""Whoever waits hears of a change; whoever is slow or gone costs nothing."""

import asyncio
import threading
from contextlib import ExitStack

import pytest

from standfirst.lib import bus
from standfirst.lib.stamps import slot_of, stamps


def tell(key: str) -> None:
    stamps().change([key])


async def heard(news: bus.Subscription) -> frozenset[str]:
    return await asyncio.wait_for(anext(news), 5)


def test_a_change_told_in_a_thread_reaches_every_subscriber_of_its_key():
    async def hear() -> list[frozenset[str]]:
        with bus.subscribe(["thread:a"]) as one, bus.subscribe(["thread:a", "thread:b"]) as other:
            threading.Thread(target=tell, args=("thread:a",)).start()
            return [await heard(one), await heard(other)]

    assert asyncio.run(hear()) == [{"thread:a"}, {"thread:a"}]


def test_nobody_hears_of_other_keys():
    async def hear() -> frozenset[str]:
        with bus.subscribe(["thread:a"]) as news:
            tell("thread:b")
            tell("thread:a")
            return await heard(news)

    assert asyncio.run(hear()) == {"thread:a"}


def test_a_slow_subscriber_holds_keys_not_a_queue():
    async def hear() -> tuple[frozenset[str], int]:
        with bus.subscribe(["thread:a", "thread:b"]) as news:
            for _ in range(1000):
                tell("thread:a")
                tell("thread:b")
                bus._hubs[asyncio.get_running_loop()].look()
            return await heard(news), len(news._changed)

    assert asyncio.run(hear()) == ({"thread:a", "thread:b"}, 0)


def test_many_threads_lose_nothing():
    """Each subscriber, slow as it may be, hears after the last change."""
    total = 0

    def write() -> None:
        nonlocal total
        for _ in range(200):
            with lock:
                total += 1
            tell("thread:a")

    async def follow() -> int:
        with bus.subscribe(["thread:a"]) as news:
            seen = 0
            while seen < 800:
                await heard(news)
                with lock:
                    seen = total
            return seen

    async def everybody() -> list[int]:
        followers = [asyncio.create_task(follow()) for _ in range(50)]
        await asyncio.sleep(0)
        for _ in range(4):
            threading.Thread(target=write).start()
        return await asyncio.gather(*followers)

    lock = threading.Lock()
    assert asyncio.run(everybody()) == [800] * 50


def test_a_subscriber_that_is_cancelled_leaves_nothing_behind():
    async def leave() -> dict[str, object]:
        async def follow() -> None:
            with bus.subscribe(["thread:a"]) as news:
                await anext(news)

        task = asyncio.create_task(follow())
        await asyncio.sleep(0)
        hub = bus._hubs[asyncio.get_running_loop()]
        assert [key for _slot, key in hub.waiting] == ["thread:a"]
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return {**hub.waiting}

    assert asyncio.run(leave()) == {}


def test_waiting_too_long_loses_no_news():
    async def hear() -> frozenset[str]:
        with bus.subscribe(["thread:a"]) as news:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(anext(news), 0.001)
            tell("thread:a")
            return await heard(news)

    assert asyncio.run(hear()) == {"thread:a"}


def test_a_loop_that_ended_with_a_subscriber_in_it_does_not_fail_the_next_writer():
    loop = asyncio.new_event_loop()

    entered = ExitStack()

    async def forget() -> bus.Subscription:
        return entered.enter_context(bus.subscribe(["thread:a"]))

    kept = loop.run_until_complete(forget())
    loop.close()
    tell("thread:a")
    assert not kept._woken.is_set()
    entered.close()


def test_those_who_wait_for_other_keys_are_not_asked():
    async def hear() -> int:
        asked = 0

        def tell_one(self: object, key: str) -> None:
            nonlocal asked
            asked += 1

        class Counted(bus.Subscription):
            _tell = tell_one

        hub = bus._hubs.setdefault(asyncio.get_running_loop(), bus._Hub())
        for number in range(1000):
            # Two keys may share a word.
            if slot_of(f"thread:{number}") != slot_of("thread:7") or number == 7:
                hub.add(f"thread:{number}", Counted())
        tell("thread:7")
        hub.look()
        hub.look()
        return asked

    assert asyncio.run(hear()) == 1


def test_a_loop_in_which_nobody_waits_any_more_looks_no_longer():
    async def leave() -> object:
        with bus.subscribe(["thread:a"]):
            assert bus._hubs[asyncio.get_running_loop()]._next
        return bus._hubs[asyncio.get_running_loop()]._next

    assert asyncio.run(leave()) is None
