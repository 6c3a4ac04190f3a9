import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from allauth.core.internal import ratelimit
from django.core.cache.backends.base import BaseCache
from django.test import RequestFactory

from standfirst.lib.shared_cache import file
from standfirst.lib.shared_cache.backend import SharedCache

from .sharing import opened


@pytest.fixture
def busy(shared: BaseCache, path: Path, monkeypatch: pytest.MonkeyPatch):
    """Somebody else writes, and does not end."""
    monkeypatch.setattr(file, "_PATIENCE", 0.05)
    shared.set("kept", 1)
    shared._file.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as own:
        own.execute("BEGIN IMMEDIATE")
        yield shared
        own.execute("ROLLBACK")


def _is_like_an_empty_one(shared: BaseCache) -> bool:
    shared.set("some", 1)
    answers = (
        shared.get("some"),
        shared.add("some", 1),
        shared.add("some", 1),
        shared.incr("some"),
        shared.touch("some"),
        shared.delete("some"),
        "some" in shared,
    )
    shared.clear()
    return answers == (None, True, True, 1, False, False, False)


def test_a_file_that_cannot_be_written_holds_nobody_back(
    path: Path, shared: BaseCache, caplog: pytest.LogCaptureFixture
):
    path.mkdir()
    assert _is_like_an_empty_one(shared)
    assert [record.getMessage() for record in caplog.records] == ["shared_cache_unusable"]
    path.rmdir()
    shared._file._resting_until = 0
    shared.set("some", 1)
    assert shared.get("some") == 1


def test_sign_in_works_without_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ratelimit, "cache", opened(tmp_path / "gone" / "cache.sqlite3"))
    request = RequestFactory().post("/account/sign-in/")
    for _ in range(2):
        assert ratelimit.consume(request, app="test", action="a", config={"a": "1/m/ip"})


def test_a_folder_that_is_gone_holds_nobody_back(tmp_path: Path):
    assert _is_like_an_empty_one(opened(tmp_path / "gone" / "cache.sqlite3"))


def test_another_who_writes_without_end_is_waited_for_once(
    busy: BaseCache, caplog: pytest.LogCaptureFixture
):
    started = time.monotonic()
    assert busy.add("some", 1)
    waited = time.monotonic() - started
    assert _is_like_an_empty_one(busy)
    assert time.monotonic() - started < 2 * waited
    assert [record.getMessage() for record in caplog.records] == ["shared_cache_unusable"]


def test_reads_while_another_writes(busy: BaseCache):
    assert busy.get("kept") == 1


def _not_sqlite(path: Path) -> None:
    path.write_bytes(b"no database at all" * 1000)


def _full_of_holes(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:4096] + bytes(path.stat().st_size - 4096))


def _cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def _of_another_kind(path: Path) -> None:
    with closing(sqlite3.connect(path)) as own:
        own.executescript("DROP TABLE entries; CREATE TABLE entries (words)")


@pytest.mark.parametrize("damage", [_not_sqlite, _full_of_holes, _cut_short, _of_another_kind])
def test_a_damaged_file_is_thrown_away(
    path: Path, shared: BaseCache, damage: Callable[[Path], None], caplog: pytest.LogCaptureFixture
):
    for number in range(200):
        shared.set(f"some-{number}", 1)
    shared._file.close()
    damage(path)
    for _ in range(2):
        shared.set("some", 1)
    assert shared.get("some") == 1
    assert shared.get("some-7") is None
    assert [record.getMessage() for record in caplog.records] == ["shared_cache_begun_anew"]


def test_values_that_are_damaged_are_not_there(path: Path, shared: BaseCache):
    shared.set("some", "word")
    with closing(sqlite3.connect(path)) as own, own:
        own.execute("UPDATE entries SET value = '[1,'")
    assert shared.get("some", "nothing") == "nothing"


def test_processes_meet_again_in_the_file_that_was_begun_anew(path: Path, shared: BaseCache):
    """One throws the file away while another has it open."""
    other = SharedCache(str(path), {})
    other._file = file.File(str(path))
    shared.set("some", 1)
    assert other.get("some") == 1
    shared._file._throw_away()
    shared.set("some", 5)
    assert other.incr("some") == 6
    other._file.close()
    assert shared.incr("some") == 7
    assert (path.parent / "cache.sqlite3-wal").exists()


def test_a_file_deleted_by_hand_is_made_again(path: Path, shared: BaseCache):
    shared.set("some", 1)
    path.unlink()
    shared.set("some", 2)
    assert shared.get("some") == 2
    assert path.exists()
