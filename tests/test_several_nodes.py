"""Two machines that share a PostgreSQL with a replica, and a Redis: what one does, the other knows."""

import os
import statistics
import uuid
from collections.abc import Iterator

import pytest

from tests.servers import PostgreSQL, until
from tests.several_nodes import Paper, readers_posting, running_paper

pytestmark = [
    pytest.mark.skipif(
        os.environ.get("STANDFIRST_TEST_DATABASE") != "postgresql",
        reason="SQLite is one machine's",
    ),
    pytest.mark.xdist_group("nodes"),
]
AT_ONCE, WITHIN = 0.25, 1.0
"""Seconds until a stranger reads on one node what was answered on the other: mostly, and at the worst, on a busy machine."""


@pytest.fixture(scope="module")
def paper() -> Iterator[Paper]:
    with running_paper(fsync="off") as running:
        yield running


def test_what_is_answered_on_one_node_is_read_on_the_other(paper: Paper):
    one, other = paper.nodes
    seconds = []
    for _ in range(30):
        other.ask("GET", paper.article)  # so that it is kept there
        seconds.append(paper.seconds_until_read(paper.post(one)[0], other))
    assert statistics.median(seconds) < AT_ONCE
    assert max(seconds) < WITHIN


def test_its_writer_reads_it_there_at_once(paper: Paper):
    one, other = paper.nodes
    for _ in range(10):
        words, cookies = paper.post(one)
        assert words in other.ask("GET", paper.article, cookies=cookies)[1]


def test_strangers_are_answered_from_the_replica_and_nobody_else(paper: Paper):
    other = paper.nodes[1]
    words, cookies = paper.post(other)
    paper.replica.ask("SELECT pg_stat_reset()", "paper")
    for _ in range(3):
        assert words in other.ask("GET", paper.article, cookies=cookies)[1]
    assert paper.read_from_replica == 0

    def is_read_from_replica() -> bool:
        """As soon as it is known that the replica has come so far."""
        other.ask("GET", f"{paper.article}?sort=oldest&n={uuid.uuid4()}")
        return paper.read_from_replica > 0

    until(is_read_from_replica)


def test_a_replica_that_is_behind_makes_nothing_old(paper: Paper):
    one, other = paper.nodes
    paper.replica.pause("pause")
    try:
        for _ in range(5):
            assert paper.seconds_until_read(paper.post(one)[0], other) < WITHIN
    finally:
        paper.replica.pause("resume")
    words = paper.answered[-1]
    for _ in range(20):
        assert words in other.ask("GET", paper.article)[1]


def test_a_listener_that_is_cut_off_shows_nothing_old(paper: Paper):
    one, other = paper.nodes
    other.ask("GET", paper.article)
    ended = paper.primary.ask(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'standfirst listener'"
    )
    assert len(ended) == 2
    assert paper.seconds_until_read(paper.post(one)[0], other) < WITHIN
    until(lambda: "other_nodes_not_heard" in other.said)
    until(lambda: _listeners(paper.primary) == 2)
    assert paper.seconds_until_read(paper.post(one)[0], other) < WITHIN


def test_a_redis_that_is_away_fails_nobody(paper: Paper):
    one, other = paper.nodes
    paper.redis.stop()
    try:
        assert paper.seconds_until_read(paper.post(one)[0], other) < WITHIN
    finally:
        paper.redis.start()


def _listeners(server: PostgreSQL) -> int:
    return len(
        server.ask("SELECT 1 FROM pg_stat_activity WHERE application_name = 'standfirst listener'")
    )


def test_a_replica_that_is_away_fails_nobody(paper: Paper):
    one, other = paper.nodes
    paper.wait_for_replica("")
    paper.replica.stop()
    assert paper.seconds_until_read(paper.post(one)[0], other) < WITHIN
    assert paper.seconds_until_read(paper.post(one)[0], other) < WITHIN
    paper.replica.start(fsync="off")
    paper.wait_for_replica("*")


@pytest.mark.last(1)
def test_a_node_that_is_killed_while_readers_post_loses_nothing(paper: Paper):
    with readers_posting(paper):
        paper.nodes[1].end()
    assert paper.lost == set()


@pytest.mark.last(2)
def test_a_primary_that_is_killed_while_readers_post_loses_nothing(paper: Paper):
    with readers_posting(paper):
        paper.primary.stop()
        paper.promote_replica()
    assert paper.lost == set()
