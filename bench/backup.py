"""Is a backup that is taken while readers post whole, and restored elsewhere the same paper, on either database?

A paper with 100,000 comments and 200 MB of pictures is served, and readers post twenty comments a second.
Its backup is taken meanwhile, and restored on SQLite and on PostgreSQL: what was answered before it
began must be there, the books must add up, every page of the sitemap must answer, and each restored
paper must be what the backup says. Figures are told for time, memory and what readers had to wait.
"""

import json
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench._site import database, free_port, inside, lay_out, start
from bench.kill import Reader

COMMENTS = int(os.environ.get("BENCH_COMMENTS", "100000"))
MEGABYTES = int(os.environ.get("BENCH_MEGABYTES", "200"))
POSTS_A_SECOND = 20
_WARM_UP = 10.0  # seconds


@dataclass
class Load:
    """Readers who post at a steady rate, until told to stop; each knows how long it waited."""

    reader: Reader
    waits: list[tuple[float, float]] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        began, turn = time.monotonic(), 0
        while not self.is_over.is_set():
            time.sleep(max(0.0, began + turn / POSTS_A_SECOND - time.monotonic()))
            at = time.monotonic()
            self.reader.post(f"Who paid for the borings? Asked for the {turn}th time.")
            self.waits.append((at, time.monotonic() - at))
            turn += 1

    def between(self, first: float, last: float) -> dict[str, float]:
        """Return what posts of that time waited, in milliseconds."""
        waits = [wait * 1000 for at, wait in self.waits if first <= at <= last]
        return {
            "posts": len(waits),
            "median": statistics.median(waits),
            "most": max(waits),
        }


def measure() -> dict[str, object]:
    """Print the table; return the figures, and whether all `holds`."""
    os.environ |= {"BENCH_COMMENTS": str(COMMENTS), "BENCH_MEGABYTES": str(MEGABYTES)}
    with tempfile.TemporaryDirectory(prefix="standfirst-bench-") as name:
        folder = Path(name)
        with database(folder / "postgresql") as databases:
            figures = _back_up(folder, databases)
        file = folder / "paper.tar.gz"
        end = _end(file)
        figures["restored"] = {}
        for kind in ("sqlite", "postgresql"):
            os.environ["BENCH_DATABASE"] = kind
            with database(folder / f"restored-{kind}") as databases:
                figures["restored"][kind] = _restore(folder / kind, file, databases, end)
    figures["holds"] = figures["lost"] == 0 and all(
        restored["holds"] for restored in figures["restored"].values()
    )
    print(json.dumps(figures, indent=2))
    return figures


def _back_up(folder: Path, databases: dict[str, str]) -> dict[str, Any]:
    environment, path = lay_out(folder / "data", databases)
    inside("fill", environment)
    port = free_port()
    server = start(folder / "data", port, databases)
    load = Load(Reader(port, path))
    posting = threading.Thread(target=load.run)
    try:
        posting.start()
        began = time.monotonic()
        time.sleep(_WARM_UP)
        answered = set(load.reader.answered.values())
        told, started = (
            _run(["backup", str(folder / "paper.tar.gz")], environment),
            time.monotonic(),
        )
        load.is_over.set()
        posting.join()
    finally:
        server.terminate()
        server.wait(timeout=30)
    stored = _comments(folder / "paper.tar.gz")
    first = started - float(told["seconds"])
    return {
        "database": os.environ.get("BENCH_DATABASE", "sqlite"),
        "comments": COMMENTS,
        "backup": {**told, "megabytes": (folder / "paper.tar.gz").stat().st_size / 1e6},
        "waited_ms_before": load.between(began + 2, first),
        "waited_ms_meanwhile": load.between(first, started),
        "answered_before": len(answered),
        "lost": len(answered - stored),
    }


def _restore(
    data: Path, file: Path, databases: dict[str, str], end: dict[str, Any]
) -> dict[str, Any]:
    environment = {"STANDFIRST_DATA": str(data), **databases}
    told = _run(["restore", str(file)], environment)
    paper = inside("paper", environment)
    expected = end["tables"]["discussion_comment"], end["files"], end["bytes"]
    same = (paper["comments"], paper["files"], paper["bytes"]) == expected
    holds = same and not paper["faults"] and not paper["pages_not_200"] and paper["money"] > 0
    return {**told, **paper, "holds": holds}


def _run(arguments: list[str], environment: dict[str, str]) -> dict[str, float]:
    """Run a command; return how long it took, and the most memory that it held, in megabytes.

    Raises:
        RuntimeError: it failed.
    """
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "standfirst", *arguments], env={**os.environ, **environment}
    )
    _, state, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(state)
    if process.returncode:
        raise RuntimeError(f"{arguments} ended with {process.returncode}")
    return {
        "seconds": round(time.monotonic() - began, 1),
        "seconds_of_cpu": round(used.ru_utime + used.ru_stime, 1),
        "most_megabytes": round(used.ru_maxrss / 1024, 1),
    }


def _end(file: Path) -> dict[str, Any]:
    with tarfile.open(file) as tar:
        told = tar.extractfile("end.json")
        assert told
        end: dict[str, Any] = json.load(told)
        return end


def _comments(file: Path) -> set[int]:
    """Return the numbers of all comments in a backup."""
    numbers: set[int] = set()
    with tarfile.open(file) as tar:
        for member in tar:
            if member.name.startswith("rows/discussion_comment/") and (
                rows := tar.extractfile(member)
            ):
                numbers |= {json.loads(line)[0] for line in rows}
    return numbers
