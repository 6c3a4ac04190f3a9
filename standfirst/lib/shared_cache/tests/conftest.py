import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache.backends.base import BaseCache

from standfirst.lib.shared_cache import file

from .sharing import Clock, opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache.sqlite3"


@pytest.fixture
def shared(path: Path) -> Iterator[BaseCache]:
    yield opened(path)
    file._files.pop(str(path)).close()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(time, "time", lambda: found.now)
    return found
