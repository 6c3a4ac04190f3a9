import stat
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from wagtail.models import Site

from .sharing import Clock, opened, rows


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
def test_keeps_what_wagtail_notes_of_its_sites():
    cache.clear()
    fresh = Site.get_site_root_paths()
    assert fresh
    assert cache.get("wagtail_site_root_paths", version=2)
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
