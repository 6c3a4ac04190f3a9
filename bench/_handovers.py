"""New versions that take over one after the other (SIGHUP) while readers come, stay and post: what fails is not tried again."""

import http.client
import os
import signal
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench._site import inside, start
from standfirst.lib import server_lock

HANDOVERS = int(os.environ.get("BENCH_HANDOVERS", "5"))
READERS = 4
"""Of each kind: who keep their connection and who take another each time, reading and posting."""


@dataclass
class Visitor:
    """Reads, or posts to `path`, again and again; notes what was not answered, and how long the slowest took."""

    port: int
    path: str
    posts: bool
    keeps: bool
    answered: int = 0
    sent: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    slowest: float = 0.0

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self) -> None:
        began = time.monotonic()
        try:
            if self.posts:
                self._post()
            else:
                self.connection.request("GET", self.path, headers=self._headers())
            answer = self.connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.failed.append(repr(error))
            self.connection.close()
        else:
            self.answered += 1
            if answer.status >= http.HTTPStatus.BAD_REQUEST:
                self.failed.append(str(answer.status))
        self.slowest = max(self.slowest, time.monotonic() - began)

    def _post(self) -> None:
        self.sent.append(f"Who paid for the borings? {uuid.uuid4()}")
        typed = {"key": str(uuid.uuid4()), "name": "Bob", "words": self.sent[-1]}
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        headers = {**form, "Sec-Fetch-Site": "same-origin", **self._headers()}
        self.connection.request("POST", self.path, urlencode(typed), headers)

    def _headers(self) -> dict[str, str]:
        return {} if self.keeps else {"Connection": "close"}


def hand_over(data: Path, port: int, path: str) -> dict[str, Any]:
    """Serve `data`, and have a version take over from another again and again."""
    article = "/" + inside("article", {"STANDFIRST_DATA": str(data)})["path"]
    server = start(data, port)
    visitors = [
        Visitor(port, path if posts else article, posts, keeps)
        for posts in (True, False)
        for keeps in (True, False)
        for _ in range(READERS)
    ]
    is_over = threading.Event()

    def visit(visitor: Visitor) -> None:
        while not is_over.is_set():
            visitor.ask()
            time.sleep(0.01)

    threads = [threading.Thread(target=visit, args=(visitor,)) for visitor in visitors]
    for thread in threads:
        thread.start()
    try:
        took = [_once(data, server.pid) for _ in range(HANDOVERS)]
        time.sleep(5)  # in which the last of the old processes goes
    finally:
        is_over.set()
        for thread in threads:
            thread.join()
        server.terminate()
        server.wait(timeout=60)
    kept = inside("stored", {"STANDFIRST_DATA": str(data)})
    return _figures(visitors, took, list(kept["words"].values()))


def _once(data: Path, pid: int) -> float:
    """Return after how many seconds the new version has taken over.

    Raises:
        TimeoutError: none has.
    """
    before, began = server_lock.holder(data), time.monotonic()
    os.kill(pid, signal.SIGHUP)
    while time.monotonic() - began < 600:
        now = server_lock.holder(data)
        if before and now and now.since > before.since and now.is_listening:
            return time.monotonic() - began
        time.sleep(0.05)
    raise TimeoutError("no new version took over")


def _figures(visitors: list[Visitor], took: list[float], kept: list[str]) -> dict[str, Any]:
    sent = [words for visitor in visitors for words in visitor.sent]
    failed = [failure for visitor in visitors for failure in visitor.failed]
    return {
        "handovers": len(took),
        "each_took_s": round(max(took), 1),
        "answered": sum(visitor.answered for visitor in visitors),
        "slowest_answer_s": round(max(visitor.slowest for visitor in visitors), 2),
        "failed": len(failed),
        **({"how": sorted(set(failed))} if failed else {}),
        "posted": len(sent),
        "lost": len(set(sent) - set(kept)),
        "doubled": len(kept) - len(set(kept)),
        "holds": not failed and sorted(sent) == sorted(kept),
    }
