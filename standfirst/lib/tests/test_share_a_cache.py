import multiprocessing
import os
import sqlite3
import stat
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from allauth.core.internal import ratelimit
from django.core.cache import CacheHandler, cache, caches
from django.core.cache.backends.base import BaseCache
from django.test import RequestFactory
from wagtail.models import Site

from standfirst.lib.pace import is_too_often
from standfirst.lib.shared_cache import file
from standfirst.lib.shared_cache.backend import SharedCache

forked = multiprocessing.get_context("fork")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache.sqlite3"


@pytest.fixture
def shared(path: Path) -> Iterator[BaseCache]:
    yield opened(path)
    file._files.pop(str(path)).close()


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


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(time, "time", lambda: found.now)
    return found


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


def test_counts_right_over_threads_of_many_processes(shared: BaseCache):
    def count() -> None:
        for _ in range(200):
            shared.add("votes", 0, 60)
            shared.incr("votes")

    in_processes(4, lambda: in_threads(4, count))
    assert shared.get("votes") == 4 * 4 * 200


def test_only_one_of_many_adds(shared: BaseCache, tmp_path: Path):
    def add() -> None:
        for number in range(100):
            if shared.add(f"seat-{number}", os.getpid(), 60):
                (tmp_path / f"{number}-{os.getpid()}").touch()

    in_processes(4, add)
    assert len(list(tmp_path.glob("*-*[0-9]"))) == 100


def test_a_process_that_forks_amid_counting_harms_nobody(shared: BaseCache):
    is_over, counted = threading.Event(), []

    def keep_counting() -> None:
        done = 0
        while not is_over.is_set():
            shared.add("visits", 0, 60)
            shared.incr("visits")
            done += 1
        counted.append(done)

    def count_some() -> None:
        for _ in range(50):
            shared.incr("visits")

    shared.add("visits", 0, 60)
    counting = threading.Thread(target=keep_counting)
    counting.start()
    try:
        for _ in range(10):
            in_processes(2, count_some)
    finally:
        is_over.set()
        counting.join()
    assert shared.get("visits") == counted[0] + 10 * 2 * 50


def test_no_connection_is_carried_into_a_child(shared: BaseCache):
    shared.set("kept", 1)

    def look() -> None:
        assert shared._file._connection is None
        assert shared.get("kept") == 1

    in_processes(1, look)


def test_sign_in_limits_of_allauth_hold_over_processes(shared: BaseCache, tmp_path: Path):
    request = RequestFactory().post("/account/sign-in/")

    def try_passwords() -> None:
        for number in range(5):
            if ratelimit.consume(
                request, app="test", action="sign-in", config={"sign-in": "7/m/ip"}
            ):
                (tmp_path / f"let-in-{os.getpid()}-{number}").touch()

    cache.clear()
    in_processes(4, try_passwords)
    assert len(list(tmp_path.glob("let-in-*"))) == 7


def test_our_own_limits_hold_over_processes(tmp_path: Path):
    def ask() -> None:
        for number in range(5):
            if not is_too_often("ask", "alice", most=7):
                (tmp_path / f"answered-{os.getpid()}-{number}").touch()

    cache.clear()
    in_processes(4, ask)
    assert len(list(tmp_path.glob("answered-*"))) == 7


@pytest.mark.parametrize(
    "value",
    [0, -3, 2**70, True, None, 1.25, "Hafen", "", [1.5, 2.5], {"a": [None, {"b": "c"}]}],
)
def test_gives_back_what_it_was_given(shared: BaseCache, value: object):
    shared.set("some", value)
    found = shared.get("some", "nothing")
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("value", [object(), b"bytes", {1: "a"}, {"a": {1, 2}}, [object()]])
def test_does_not_keep_what_it_would_change(shared: BaseCache, value: object):
    shared.set("some", "before")
    shared.set("some", value)
    assert shared.get("some") is None
    assert not shared.add("some", value)


@pytest.mark.django_db
def test_keeps_what_wagtail_notes_of_its_sites(client: object):
    caches["default"].clear()
    fresh = Site.get_site_root_paths()
    assert fresh
    assert caches["default"].get("wagtail_site_root_paths", version=2)
    assert Site.get_site_root_paths() == fresh


def test_what_has_run_out_is_not_there(shared: BaseCache, clock: Clock):
    shared.set("some", 1, 60)
    shared.set("never", 1, 0)
    clock.wait(60)
    assert (shared.get("some"), shared.get("never"), "some" in shared) == (None, None, False)
    assert not shared.touch("some")
    with pytest.raises(ValueError, match="no such number"):
        shared.incr("some")
    assert shared.add("some", 5, 60)
    assert shared.incr("some") == 6


def test_counting_does_not_lengthen_the_time(shared: BaseCache, clock: Clock):
    shared.add("some", 0, 60)
    clock.wait(59)
    assert shared.incr("some") == 1
    clock.wait(1)
    assert shared.get("some") is None


def test_keeps_longer_what_is_touched_and_for_ever_what_has_no_end(shared: BaseCache, clock: Clock):
    shared.set("some", 1, 60)
    assert shared.touch("some", None)
    clock.wait(1e9)
    assert shared.get("some") == 1


def test_forgets_what_is_deleted_and_all_that_is_cleared(shared: BaseCache):
    shared.set_many({"a": 1, "b": 2, "c": 3})
    assert (shared.delete("a"), shared.delete("a")) == (True, False)
    assert shared.get_many(["a", "b", "c"]) == {"b": 2, "c": 3}
    shared.clear()
    assert shared.get_many(["a", "b", "c"]) == {}


def test_words_are_not_counted_up(shared: BaseCache):
    shared.set("some", "12")
    with pytest.raises(ValueError, match="no such number"):
        shared.incr("some")


def test_writes_no_address_down(shared: BaseCache, path: Path):
    shared.set("tries:203.0.113.77:alice@ledger.example", 1)
    written = b"".join(found.read_bytes() for found in path.parent.iterdir())
    assert b"203.0.113.77" not in written
    assert b"alice" not in written


def test_is_for_its_owners_eyes(shared: BaseCache, path: Path):
    shared.set("some", 1)
    assert {stat.S_IMODE(found.stat().st_mode) for found in path.parent.iterdir()} == {0o600}


def test_sweeps_by_itself(shared: BaseCache, path: Path, clock: Clock):
    for number in range(400):
        shared.set(f"old-{number}", 1, 60)
    clock.wait(60)
    for number in range(200):
        shared.set(f"new-{number}", 1, 60)
    assert rows(path) <= 200


def test_drops_what_has_run_out_before_anything_else(path: Path, shared: BaseCache, clock: Clock):
    shared = opened(path, most=50)
    shared.add("tries of alice", 4, 600)
    for number in range(200):
        shared.set(f"over-{number}", 1, 60)
    clock.wait(60)
    shared.sweep()
    assert shared.get("tries of alice") == 4


def test_who_asks_for_much_else_flushes_no_count_by_the_length_of_their_own(
    path: Path, shared: BaseCache
):
    """A store of long counts, filled at leisure, pushes out no short one that began after them."""
    shared = opened(path, most=1000)
    for number in range(1000):
        shared.add(f"long-{number}", 0, 3600)
    shared.add("tries of alice", 4, 60)
    for number in range(900):
        shared.add(f"longer-{number}", 0, 3600)
    shared.sweep()
    assert rows(path) == 1000
    assert shared.incr("tries of alice") == 5


def test_a_flood_does_not_keep_newcomers_from_being_counted(path: Path, shared: BaseCache):
    shared = opened(path, most=100)
    for number in range(1000):
        shared.add(f"flood-{number}", 0, 3600)
    assert [shared.add("tries of alice", 0, 60), shared.add("tries of alice", 0, 60)] == [
        True,
        False,
    ]
    assert shared.incr("tries of alice") == 1


def test_what_begins_anew_is_the_last_in_line(path: Path, shared: BaseCache, clock: Clock):
    shared = opened(path, most=10)
    shared.add("alice", 0, 60)
    shared.add("bob", 0, 600)
    shared.add("vera", 0, 600)
    clock.wait(60)
    shared.add("alice", 0, 600)
    shared.set("bob", 1, 600)
    for number in range(8):
        shared.add(f"other-{number}", 0, 600)
    shared.sweep()
    assert shared.get_many(["alice", "bob", "vera"]) == {"alice": 0, "bob": 1}


def test_stays_small_by_itself(path: Path, shared: BaseCache):
    shared = opened(path, most=100)
    for number in range(2000):
        shared.add(f"some-{number}", 0, 3600)
    assert rows(path) < 100 + 500
    assert shared.get("some-1999") == 0


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
