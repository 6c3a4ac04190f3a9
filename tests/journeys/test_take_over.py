"""A new version takes over while the paper is read: nobody is refused, and nothing that was sent is lost or doubled."""

import http.client
import os
import signal
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from standfirst.lib import server_lock
from tests.journeys.test_restarts import Paper, served, until
from tests.journeys.test_streams import LEAD, thread_of_lead
from tests.made_once import laid_out

FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[Paper]:
    """A newsroom that takes any number of comments from one address."""
    folder = tmp_path / "data"
    laid_out(folder)
    with closing(sqlite3.connect(folder / "standfirst.sqlite3")) as database, database:
        database.execute("UPDATE discussion_discussionsettings SET most_in_ten_minutes = 0")
        assert database.total_changes
    with served(folder) as running:
        yield running


class Reader:
    """Asks again and again, over one connection for as long as the server keeps it, or each time over another."""

    def __init__(self, paper: Paper, *, keeps: bool) -> None:
        self.host, self.keeps = urlsplit(paper.url).netloc, keeps
        self.connection = http.client.HTTPConnection(self.host, timeout=30)
        self.answered = 0
        self.failed: list[str] = []

    def read(self) -> None:
        self.ask("GET", LEAD, expected=200)

    def ask(self, method: str, path: str, body: str | None = None, *, expected: int) -> None:
        """Ask once: what fails is not tried again."""
        headers = (FORM if body else {}) | ({} if self.keeps else {"Connection": "close"})
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            answer.read()
            if answer.status != expected:
                self.failed.append(f"{method} {answer.status}")
        except (OSError, http.client.HTTPException) as error:
            self.failed.append(f"{method} {error!r}")
            self.connection.close()
        else:
            self.answered += 1


class Poster(Reader):
    """Sends comments, each once."""

    def __init__(self, paper: Paper, *, keeps: bool) -> None:
        super().__init__(paper, keeps=keeps)
        self.path = f"/discussion/{thread_of_lead(paper.url)}/comments/"
        self.sent: list[str] = []

    def read(self) -> None:
        self.sent.append(f"Who paid for the borings? {uuid.uuid4()}")
        typed = {"key": str(uuid.uuid4()), "name": "Bob", "words": self.sent[-1]}
        self.ask("POST", self.path, urlencode(typed), expected=303)


@contextmanager
def asking(*readers: Reader) -> Iterator[None]:
    is_over = threading.Event()

    def ask(reader: Reader) -> None:
        while not is_over.is_set():
            reader.read()
            time.sleep(0.01)

    threads = [threading.Thread(target=ask, args=(reader,)) for reader in readers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        is_over.set()
        for thread in threads:
            thread.join()
        for reader in readers:
            reader.connection.close()


def stored(data: Path) -> list[str]:
    with closing(sqlite3.connect(data / "standfirst.sqlite3")) as database:
        return [words for (words,) in database.execute("SELECT words FROM discussion_comment")]


def says(paper: Paper, holds: Callable[[server_lock.Holder], object]) -> bool:
    """Whether who has the lock tells something by now."""
    holder = server_lock.holder(paper.data)
    return holder is not None and bool(holds(holder))


def test_no_request_fails_whether_a_new_version_can_take_over_or_not(paper: Paper):
    readers = [Reader(paper, keeps=keeps) for keeps in (True, True, False, False)]
    posters = [Poster(paper, keeps=keeps) for keeps in (True, False)]
    before = paper.family() - {paper.process.pid}
    began = server_lock.holder(paper.data)
    assert began
    with asking(*readers, *posters):
        (paper.data / "settings.env").write_text("STANDFIRST_DATABASE_CONNECTIONS=many\n")
        os.kill(paper.process.pid, signal.SIGHUP)
        until(lambda: says(paper, lambda holder: holder.refused_because))
        assert before < paper.family()
        (paper.data / "settings.env").unlink()
        os.kill(paper.process.pid, signal.SIGHUP)
        until(lambda: says(paper, lambda holder: holder.since > began.since))
        until(lambda: not before & paper.family())
    assert len(paper.family()) == len(before) + 1
    assert [reader.failed for reader in (*readers, *posters)] == [[]] * 6, paper.log.read_text()
    sent = [words for poster in posters for words in poster.sent]
    assert sorted(words for words in stored(paper.data) if words in sent) == sorted(sent)
    said = paper.log.read_text()
    assert "the one that runs goes on: STANDFIRST_DATABASE_CONNECTIONS" in said
    assert said.count("the new version has taken over") == 1
    assert said.count("The paper  ") == 1
