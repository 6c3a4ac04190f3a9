"""While a hundred comments a second arrive: how long does the first read after one take, and is it ever without it?

Writers post over the site at that rate together, each when it happens to (a Poisson process: not in step, and not evenly);
after some of their posts they read the thread at once, as themselves and as a stranger, who may be answered by another
process. FRESH_RATE and FRESH_SECONDS say how many and how long.
"""

import os
import random
import statistics
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from bench._site import database, lay_out, server_cpu, serving, some_address

RATE = int(os.environ.get("FRESH_RATE", "100"))
SECONDS = int(os.environ.get("FRESH_SECONDS", "20"))
WRITERS = 10
READ_AFTER = 5
"""After so many posts of a writer one is read."""
MOST_MS = 50.0


@dataclass
class Seen:
    """What all writers saw."""

    posted: list[float] = field(default_factory=list)
    read: dict[str, list[float]] = field(default_factory=lambda: {"writer": [], "stranger": []})
    stale: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def measure() -> dict[str, object]:
    """Print the figures; return them, and under `holds` whether none was stale and the slowest were quick enough."""
    seen = Seen()
    with (
        tempfile.TemporaryDirectory(prefix="standfirst-bench-") as folder,
        database(Path(folder) / "postgresql") as extra,
    ):
        data = Path(folder) / "data"
        _environment, path = lay_out(data, extra)
        settings = {"STANDFIRST_PROXIES": "1", "STANDFIRST_PROCESSES": "2", **extra}
        with serving(data, settings) as address:
            port = int(str(urlsplit(address).port))
            for number in range(200):
                _Writer(port, path, Seen()).post(f"Comment {number} of before")
            used, began = server_cpu(port), time.monotonic()
            writers = [_Writer(port, path, seen) for _ in range(WRITERS)]
            busy = [threading.Thread(target=writer.work) for writer in writers]
            for one in busy:
                one.start()
            for one in busy:
                one.join()
            cpu, lasted = server_cpu(port) - used, time.monotonic() - began
    return _report(seen, cpu / lasted, lasted)


def _report(seen: Seen, cores: float, lasted: float) -> dict[str, object]:
    figures: dict[str, object] = {
        "database": os.environ.get("BENCH_DATABASE", "sqlite"),
        "posts_per_second": round(len(seen.posted) / lasted, 1),
        "post_p99_ms": _p99(seen.posted),
        "reads": sum(map(len, seen.read.values())),
        "writer_median_ms": round(statistics.median(seen.read["writer"]), 1),
        "writer_p99_ms": _p99(seen.read["writer"]),
        "stranger_median_ms": round(statistics.median(seen.read["stranger"]), 1),
        "stranger_p99_ms": _p99(seen.read["stranger"]),
        "cores_of_the_server": round(cores, 2),
        "stale": len(seen.stale),
        "failed": len(seen.failed),
    }
    slowest = max(_p99(took) for took in seen.read.values())
    figures["holds"] = not seen.stale and not seen.failed and slowest <= MOST_MS
    for what, figure in figures.items():
        print(f"{what:>20} {figure}")
    for words in (seen.stale + seen.failed)[:5]:
        print(f"    {words}")
    return figures


def _p99(took: list[float]) -> float:
    return round(sorted(took)[int(0.99 * (len(took) - 1))], 1)


class _Writer:
    """A guest: keeps a connection and a cookie, and seems to come from another address each time."""

    def __init__(self, port: int, path: str, seen: Seen) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._stranger = HTTPConnection("127.0.0.1", port, timeout=60)
        self._path, self._seen, self._cookie = path, seen, ""

    def work(self) -> None:
        """Post at this writer's share of the rate, until the time is over."""
        due = began = time.monotonic()
        number = random.randrange(READ_AFTER)  # noqa: S311 - no secret
        while (due := due + random.expovariate(RATE / WRITERS)) < began + SECONDS:
            time.sleep(max(0.0, due - time.monotonic()))
            number += 1
            words = f"Asked for the {number}th time: {uuid.uuid4()}"
            try:
                self.post(words)
                if number % READ_AFTER == 0:
                    self._read(words, "writer", self._connection, {"Cookie": self._cookie})
                    self._read(words, "stranger", self._stranger, {})
            except (OSError, HTTPException) as error:
                self._seen.failed.append(repr(error))

    def post(self, words: str) -> None:
        """Send the form."""
        typed = {"key": str(uuid.uuid4()), "name": "Bea", "mail": "", "words": words}
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
            "X-Forwarded-For": some_address(),
            "Cookie": self._cookie,
        }
        began = time.perf_counter()
        self._connection.request("POST", self._path, urlencode(typed), headers)
        answer = self._connection.getresponse()
        answer.read()
        if answer.status != 303:
            self._seen.failed.append(f"posting was answered {answer.status}")
        self._seen.posted.append(1000 * (time.perf_counter() - began))
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            if "guest" in cookie:
                self._cookie = cookie.split(";")[0]

    def _read(
        self, words: str, who: str, connection: HTTPConnection, headers: dict[str, str]
    ) -> None:
        began = time.perf_counter()
        connection.request("GET", self._path.replace("comments/", "?order=newest"), headers=headers)
        page = connection.getresponse().read().decode()
        self._seen.read[who].append(1000 * (time.perf_counter() - began))
        if words not in page:
            self._seen.stale.append(f"{who} did not find: {words}")
