"""Two machines that share a PostgreSQL with a replica, and a Redis: what one does, the other knows."""

import http.client
import itertools
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.made_once import migrated_postgresql
from tests.servers import PostgreSQL, Redis, free_port, running_redis, until

pytestmark = [
    pytest.mark.skipif(
        os.environ.get("STANDFIRST_TEST_DATABASE") != "postgresql",
        reason="SQLite is one machine's",
    ),
    pytest.mark.xdist_group("nodes"),
]
AT_ONCE, WITHIN = 0.25, 1.0
"""Seconds until a stranger reads on one node what was answered on the other: else, and at the worst."""
LAY_OUT = """
from standfirst.cli.django import set_up
set_up()
from wagtail.models import Site
from standfirst.discussion.models import DiscussionSettings
from standfirst.publishing.testing import make_article
article = make_article()
rules = DiscussionSettings.for_site(Site.objects.get(is_default_site=True))
rules.most_in_ten_minutes = 0
rules.save()
print(article.pk, article.url)
"""


@dataclass
class Node:
    """One `standfirst run`, with a data folder of its own."""

    data: Path
    environment: dict[str, str]
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.data.mkdir(exist_ok=True)
        with (self.data / "output.txt").open("a") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "standfirst", "run", "--empty", "--port", str(self.port)],
                env={**self.environment, "STANDFIRST_DATA": str(self.data)},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait(self) -> None:
        until(self.answers, 120)

    def answers(self) -> bool:
        assert self.process
        assert self.process.poll() is None, self.said
        try:
            return self.ask("GET", "/robots.txt")[0] == 200
        except OSError:
            return False

    @property
    def said(self) -> str:
        return (self.data / "output.txt").read_text()

    def ask(
        self, method: str, path: str, body: str = "", cookies: dict[str, str] | None = None
    ) -> tuple[int, str, dict[str, str]]:
        """Return status, page and the cookies that a browser has afterwards."""
        has = dict(cookies or {})
        headers = {
            "Host": "paper.example",
            "Sec-Fetch-Site": "same-origin",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(f"{name}={value}" for name, value in has.items()),
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            sent = {name: value for name, value in headers.items() if value}
            connection.request(method, path, body or None, sent)
            answer = connection.getresponse()
            page = answer.read().decode()
        finally:
            connection.close()
        for line in answer.msg.get_all("Set-Cookie", []):
            name, _, value = line.split(";")[0].partition("=")
            has[name] = value
        return answer.status, page, has

    def end(self) -> None:
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


@dataclass
class Paper:
    """The whole of it, and one article that is discussed."""

    primary: PostgreSQL
    replica: PostgreSQL
    redis: Redis
    nodes: tuple[Node, Node]
    article: str = ""
    thread: str = ""
    answered: list[str] = field(default_factory=list)

    def post(self, node: Node) -> tuple[str, dict[str, str]]:
        """Post a comment; return its words, once it is answered, and the cookies of its writer."""
        words = f"What {uuid.uuid4()} has to say."
        typed = {"key": str(uuid.uuid4()), "name": "Bob", "mail": "", "words": words}
        path = f"/discussion/{self.thread}/comments/"
        status, page, cookies = node.ask("POST", path, urlencode(typed))
        assert status == 303, page
        self.answered.append(words)
        return words, cookies

    def post_again_and_again(self) -> None:
        """Send one comment, as its writer does, to whichever node takes it, until one answers."""
        words = f"What {uuid.uuid4()} has to say."
        typed = {"key": str(uuid.uuid4()), "name": "Bob", "mail": "", "words": words}
        path, end = f"/discussion/{self.thread}/comments/", time.monotonic() + 60
        for node in itertools.cycle(self.nodes):
            with suppress(OSError, http.client.HTTPException):
                status, page, _cookies = node.ask("POST", path, urlencode(typed))
                assert status in {303, 500, 503}, page
                if status == 303:
                    self.answered.append(words)
                    return
            assert time.monotonic() < end
            time.sleep(0.02)

    def wait_for_replica(self, names: str) -> None:
        """Have the primary wait for `names`, once they follow."""
        until(lambda: not names or bool(self.primary.ask("SELECT 1 FROM pg_stat_replication")))
        self.primary.ask(f"ALTER SYSTEM SET synchronous_standby_names = '{names}'")
        self.primary.ask("SELECT pg_reload_conf()")

    def seconds_until_read(self, words: str, node: Node) -> float:
        """Ask as a stranger does, again and again, until the comment is there."""
        began = time.monotonic()
        until(lambda: words in node.ask("GET", self.article)[1], 10)
        return time.monotonic() - began

    @property
    def read_from_replica(self) -> int:
        """How many rows of comments were read there since its figures were begun anew."""
        asked = "SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables WHERE relname = 'discussion_comment'"
        return int(self.replica.ask(asked, "paper")[0][0])

    @property
    def lost(self) -> set[str]:
        """What was answered, and is not in the database."""
        rows = self.primary.ask("SELECT words FROM discussion_comment", "paper")
        return set(self.answered) - {words for (words,) in rows}


@pytest.fixture(scope="module")
def paper() -> Iterator[Paper]:
    migrated_postgresql()
    folder = Path(tempfile.mkdtemp(prefix="standfirst-nodes-", dir="/tmp"))
    folder.chmod(0o755)
    primary, replica = PostgreSQL(folder / "primary"), PostgreSQL(folder / "replica")
    with running_redis() as redis:
        settings = {
            "DATABASE_URL": (
                f"postgresql://postgres@/paper?host=127.0.0.1,127.0.0.1"
                f"&port={primary.port},{replica.port}&target_session_attrs=read-write"
            ),
            "REDIS_URL": redis.url,
            "STANDFIRST_SEVERAL_NODES": "yes",
            "STANDFIRST_PROCESSES": "1",
            "STANDFIRST_URL": "http://paper.example",
            "DJANGO_SETTINGS_MODULE": "standfirst.settings",
        }
        environment = {**os.environ, **settings}
        reads = {**environment, "DATABASE_REPLICA_URLS": replica.url("paper")}
        nodes = Node(folder / "a", environment), Node(folder / "b", reads)
        whole = Paper(primary, replica, redis, nodes)
        try:
            primary.folder.parent.chmod(0o777)
            primary.copy(os.environ["DATABASE_URL"], as_replica=False)
            primary.start(fsync="off")
            primary.ask("CREATE DATABASE paper TEMPLATE migrated")
            replica.copy(primary.address, as_replica=True)
            replica.start(fsync="off")
            primary.ask("ALTER SYSTEM SET synchronous_standby_names = '*'")
            primary.ask("SELECT pg_reload_conf()")
            for node in nodes:
                node.start()
            made = subprocess.run(
                [sys.executable, "-c", LAY_OUT],
                env={**environment, "STANDFIRST_DATA": str(folder / "a")},
                check=True,
                capture_output=True,
                text=True,
            ).stdout.split()
            whole.thread, whole.article = f"article-{made[0]}", made[1]
            for node in nodes:
                node.wait()
            yield whole
        finally:
            for node in nodes:
                node.end()
            replica.stop()
            primary.stop()
            shutil.rmtree(folder)


def test_what_is_answered_on_one_node_is_read_on_the_other(paper: Paper):
    one, other = paper.nodes
    seconds = []
    for _ in range(30):
        other.ask("GET", paper.article)  # so that it is kept there
        seconds.append(paper.seconds_until_read(paper.post(one)[0], other))
    print(f"median {statistics.median(seconds):.3f} s, longest {max(seconds):.3f} s")
    assert max(seconds) < AT_ONCE


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

    until(is_read_from_replica, 5)


def test_a_replica_that_is_behind_makes_nothing_old(paper: Paper):
    one, other = paper.nodes
    paper.replica.pause("pause")
    try:
        for _ in range(5):
            assert paper.seconds_until_read(paper.post(one)[0], other) < AT_ONCE
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
    assert paper.seconds_until_read(paper.post(one)[0], other) < AT_ONCE


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
    assert paper.seconds_until_read(paper.post(one)[0], other) < AT_ONCE
    paper.replica.start(fsync="off")
    paper.wait_for_replica("*")


def test_a_node_that_is_killed_while_readers_post_loses_nothing(paper: Paper):
    with _readers(paper):
        paper.nodes[1].end()
    assert paper.lost == set()


def test_a_primary_that_is_killed_while_readers_post_loses_nothing(paper: Paper):
    with _readers(paper):
        paper.primary.stop()
        paper.replica.ask("SELECT pg_promote()")
        paper.replica.ask("ALTER SYSTEM SET synchronous_standby_names = ''")
        paper.replica.ask("SELECT pg_reload_conf()")
        paper.primary = paper.replica
    assert paper.lost == set()


@contextmanager
def _readers(paper: Paper) -> Iterator[None]:
    """Four readers who post, each to the other node where one does not answer; until 30 more were answered."""
    is_over = threading.Event()

    def post() -> None:
        while not is_over.is_set():
            paper.post_again_and_again()

    readers = [threading.Thread(target=post) for _ in range(4)]
    for reader in readers:
        reader.start()
    try:
        _until_more_are_answered(paper)
        yield
        _until_more_are_answered(paper)
    finally:
        is_over.set()
        for reader in readers:
            reader.join()


def _until_more_are_answered(paper: Paper) -> None:
    before = len(paper.answered)
    until(lambda: len(paper.answered) > before + 30, 60)
