"""Does the first screen of a thread with 100,000 comments open as fast as one of 200, in every order?

The real view over the real database, rendered in this process. In each round, each screen is opened
right beside that of a thread with 200 comments of the same shape, in the same order; which of the two
comes first changes with the round. The ratio is the median of the ratios within these pairs. Another
thread of 200 is measured in the same way: what its ratio is off 1 is the error of the measurement.
"""

import gc
import os
import statistics
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bench._site import database

if TYPE_CHECKING:
    from django.test import Client

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "31"))
SMALL = 200
SIZES = [int(size) for size in os.environ.get("BENCH_COMMENTS", "200,10000,100000").split(",")]
BUDGET = 1.2
# As in a paper that has a million comments already: all numbers on all pages are equally long.
FIRST_NUMBER = 1_000_000


@dataclass(frozen=True, slots=True)
class Shape:
    """How a thread grew: the comments in each branch, and how far from its top they are written.

    The same at any size, so that every page of a shape shows as many, with as many votes and words.
    """

    branch: int
    near: int | None


SHAPES = {
    "wide": Shape(branch=1, near=50),
    "mixed": Shape(branch=4, near=50),
    "deep": Shape(branch=200, near=None),
}


class Screen(NamedTuple):
    """One page that is asked for again and again."""

    shape: str
    order: str
    size: int


@dataclass(frozen=True, slots=True)
class Page:
    """What was seen of it once: queries it took, comments and bytes on it."""

    queries: int
    comments: int
    size: int


class Took(NamedTuple):
    """Seconds that passed, and those of this thread's processor, while a page was opened."""

    wall: float
    cpu: float


@dataclass
class Pairs:
    """A screen and the one of the small thread, and what each round took of both."""

    page: Page
    beside: Page
    took: list[Took] = field(default_factory=list)
    took_beside: list[Took] = field(default_factory=list)

    def ratio(self, clock: str) -> float:
        """Return the median over the rounds of the ratio within a pair, by "wall" or "cpu"."""
        pairs = zip(self.took, self.took_beside, strict=True)
        return statistics.median(getattr(it, clock) / getattr(other, clock) for it, other in pairs)

    @property
    def ratio_of_least(self) -> float:
        """The ratio of the least times, whichever rounds they were in."""
        return min(self.took).wall / min(self.took_beside).wall


def measure() -> dict[str, object]:
    """Print the table; return the figures, `worst_ratio` (medians over pairs with a thread of 200) among them."""
    with tempfile.TemporaryDirectory(prefix="standfirst-bench-") as name:
        os.environ["STANDFIRST_DATA"] = str(Path(name) / "data")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "standfirst.settings")
        with database(Path(name) / "postgresql") as extra:
            os.environ.update(extra)
            return _report(_ask(_prepare()))


def _prepare() -> dict[tuple[str, int], str]:
    """Set up a site in this process; return the address of each thread's page by shape and size."""
    from standfirst.cli.django import set_up  # noqa: PLC0415 - Django needs the folder's name first

    set_up(may_begin=True)
    from django.db import connection  # noqa: PLC0415

    from standfirst.cli.prepare import prepare  # noqa: PLC0415
    from standfirst.discussion.testing import (  # noqa: PLC0415
        grow_even_thread,
        make_comment,
        make_thread,
    )
    from standfirst.publishing.testing import make_article  # noqa: PLC0415

    prepare(empty=True)
    make_comment(make_thread(make_article("before")), pk=FIRST_NUMBER)
    addresses = {}
    for size in (0, *SIZES):
        for name, shape in SHAPES.items():
            thread = make_thread(make_article(f"{name} {size}"))
            grow_even_thread(thread, size or SMALL, branch=shape.branch, near=shape.near)
            addresses[name, size] = f"/discussion/{thread.key}/"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # as its own housekeeping does by and by
    return addresses


def _ask(addresses: Mapping[tuple[str, int], str]) -> dict[Screen, Pairs]:
    from django.test import Client  # noqa: PLC0415

    from standfirst.discussion.orders import Order  # noqa: PLC0415
    from standfirst.lib import kept_parts  # noqa: PLC0415

    client = Client(SERVER_NAME="127.0.0.1")
    urls = {
        Screen(shape, order, size): f"{address}?order={order}"
        for (shape, size), address in addresses.items()
        for order in Order.values
    }
    pages = {screen: _look(client, url) for screen, url in urls.items()}
    small = {screen: screen._replace(size=0) for screen in urls if screen.size}
    seen = {screen: Pairs(pages[screen], pages[small[screen]]) for screen in small}
    _freeze()
    for round_ in range(ROUNDS):
        for screen, pairs in seen.items():
            sides = [(urls[screen], pairs.took), (urls[small[screen]], pairs.took_beside)]
            for url, took in sides if round_ % 2 else reversed(sides):
                # What is kept says nothing of what it costs to make.
                kept_parts._parts = kept_parts._Parts()
                took.append(_time(client, url))
    return seen


def _look(client: "Client", url: str) -> Page:
    """Return what is on a page that was opened before."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    _open(client, url)
    with CaptureQueriesContext(connection) as queries:
        page = _open(client, url)
    return Page(len(queries), page.count(b'id="comment-'), len(page))


def _freeze() -> None:
    """Let Python's collector of cycles alone with what is loaded, as the server does (`standfirst/asgi.py`)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


def _time(client: "Client", url: str) -> Took:
    wall, cpu = time.perf_counter(), time.thread_time()
    _open(client, url)
    return Took(time.perf_counter() - wall, time.thread_time() - cpu)


def _open(client: "Client", url: str) -> bytes:
    response = client.get(url)
    assert response.status_code == 200, f"{url} answered {response.status_code}"
    return bytes(response.content)


def _report(seen: Mapping[Screen, Pairs]) -> dict[str, object]:
    kind = os.environ.get("BENCH_DATABASE", "sqlite")
    print(f"{kind}, thread's page as a stranger sees it, {ROUNDS} rounds of pairs with a thread of")
    print(f"{SMALL} (in brackets); what is loaded is frozen for the collector, as in the server\n")
    about = f"{'shape':6} {'order':11} {'comments':>9} {'queries':>8} {'shown':>11} {'kB':>11}"
    print(f"{about} {'ms: median':>14} {'least':>14} {'ratio':>6} {'of least':>9} {'of cpu':>7}")
    rows = [{**screen._asdict(), **_figures(pairs)} for screen, pairs in seen.items()]
    for row in rows:
        print(_line(row))
    big = [row for row in rows if row["size"] != SMALL]
    worst = {name: max(row[name] for row in big) for name in ("ratio", "ratio_of_least")}
    error = max((abs(row["ratio"] - 1) for row in rows if row["size"] == SMALL), default=0)
    queries = sorted({page.queries for it in seen.values() for page in (it.page, it.beside)})
    print(f"\nworst ratio to {SMALL} comments: {worst['ratio']:.2f} ", end="")
    print(
        f"(of least times {worst['ratio_of_least']:.2f}); a second thread of {SMALL} is off by {error:.2f}"
    )
    print(f"budget {BUDGET}; queries: {', '.join(map(str, queries))}")
    return {
        "database": kind,
        "rounds": ROUNDS,
        "rows": rows,
        "worst_ratio": worst["ratio"],
        "worst_ratio_of_least": worst["ratio_of_least"],
        "error": error,
        "same_queries": len(queries) == 1,
    }


def _figures(pairs: Pairs) -> dict[str, float]:
    """Return the figures of a line; those of the small thread end in `_beside`."""
    figures = {
        "ratio": pairs.ratio("wall"),
        "ratio_of_least": pairs.ratio_of_least,
        "ratio_of_cpu": pairs.ratio("cpu"),
    }
    for end, page, took in (
        ("", pairs.page, pairs.took),
        ("_beside", pairs.beside, pairs.took_beside),
    ):
        wall = [it.wall * 1000 for it in took]
        figures |= {f"queries{end}": page.queries, f"shown{end}": page.comments}
        figures |= {f"bytes{end}": page.size, f"median_ms{end}": statistics.median(wall)}
        figures[f"least_ms{end}"] = min(wall)
    return figures


def _line(row: Mapping[str, Any]) -> str:
    about = f"{row['shape']:6} {row['order']:11} {row['size']:9,} {row['queries']:8}"
    shown = f"{row['shown']:5} ({row['shown_beside']:3})"
    kb = f"{row['bytes'] / 1000:5.0f} ({row['bytes_beside'] / 1000:3.0f})"
    median = f"{row['median_ms']:7.1f} ({row['median_ms_beside']:4.1f})"
    least = f"{row['least_ms']:7.1f} ({row['least_ms_beside']:4.1f})"
    ratios = f"{row['ratio']:6.2f} {row['ratio_of_least']:9.2f} {row['ratio_of_cpu']:7.2f}"
    return f"{about} {shown:>11} {kb:>11} {median:>14} {least:>14} {ratios}"
