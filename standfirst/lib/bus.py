"""What changed, told at once to whoever waits for it: two calls, `publish` and `subscribe`.

Keys are words like `thread:article-8`, of at most 500 bytes. Every process of this machine that shares
STANDFIRST_DATA is told: those of the server, and those of commands and the worker tell them, too. A
process that waits has a named pipe in the data folder; the rest is in `standfirst/lib/pipes.py`.
Another transport (several machines) must keep what callers rely on:

- `publish` may be called from any thread, never waits for a subscriber and never fails because of one,
  nor because of the transport;
- news say only *that* something changed; who wants to know what, reads it anew, so news may be merged
  but never lost: what is published after `subscribe` was entered is told;
- a slow subscriber holds a set of keys, not a queue;
- a subscriber that is gone leaves nothing behind.

Source: docs/decisions/0006-news-on-an-open-page.md
"""

import asyncio
import contextlib
import logging
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from weakref import WeakKeyDictionary

from django.conf import settings

from .pipes import Listener, say

log = logging.getLogger("standfirst.bus")


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

    def tell_everybody(self) -> None:
        for key in [*self.waiting]:
            self.tell(key)

    def add(self, key: str, subscription: Subscription) -> None:
        self.waiting.setdefault(key, set()).add(subscription)

    def drop(self, key: str, subscription: Subscription) -> None:
        self.waiting[key].discard(subscription)
        if not self.waiting[key]:
            del self.waiting[key]


_lock = threading.Lock()
_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, _Hub] = WeakKeyDictionary()
_listener: Listener | None = None


def publish(key: str) -> None:
    """Say that what `key` names has changed; call it after the commit.

    From any thread. It costs one wake-up for each event loop where somebody waits, and a few system calls
    for each other process; the loop then tells the subscribers of that key. Told again before that, it
    is told once.
    """
    _tell(key)
    say(settings.BUS_DIR, key, besides=_listener.name if _listener else "")


@contextmanager
def subscribe(keys: Iterable[str]) -> Iterator[Subscription]:
    """Hear of changes of `keys` until the block ends; inside a running event loop.

    Read what you show after entering the block: then nothing falls between.
    """
    loop = asyncio.get_running_loop()
    with _lock:
        hub = _hubs.setdefault(loop, _Hub())
        _listen()
    subscription, wanted = Subscription(), frozenset(keys)
    for key in wanted:
        hub.add(key, subscription)
    try:
        yield subscription
    finally:
        for key in wanted:
            hub.drop(key, subscription)


def _tell(key: str) -> None:
    """Tell who waits in this process."""
    with _lock:
        for loop, hub in _hubs.items():
            if key not in hub.waiting or key in hub.due:
                continue
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits there
                loop.call_soon_threadsafe(hub.tell, key)
                hub.due.add(key)


def _tell_everybody() -> None:
    """Tell all who wait in this process, because nobody knows any more what has changed."""
    with _lock:
        for loop, hub in _hubs.items():
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(hub.tell_everybody)


def _listen() -> None:
    """Have other processes tell this one; where that cannot be, it hears of its own changes only."""
    global _listener
    if _listener is None:
        try:
            _listener = Listener(settings.BUS_DIR, heard=_tell, missed=_tell_everybody)
        except OSError:
            log.warning("bus_stays_inside", exc_info=True)


def _begin_anew() -> None:
    """In a process that was forked off: those who wait, and the pipe, are the parent's."""
    global _lock, _listener
    _lock = threading.Lock()
    _hubs.clear()
    if _listener:
        _listener.let_go()
    _listener = None


os.register_at_fork(after_in_child=_begin_anew)
