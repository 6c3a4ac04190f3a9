"""What 10 thousand, 100 thousand and a million comments change: pages, writing, search, the queue, import, backup.

Each size is imported from a WordPress export into an empty site, which then is served. GROW_COMMENTS names other sizes.
"""

import importlib
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from math import log10
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from bench._site import ROOT, database, inside, serving, some_address

SIZES = [int(size) for size in os.environ.get("GROW_COMMENTS", "10000,100000,1000000").split(",")]
TIMES = int(os.environ.get("GROW_TIMES", "40"))
PLOT = os.environ.get("GROW_PLOT", "")
"""A file for the picture of it, as SVG."""
MOST_MEGABYTES = 300
_NUMBER = re.compile(rb'id="comment-(\d+)"')
_FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
_importing: Any = importlib.import_module("bench.import")


class Browser:
    """Asks and posts over one connection, each time from another address."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(self, path: str, *, cookie: str = "") -> bytes:
        """Return the page at `path`."""
        return self._send("GET", path, None, {"Cookie": cookie} if cookie else {})

    def post(self, path: str, fields: dict[str, str]) -> bytes:
        """Send a form."""
        return self._send("POST", path, urlencode(fields), _FORM)

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> bytes:
        address = some_address()
        self._connection.request(method, path, body, {**headers, "X-Forwarded-For": address})
        answer = self._connection.getresponse()
        page = answer.read()
        assert answer.status in {200, 302, 303}, f"{method} {path}: {answer.status} {page[-400:]!r}"
        return page


def measure() -> dict[str, Any]:
    """Print the table; return the figures by size, and under `holds` whether the import's memory stays flat."""
    figures: dict[str, Any] = {str(size): _measured(size) for size in SIZES}
    names = list(figures[str(SIZES[0])])
    print(f"{'':28}" + "".join(f"{size:>12,}" for size in SIZES))
    for name in names:
        print(f"{name:28}" + "".join(f"{figures[str(size)][name]:>12,}" for size in SIZES))
    figures["holds"] = all(figures[str(size)]["import_peak_mb"] <= MOST_MEGABYTES for size in SIZES)
    if PLOT:
        Path(PLOT).write_text(_plot(figures))
    return figures


def _measured(size: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="standfirst-bench-") as name, _site(Path(name)) as site:
        data, extra = site
        environment = {"STANDFIRST_DATA": str(data), **extra}
        _standfirst(environment, "migrate")
        export = Path(name) / "export.xml"
        _importing._write(export, size)
        seconds, megabytes = _standfirst(environment, "import", "wordpress", str(export))
        export.unlink()
        there = inside("grown", environment)
        settings = {"STANDFIRST_PROXIES": "1", "STANDFIRST_PROCESSES": "1", **extra}
        with serving(data, settings) as address:
            figures = _asked(Browser(int(str(urlsplit(address).port))), there)
        backup, _memory = _standfirst(environment, "backup", str(Path(name) / "paper.tar.gz"))
        return {
            "import_per_second": round(size / seconds),
            "import_peak_mb": round(megabytes),
            **figures,
            "backup_s": round(backup, 1),
            "database_mb": round(there["bytes"] / 1e6, 1),
        }


@contextmanager
def _site(folder: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    with database(folder / "postgresql") as extra:
        yield folder / "data", extra


def _standfirst(environment: dict[str, str], *arguments: str) -> tuple[float, float]:
    """Run a command; return seconds and megabytes at the most."""
    began = time.monotonic()
    running = subprocess.Popen(
        [sys.executable, "-m", "standfirst", *arguments],
        env={**os.environ, **environment}, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _pid, status, usage = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    assert running.returncode == 0, arguments
    return time.monotonic() - began, usage.ru_maxrss / 1024


def _asked(browser: Browser, there: dict[str, Any]) -> dict[str, float]:
    """Medians in milliseconds."""
    thread, article = f"/discussion/{there['key']}/", there["article"]

    def comment() -> None:
        words = f"What about the harbour wall, asked {uuid.uuid4()}?"
        browser.post(
            f"{thread}comments/", {"key": str(uuid.uuid4()), "name": "Bea", "mail": "", "words": words}
        )  # fmt: skip

    comment()
    numbers = iter(comment_numbers(browser.ask(thread)) * TIMES)
    cookie = there["cookie"]
    return {
        "article_after_a_comment_ms": _median(lambda: browser.ask(article), before=comment),
        "thread_next_page_ms": _median(
            lambda: browser.ask(f"{thread}?order=oldest&n={uuid.uuid4()}")
        ),
        "post_ms": _median(comment),
        "vote_ms": _median(lambda: browser.post(_vote(next(numbers)), {"value": "up"})),
        "search_ms": _median(lambda: browser.ask(f"/search/?q=harbour+{random.randint(1, 99999)}")),  # noqa: S311 - no secret
        "moderators_list_ms": _median(lambda: browser.ask("/admin/comments/", cookie=cookie)),
        "moderators_search_ms": _median(
            lambda: browser.ask("/admin/comments/?words=9999", cookie=cookie)
        ),
    }


def comment_numbers(page: bytes) -> list[int]:
    """Return the numbers of the comments on a page."""
    return [int(number) for number in _NUMBER.findall(page)]


def _vote(number: int) -> str:
    return f"/discussion/comments/{number}/vote/"


def _median(act: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    took = []
    for _ in range(TIMES):
        before()
        began = time.perf_counter()
        act()
        took.append(time.perf_counter() - began)
    return round(1000 * statistics.median(took), 1)


def _plot(figures: dict[str, Any]) -> str:
    """Draw the milliseconds over the sizes, both by powers of ten."""
    names = [name for name in figures[str(SIZES[0])] if name.endswith("_ms")]
    left, top, width, height = 84, 20, 400, 240

    def x(size: int) -> float:
        return left + width * (log10(size) - log10(SIZES[0])) / max(
            0.01, log10(SIZES[-1]) - log10(SIZES[0])
        )

    def y(milliseconds: float) -> float:
        return top + height * (1 - log10(max(1, milliseconds)) / 4)

    rows = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 300" font-family="sans-serif" font-size="12">',
        "<title>Milliseconds over the number of comments</title>",
    ]
    for power in range(5):
        at = y(10**power)
        rows.append(f'<path d="M{left} {at:.0f}h{width}" stroke="#ccc"/><text x="8" y="{at + 4:.0f}">{10**power:,} ms</text>')  # fmt: skip
    for size in SIZES:
        rows.append(f'<text x="{x(size):.0f}" y="290" text-anchor="middle">{size:,}</text>')
    for place, name in enumerate(names):
        hue = 360 * place // len(names)
        points = " ".join(f"{x(size):.0f},{y(figures[str(size)][name]):.0f}" for size in SIZES)
        label = name.removesuffix("_ms").replace("_", " ")
        rows.append(f'<polyline points="{points}" fill="none" stroke="hsl({hue} 60% 40%)" stroke-width="2"/>')  # fmt: skip
        rows.append(f'<text x="{left + width + 12}" y="{top + 14 + 18 * place}" fill="hsl({hue} 60% 30%)">{label}</text>')  # fmt: skip
    return "\n".join([*rows, "</svg>", ""])
