"""Several machines count in one Redis; while it is away, each counts in its own file."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from django.core.cache import CacheHandler

from standfirst.lib import pace
from standfirst.lib.shared_cache import file
from standfirst.lib.shared_cache import redis as backend
from tests.made_once import on_sqlite_anyway
from tests.servers import Redis, running_redis

from .sharing import in_threads

pytestmark = on_sqlite_anyway


@pytest.fixture(scope="module")
def server() -> Iterator[Redis]:
    with running_redis() as running:
        yield running


@pytest.fixture
def nodes(server: Redis, tmp_path: Path) -> Iterator[tuple[Any, Any]]:
    """The caches of two machines."""
    backend._away.cache_clear()
    server.stop()
    server.start()
    made = [
        CacheHandler(
            {
                "default": {
                    "BACKEND": "standfirst.lib.shared_cache.redis.RedisCache",
                    "LOCATION": server.url,
                    "OPTIONS": {"file": str(tmp_path / name), "MAX_ENTRIES": 1000},
                }
            }
        )["default"]
        for name in ("a", "b")
    ]
    yield made[0], made[1]
    for cache, name in zip(made, "ab", strict=True):
        cache._redis._cache.get_client().connection_pool.disconnect()
        if opened := file._files.pop(str(tmp_path / name), None):
            opened.close()


def test_what_one_machine_counts_holds_on_the_other(
    nodes: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch
):
    refused = []
    for cache in nodes * 3:
        monkeypatch.setattr(pace, "cache", cache)
        refused.append(pace.is_too_often("greet", "alice", most=4))
    assert refused == [False] * 4 + [True] * 2


def test_counts_right_however_many_count_at_once(nodes: tuple[Any, Any]):
    def count() -> None:
        for _ in range(100):
            for cache in nodes:
                cache.add("votes", 0, 60)
                cache.incr("votes")

    in_threads(4, count)
    assert nodes[0].get("votes") == 4 * 100 * 2


def test_a_count_that_has_ended_is_not_begun_without_an_end(nodes: tuple[Any, Any], server: Redis):
    """As Django's own does where it ends between two questions: it would hold somebody back for ever."""
    with pytest.raises(ValueError, match="no such number"):
        nodes[0].incr("votes")
    with redis.Redis.from_url(server.url) as client:
        assert client.keys() == []
        nodes[0].add("votes", 0, 60)
        nodes[0].incr("votes")
        (key,) = client.keys()
        assert 0 < client.ttl(key) <= 60


def test_nobodys_address_and_no_program_lies_in_it(nodes: tuple[Any, Any], server: Redis):
    values = [7, "Bea", True, None, [1, "a"], {"a": 1}]
    for number, value in enumerate(values):
        nodes[0].set(f"bea@reader.example:{number}", value, 60)
    read = nodes[1].get_many([f"bea@reader.example:{number}" for number in range(6)])
    assert list(read.values()) == values
    nodes[0].set("bea@reader.example:0", object(), 60)
    assert nodes[0].get("bea@reader.example:0") is None
    with redis.Redis.from_url(server.url) as client:
        (*keys,) = client.scan_iter()
        assert not [key for key in keys if b"reader" in key]
        assert b"\x80" not in b"".join(client.mget(keys))


def test_only_what_is_ours_is_cleared(nodes: tuple[Any, Any], server: Redis):
    with redis.Redis.from_url(server.url) as client:
        client.set("of another program", 1)
        nodes[0].set("votes", 1, 60)
        nodes[0].clear()
        assert client.keys() == [b"of another program"]


def test_while_it_is_away_each_machine_counts_for_itself_and_says_so_once(
    nodes: tuple[Any, Any], server: Redis, caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    nodes[0].add("votes", 0, 60)
    server.stop()
    counted = []
    for cache in (nodes[0], nodes[0], nodes[1]):
        cache.add("votes", 0, 60)
        counted.append(cache.incr("votes"))
    assert counted == [1, 2, 1]
    assert nodes[0].is_away
    assert [entry.message for entry in caplog.records] == [
        "redis_away_limits_are_counted_by_each_node"
    ]

    server.start()
    caplog.clear()
    monkeypatch.setattr(backend, "_REST", 0.0)
    monkeypatch.setattr(nodes[0]._away, "_until", 0.0)
    with caplog.at_level(logging.WARNING):
        nodes[0].set("votes", 5, 60)
    assert not nodes[0].is_away
    assert [entry.message for entry in caplog.records] == ["redis_answers_again"]
