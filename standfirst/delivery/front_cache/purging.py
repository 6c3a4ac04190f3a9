"""Has caches in front forget what changed: an errand of the worker, which sees it by the stamps.

Nothing is queued: what changed between two looks is told once, however often it did, by whatever process of this
machine. It is told again a little later, since a page that was laid out before the change may reach the cache
after that was told.
"""

import time
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import cast

from django.conf import settings
from wagtail.contrib.frontend_cache.utils import get_backends

from standfirst.discussion.models import Thread
from standfirst.lib.shown import THREADS
from standfirst.lib.stamps import EVERYTHING, noted, stamps

from .backends import FrontCache

AGAIN_AFTER = 5.0
"""Seconds; a page that takes longer from its first row to the cache in front may stay there for its minute."""


class Purger:
    """What changed since it last looked, told to `caches`."""

    def __init__(self, caches: Sequence[FrontCache]) -> None:
        self._caches = caches
        self._words = b""
        self._tags: dict[int, set[str]] = {}
        self._last_thread = 0
        # Tags, and when each is due: what a cache did not take, and what is told once more.
        self._due: dict[str, float] = {}

    def purge(self, *, now: float) -> Collection[str]:
        """Tell the caches what changed; returns the tags that were told.

        Where one does not answer, `Unavailable` rises and all is told again the next time.

        Args:
            now: by `time.monotonic`.
        """
        words = stamps().now()
        changed = set(self._changed(words))
        self._words = words
        told = changed | {tag for tag, at in self._due.items() if at <= now}
        self._due |= dict.fromkeys(told, now)
        for front in self._caches if told else ():
            front.purge_tags({EVERYTHING} if EVERYTHING in told else told)
        for tag in told:
            del self._due[tag]
        self._due |= dict.fromkeys(changed, now + AGAIN_AFTER)
        return told

    def _changed(self, words: bytes) -> Iterator[str]:
        if not self._words:  # nobody knows what happened before
            yield EVERYTHING
        elif words != self._words:
            self._learn_tags()
            before, after = memoryview(self._words).cast("Q"), memoryview(words).cast("Q")
            for slot, word in enumerate(after):
                if word != before[slot]:
                    yield from self._tags.get(slot, ())

    def _learn_tags(self) -> None:
        """Look up under which slot each tag is, those of new threads too; what is none of them is on no page that is kept."""
        if not self._tags:
            self._learn(EVERYTHING)
            self._learn(THREADS)
        new = Thread.objects.filter(pk__gt=self._last_thread).order_by("pk")
        for number, key in new.values_list("pk", "key").iterator():
            self._learn(f"thread:{key}")
            self._last_thread = number

    def _learn(self, tag: str) -> None:
        everything, *others = sorted(slot for slot, _word in noted(self._words, [tag]))
        self._tags.setdefault(others[0] if others else everything, set()).add(tag)


def purge_changed() -> None:
    """Tell the caches in front what changed since the last call in this process."""
    _purger().purge(now=time.monotonic())


@cache
def _purger() -> Purger:
    backends = get_backends(settings.FRONT_CACHES)
    return Purger(cast("list[FrontCache]", list(backends.values())))
