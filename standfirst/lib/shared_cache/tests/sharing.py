"""Caches in files of their own, and work done in many processes at once."""

import multiprocessing
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from django.core.cache import CacheHandler
from django.core.cache.backends.base import BaseCache

forked = multiprocessing.get_context("fork")


def opened(path: Path, *, most: int = 50_000) -> BaseCache:
    """Return the cache as Django makes it from the settings."""
    found = {
        "BACKEND": "standfirst.lib.shared_cache.backend.SharedCache",
        "LOCATION": str(path),
        "OPTIONS": {"MAX_ENTRIES": most},
    }
    return CacheHandler({"default": found})["default"]


def in_processes(count: int, work: Callable[[], None]) -> None:
    """Do `work` in so many processes at once; each must end well, and in time."""
    processes = [forked.Process(target=work) for _ in range(count)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(20)
        process.kill()
    assert [process.exitcode for process in processes] == [0] * count


def in_threads(count: int, work: Callable[[], None]) -> None:
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def rows(path: Path) -> int:
    with closing(sqlite3.connect(path)) as own:
        return own.execute("SELECT count(*) FROM entries").fetchone()[0]


class Clock:
    """The time, which passes when we say so."""

    def __init__(self) -> None:
        self.now = time.time()

    def wait(self, seconds: float) -> None:
        self.now += seconds
