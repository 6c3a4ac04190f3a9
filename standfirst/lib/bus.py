"""What changed, told at once to whoever waits for it: `changes.tell` says it, `subscribe` hears it.

Keys are words like `thread:article-8`. News are the words of a key in the stamps file (`stamps.py`): whoever
changes one has told every process of this machine. A process in which somebody waits looks at the file some
forty times a second, and finds what has changed since it looked before. Callers rely on this:

- any thread of any process may tell; it waits for no subscriber and fails because of none;
- news say only *that* something changed; who wants to know what, reads it anew, so news may be merged, or be
  told for nothing (two keys may share a word), but are never lost: what is told after `subscribe` was entered
  is heard, however long a process was held up meanwhile;
- a slow subscriber holds a set of keys, not a queue;
- a subscriber that is gone leaves nothing behind.

Source: docs/decisions/0006-news-on-an-open-page.md
"""

import asyncio
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from weakref import WeakKeyDictionary

from .stamps import slot_of, stamps

LOOK_EVERY = 0.025
"""Seconds; a look at a file in which nothing changed takes some millionths of one."""


class Subscription:
    """Keys that changed, for one task: each `async for` step gives all since the step before."""

    def __init__(self) -> None:
        self._changed: set[str] = set()
        self._woken = asyncio.Event()

    def __aiter__(self) -> "Subscription":
        return self

    async def __anext__(self) -> frozenset[str]:
        """Wait for news; cancelling this loses none."""
        await self._woken.wait()
        changed = frozenset(self._changed)
        self._changed.clear()
        self._woken.clear()
        return changed

    def _tell(self, key: str) -> None:
        self._changed.add(key)
        self._woken.set()


class _Hub:
    """The subscribers of one event loop, touched in its thread only; it looks while there are any."""

    def __init__(self) -> None:
        self.waiting: dict[tuple[int, str], set[Subscription]] = {}
        self._seen = memoryview(b"")
        self._next: asyncio.TimerHandle | None = None

    def look(self) -> None:
        """Tell all whose words are others than when this looked before."""
        now = memoryview(stamps().now()).cast("Q")
        if now.obj is not self._seen.obj:
            before, self._seen = self._seen, now
            for (slot, key), subscriptions in self.waiting.items():
                if now[slot] != before[slot]:
                    for subscription in subscriptions:
                        subscription._tell(key)

    def add(self, key: str, subscription: Subscription) -> None:
        if self._next is None:
            self._seen = memoryview(stamps().now()).cast("Q")
            self._look_later()
        self.waiting.setdefault((slot_of(key), key), set()).add(subscription)

    def drop(self, key: str, subscription: Subscription) -> None:
        named = slot_of(key), key
        self.waiting[named].discard(subscription)
        if not self.waiting[named]:
            del self.waiting[named]
        if not self.waiting and self._next:
            self._next.cancel()
            self._next = None

    def _look_later(self) -> None:
        self._next = asyncio.get_running_loop().call_later(LOOK_EVERY, self._look_again)

    def _look_again(self) -> None:
        self._look_later()
        self.look()


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, _Hub] = WeakKeyDictionary()


@contextmanager
def subscribe(keys: Iterable[str]) -> Iterator[Subscription]:
    """Hear of changes of `keys` until the block ends; inside a running event loop.

    Read what you show after entering the block: then nothing falls between.
    """
    hub = _hubs.setdefault(asyncio.get_running_loop(), _Hub())
    subscription, wanted = Subscription(), frozenset(keys)
    for key in wanted:
        hub.add(key, subscription)
    try:
        yield subscription
    finally:
        for key in wanted:
            hub.drop(key, subscription)


# In a process that was forked off, those who wait are the parent's.
os.register_at_fork(after_in_child=_hubs.clear)
