"""Two machines that serve one paper: processes, folders and real servers of their own, for tests and benches."""

import http.client
import itertools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.made_once import migrated_postgresql, with_static_files
from tests.servers import PostgreSQL, Redis, free_port, running_redis, until

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

    def start_like(self, other: "Node") -> None:
        """Start with what another node prepared, which takes most of a first start, and wait."""
        self.data.mkdir()
        shutil.copytree(other.data / "static", self.data / "static")
        shutil.copy(other.data / "prepared", self.data)
        self.start()
        self.wait()

    def start(self) -> None:
        self.data.mkdir(exist_ok=True)
        if not (self.data / "static").exists():
            with_static_files(self.data)
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
    # Of those that are sent again and again.
    answered_at: list[float] = field(default_factory=list)
    sent_again: int = 0

    def post(self, node: Node) -> tuple[str, dict[str, str]]:
        """Post a comment; return its words, once it is answered, and the cookies of its writer."""
        words = f"What {uuid.uuid4()} has to say."
        typed = {"key": str(uuid.uuid4()), "name": "Bob", "mail": "", "words": words}
        path = f"/discussion/{self.thread}/comments/"
        status, page, cookies = node.ask("POST", path, urlencode(typed))
        assert status == 303, page
        self.answered.append(words)
        return words, cookies

    def post_again_and_again(self, nodes: Sequence["Node"] = ()) -> None:
        """Send one comment, as its writer does, to whichever node takes it, until one answers."""
        words = f"What {uuid.uuid4()} has to say."
        typed = {"key": str(uuid.uuid4()), "name": "Bob", "mail": "", "words": words}
        path, end = f"/discussion/{self.thread}/comments/", time.monotonic() + 60
        for node in itertools.cycle(nodes or self.nodes):
            with suppress(OSError, http.client.HTTPException):
                status, page, _cookies = node.ask("POST", path, urlencode(typed))
                assert status in {303, 500, 502, 503, 504}, page
                if status == 303:
                    self.answered.append(words)
                    self.answered_at.append(time.monotonic())
                    return
            self.sent_again += 1
            assert time.monotonic() < end
            time.sleep(0.02)

    def wait_for_replica(self, names: str) -> None:
        """Have the primary wait for `names`, once they follow."""
        until(lambda: not names or bool(self.primary.ask("SELECT 1 FROM pg_stat_replication")))
        self.primary.ask(f"ALTER SYSTEM SET synchronous_standby_names = '{names}'")
        self.primary.ask("SELECT pg_reload_conf()")

    def promote_replica(self) -> None:
        """Have it take writes, and wait for nobody."""
        self.replica.ask("SELECT pg_promote()")
        self.replica.ask("ALTER SYSTEM SET synchronous_standby_names = ''")
        self.replica.ask("SELECT pg_reload_conf()")
        self.primary = self.replica

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


@contextmanager
def running_paper(*, fsync: str) -> Iterator[Paper]:
    """Run two nodes, a primary with a replica that it waits for, and a Redis; the second node reads from the replica.

    Args:
        fsync: "off" where no machine but the one that tests loses its power.
    """
    template = migrated_postgresql()
    folder = Path(tempfile.mkdtemp(prefix="standfirst-nodes-", dir="/tmp"))
    folder.chmod(0o777)  # PostgreSQL is another user's
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
        paper = Paper(primary, replica, redis, nodes)
        try:
            primary.copy(os.environ["DATABASE_URL"], as_replica=False)
            primary.start(fsync=fsync)
            primary.ask(f"CREATE DATABASE paper TEMPLATE {template}")
            replica.copy(primary.address, as_replica=True)
            replica.start(fsync=fsync)
            paper.wait_for_replica("*")
            nodes[0].start()
            made = subprocess.run(
                [sys.executable, "-c", LAY_OUT],
                env={**environment, "STANDFIRST_DATA": str(folder / "a")},
                check=True,
                capture_output=True,
                text=True,
            ).stdout.split()
            paper.thread, paper.article = f"article-{made[0]}", made[1]
            nodes[0].wait()
            nodes[1].start_like(nodes[0])
            yield paper
        finally:
            for node in nodes:
                node.end()
            replica.stop()
            primary.stop()
            shutil.rmtree(folder)


@contextmanager
def readers_posting(paper: Paper, nodes: Sequence[Node] = ()) -> Iterator[None]:
    """Four readers who post, each to the other node where one does not answer; until 30 more were answered."""
    is_over = threading.Event()

    def post() -> None:
        while not is_over.is_set():
            paper.post_again_and_again(nodes)

    everybody = [threading.Thread(target=post) for _ in range(4)]
    for reader in everybody:
        reader.start()
    try:
        until_more_are_answered(paper)
        yield
        until_more_are_answered(paper)
    finally:
        is_over.set()
        for reader in everybody:
            reader.join()


def until_more_are_answered(paper: Paper) -> None:
    before = len(paper.answered)
    until(lambda: len(paper.answered) > before + 30, 60)
