"""What changed, told at once to whoever waits for it: two calls, `publish` and `subscribe`.

Keys are words like `thread:article-8`. This transport stays inside one process. Another one (several
processes, several machines) must keep what callers rely on:

- `publish` may be called from any thread, never waits for a subscriber and never fails because of one;
- news say only *that* something changed; who wants to know what, reads it anew, so news may be merged
  but never lost: what is published after `subscribe` was entered is told;
- a slow subscriber holds a set of keys, not a queue;
- a subscriber that is gone leaves nothing behind.

Source: docs/decisions/0006-news-on-an-open-page.md
"""

import asyncio
import contextlib
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from weakref import WeakKeyDictionary


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
    """The subscribers of one event loop: touched in its thread only, save for `due`."""

    def __init__(self) -> None:
        self.waiting: dict[str, set[Subscription]] = {}
        self.due: set[str] = set()

    def tell(self, key: str) -> None:
        with _lock:
            self.due.discard(key)
        for subscription in self.waiting.get(key, ()):
            subscription._tell(key)

    def add(self, key: str, subscription: Subscription) -> None:
        self.waiting.setdefault(key, set()).add(subscription)

    def drop(self, key: str, subscription: Subscription) -> None:
        self.waiting[key].discard(subscription)
        if not self.waiting[key]:
            del self.waiting[key]


_lock = threading.Lock()
_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, _Hub] = WeakKeyDictionary()


def publish(key: str) -> None:
    """Say that what `key` names has changed; call it after the commit.

    From any thread. It costs one wake-up for each event loop where somebody waits; the loop then
    tells the subscribers of that key. Told again before that, it is told once.
    """
    with _lock:
        for loop, hub in _hubs.items():
            if key not in hub.waiting or key in hub.due:
                continue
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits there
                loop.call_soon_threadsafe(hub.tell, key)
                hub.due.add(key)


@contextmanager
def subscribe(keys: Iterable[str]) -> Iterator[Subscription]:
    """Hear of changes of `keys` until the block ends; inside a running event loop.

    Read what you show after entering the block: then nothing falls between.
    """
    loop = asyncio.get_running_loop()
    with _lock:
        hub = _hubs.setdefault(loop, _Hub())
    subscription, wanted = Subscription(), frozenset(keys)
    for key in wanted:
        hub.add(key, subscription)
    try:
        yield subscription
    finally:
        for key in wanted:
            hub.drop(key, subscription)
