"""Many people at the same moment, each with a connection of their own to a real database."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection, connections

from standfirst.publishing.models import ArticlePage
from standfirst.publishing.testing import make_article


@pytest.fixture
def article(tmp_path: Path) -> Iterator[ArticlePage]:
    """An article; SQLite's tests live in memory, which knows no waiting, so it moves to a file."""
    article = make_article()
    if connection.vendor == "postgresql":
        yield article
        return
    with sqlite3.connect(tmp_path / "copy.sqlite3") as copy:
        connection.connection.backup(copy)
    copy.close()
    settings = connections.settings["default"]
    in_memory, settings["NAME"] = settings["NAME"], str(tmp_path / "copy.sqlite3")
    yield article
    settings["NAME"] = in_memory


def at_once(*works: Callable[[], object]) -> list[object]:
    """Do all `works` at the same moment, each in a thread; return what they return."""
    start = threading.Barrier(len(works))

    def one(work: Callable[[], object]) -> object:
        start.wait()
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))
