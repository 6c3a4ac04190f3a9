"""How many comments per second do eight readers get posted, with every check, against Isso?

Both answer after their commit. Same machine, same run, same words, rounds interleaved; each client
keeps its connection where the server does. All clients share one address, so the limit on posts is
off on both sides. Afterwards each answered comment is looked for in both databases.
"""

import json
import os
import sqlite3
import statistics
import subprocess
import tempfile
import uuid
import venv
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from bench._clients import Burst, Post, post_all
from bench._site import free_port, inside, lay_out, serving, wait_for

ROUNDS, CLIENTS = 5, 8
POSTS = int(os.environ.get("BENCH_POSTS", "600"))
"""In each round, to each side."""

ISSO = ["isso==0.14.0", "gunicorn==27.0.1"]
CACHE = Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "standfirst-bench"

SETTINGS = """
[general]
dbpath = {folder}/comments.db
host = http://127.0.0.1:{port}
[moderation]
enabled = false
[guard]
enabled = false
"""

WORDS = (
    "The borings at [Pier 4](https://example.org/borings) were **not** what the council was told, "
    "and the contractor knew it before the vote. Who paid for them, who read them, and when did "
    "that reach the people who *decided*? The minutes say nothing of it; somebody should ask. "
    "This is comment ({number})."
)


def measure() -> dict[str, object]:
    """Print the table; return the figures, `ratio_to_isso` (our rate over Isso's) among them."""
    with tempfile.TemporaryDirectory(prefix="standfirst-bench-") as name:
        folder = Path(name)
        environment, path = lay_out(folder / "data")
        with serving(folder / "data") as ours, _isso(folder) as isso:
            sides = {"standfirst": (ours, _form(path)), "isso": (isso, _isso_form)}
            for side, (address, make) in sides.items():
                _post(side, address, make, range(-40, 0))
            bursts: dict[str, list[Burst]] = {side: [] for side in sides}
            for round_ in range(ROUNDS):
                numbers = range(round_ * POSTS, (round_ + 1) * POSTS)
                for side, (address, make) in sides.items():
                    bursts[side].append(_post(side, address, make, numbers))
        words = list(inside("stored", environment)["words"].values())
        missing = {"standfirst": _astray(words), "isso": _astray(_isso_words(folder))}
    return _report(bursts, missing)


def _post(side: str, address: str, make: Callable[[int], Post], numbers: Sequence[int]) -> Burst:
    burst = post_all(address, make, iter(numbers), clients=CLIENTS if numbers[0] >= 0 else 1)
    refused = Counter(answer.status for answer in burst.answers if answer.status not in {201, 303})
    assert not refused, f"{side} did not take every post: {refused}"
    return burst


def _form(path: str) -> Callable[[int], Post]:
    page_key = str(uuid.uuid4())  # a stored page hands the same to all its readers

    def make(number: int) -> Post:
        typed = {"key": page_key, "name": f"Reader {number % 97}", "mail": ""}
        body = urlencode({**typed, "words": WORDS.format(number=number)}).encode()
        return Post(path, "application/x-www-form-urlencoded", body)

    return make


def _isso_form(number: int) -> Post:
    typed = {"author": f"Reader {number % 97}", "email": None, "website": None, "parent": None}
    typed |= {"text": WORDS.format(number=number), "title": "Sea wall", "notification": 0}  # type: ignore[dict-item]
    return Post("/new?uri=%2Fharbour%2Fsea-wall%2F", "application/json", json.dumps(typed).encode())


@contextmanager
def _isso(folder: Path) -> Iterator[str]:
    """Run Isso as its documentation tells for gunicorn: four workers, preloaded."""
    port = free_port()
    (folder / "isso.cfg").write_text(SETTINGS.format(folder=folder, port=port))
    command = [str(_isso_environment() / "bin/gunicorn"), "-b", f"127.0.0.1:{port}"]
    server = subprocess.Popen(
        [*command, "-w", "4", "--preload", "isso.run"],
        env={**os.environ, "ISSO_SETTINGS": str(folder / "isso.cfg")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/", seconds=30)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _isso_environment() -> Path:
    """Return the folder of a Python environment with Isso in it, made once for each version."""
    folder = CACHE / "-".join(ISSO).replace("==", "-")
    if not (folder / "ready").exists():
        venv.create(folder, clear=True, with_pip=True)
        subprocess.run([str(folder / "bin/pip"), "install", "-qq", *ISSO], check=True)
        (folder / "ready").touch()
    return folder


def _isso_words(folder: Path) -> list[str]:
    with sqlite3.connect(folder / "comments.db") as database:
        return [words for (words,) in database.execute("SELECT text FROM comments")]


def _astray(words: Sequence[str]) -> dict[str, int]:
    """Return how many answered posts are in no comment, and how many in more than one."""
    found = Counter(words)
    times = [found[WORDS.format(number=number)] for number in range(-40, ROUNDS * POSTS)]
    return {
        "lost": sum(n == 0 for n in times),
        "doubled": sum(n > 1 for n in times),
        "stored": len(words),
    }


def _report(
    bursts: dict[str, list[Burst]], missing: dict[str, dict[str, int]]
) -> dict[str, object]:
    length = len(WORDS.format(number=1))
    figures: dict[str, object] = {"clients": CLIENTS, "rounds": ROUNDS, "posts_in_a_round": POSTS}
    print(
        f"{CLIENTS} clients, {ROUNDS} interleaved rounds of {POSTS:,} posts to each, {length} characters each; "
        "limits on posts off on both sides, no moderation; answers after the commit\n"
    )
    head = f"{'posts/s: least':>15} {'median':>8} {'most':>8} {'p50 ms':>8} {'p99 ms':>8}"
    print(f"{'':12} {head} {'stored':>8} {'lost':>5} {'doubled':>8}")
    medians = {}
    for side, rounds in bursts.items():
        rates = [burst.rate for burst in rounds]
        medians[side] = statistics.median(rates)
        p50, p99 = (statistics.median(b.percentile(share) for b in rounds) for share in (0.5, 0.99))
        row = f"{min(rates):15.1f} {medians[side]:8.1f} {max(rates):8.1f} {p50:8.1f} {p99:8.1f}"
        kept = missing[side]
        print(f"{side:12} {row} {kept['stored']:8,} {kept['lost']:5} {kept['doubled']:8}")
        figures[side] = {"posts_per_second": rates, "p50_ms": p50, "p99_ms": p99, **kept}
    share = max(burst.cpu_seconds / burst.seconds for burst in bursts["standfirst"])
    figures["load_cpu_share"] = share
    figures["ratio_to_isso"] = medians["standfirst"] / medians["isso"]
    print(f"\nthe clients used at most {share:.0%} of one core while posting to Standfirst")
    print(f"ratio to Isso: {figures['ratio_to_isso']:.2f}")
    return figures
