"""Does the first screen of a thread with 100,000 comments open as fast as one of 200, in every order?

The real view over the real database, rendered in this process; rounds interleaved over sizes. The
screen holds about 200 comments in each. What is compared is a thread with one of 200 of the same shape.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bench._site import database

if TYPE_CHECKING:
    from django.test import Client

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "11"))
SIZES = [int(size) for size in os.environ.get("BENCH_COMMENTS", "200,10000,100000").split(",")]
BUDGET = 1.2


@dataclass(frozen=True, slots=True)
class Shape:
    """How a thread grew: the share that answers nothing, and how far back replies reach."""

    roots: float
    near: int | None


SHAPES = {
    "wide": Shape(roots=1.0, near=50),
    "mixed": Shape(roots=0.3, near=50),
    "deep": Shape(roots=0.005, near=None),
}


class Screen(NamedTuple):
    """One page that is asked for again and again."""

    shape: str
    order: str
    size: int


@dataclass
class Seen:
    """What was seen of it: bytes and comments on it, queries, seconds of each round."""

    queries: int
    comments: int
    seconds: list[float]


def measure() -> dict[str, object]:
    """Print the table; return the figures, `worst_ratio` (of medians, to 200 comments) among them."""
    with tempfile.TemporaryDirectory(prefix="standfirst-bench-") as name:
        os.environ["STANDFIRST_DATA"] = str(Path(name) / "data")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "standfirst.settings")
        with database(Path(name) / "postgresql") as extra:
            os.environ.update(extra)
            return _report(_ask(_prepare()))


def _prepare() -> dict[tuple[str, int], str]:
    """Set up a site in this process; return the address of each thread's page by shape and size."""
    from standfirst.cli.django import set_up  # noqa: PLC0415 - Django needs the folder's name first

    set_up()
    from django.db import connection  # noqa: PLC0415

    from standfirst.cli.prepare import prepare  # noqa: PLC0415
    from standfirst.discussion.testing import grow_thread, make_thread  # noqa: PLC0415
    from standfirst.publishing.testing import make_article  # noqa: PLC0415

    prepare(empty=True)
    addresses = {}
    for size in SIZES:
        for name, shape in SHAPES.items():
            thread = make_thread(make_article(f"{name} {size}"))
            grow_thread(thread, size, roots=shape.roots, near=shape.near)
            addresses[name, size] = f"/discussion/{thread.key}/"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as its own housekeeping does by and by
    return addresses


def _ask(addresses: Mapping[tuple[str, int], str]) -> dict[Screen, Seen]:
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from standfirst.discussion.orders import Order  # noqa: PLC0415

    client = Client(SERVER_NAME="127.0.0.1")
    screens = {
        Screen(shape, order, size): f"{addresses[shape, size]}?order={order}"
        for shape in SHAPES
        for order in Order.values
        for size in SIZES
    }
    seen: dict[Screen, Seen] = {}
    for screen, url in screens.items():
        _open(client, url)
        with CaptureQueriesContext(connection) as queries:
            page = _open(client, url)
        seen[screen] = Seen(len(queries), page.count(b'id="comment-'), [])
    for _ in range(ROUNDS):
        for screen, url in screens.items():
            began = time.perf_counter()
            _open(client, url)
            seen[screen].seconds.append(time.perf_counter() - began)
    return seen


def _open(client: "Client", url: str) -> bytes:
    response = client.get(url)
    assert response.status_code == 200, f"{url} answered {response.status_code}"
    return bytes(response.content)


def _report(seen: Mapping[Screen, Seen]) -> dict[str, object]:
    kind = os.environ.get("BENCH_DATABASE", "sqlite")
    print(f"{kind}, thread's page as a stranger sees it, {ROUNDS} interleaved rounds\n")
    head = f"{'ms: median':>11} {'least':>7} {'ratio':>6} {'of least':>9}"
    print(f"{'shape':6} {'order':11} {'comments':>9} {'shown':>6} {'queries':>8} {head}")
    rows = []
    for screen, it in seen.items():
        base = seen[Screen(screen.shape, screen.order, SIZES[0])]
        median, least = statistics.median(it.seconds), min(it.seconds)
        row = {
            **screen._asdict(),
            "shown": it.comments,
            "queries": it.queries,
            "median_ms": median * 1000,
            "least_ms": least * 1000,
            "ratio": median / statistics.median(base.seconds),
            "ratio_of_least": least / min(base.seconds),
        }
        rows.append(row)
        print(
            f"{screen.shape:6} {screen.order:11} {screen.size:9,} {it.comments:6} {it.queries:8} "
            f"{row['median_ms']:11.1f} {row['least_ms']:7.1f} {row['ratio']:6.2f} {row['ratio_of_least']:9.2f}"
        )
    queries = {it.queries for it in seen.values()}
    worst = max(float(str(row["ratio"])) for row in rows)
    least = max(float(str(row["ratio_of_least"])) for row in rows)
    print(f"\nworst ratio to {SIZES[0]} comments: {worst:.2f} (of least times {least:.2f})")
    print(f"budget {BUDGET}; queries: {', '.join(map(str, sorted(queries)))}")
    return {
        "database": kind,
        "rounds": ROUNDS,
        "rows": rows,
        "worst_ratio": worst,
        "worst_ratio_of_least": least,
        "same_queries": len(queries) == 1,
    }
