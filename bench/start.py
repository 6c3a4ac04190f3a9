"""How much memory does the paper take at rest, how soon does a second start answer, and how soon is a killed process replaced?

A demonstration newsroom is laid out once. Memory (PSS, in which what processes share counts once) is taken when nothing has been
asked for a while after a start, and again after the front page and its lead were read by many. Then one of the processes that answer
requests is killed (kill -9), and twenty readers come at once, each over a connection of their own: the slowest counts.
Then the worker is. Seconds of CPU say more than seconds where others keep the machine busy.
"""

import os
import re
import signal
import statistics
import tempfile
import threading
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

from bench._site import free_port
from bench.restarts import Paper

STARTS = int(os.environ.get("BENCH_STARTS", "5"))
"""Of which each is measured."""
READERS = 20
REST = 5.0
"""Seconds in which nobody asks for anything."""
FIGURES = ("memory_mb", "memory_when_read_mb", "second_start_s", "second_start_cpu_s", "answered_after_kill_s", "worker_back_after_s")  # fmt: skip
MEMORY, SECONDS = 250, 2.0
"""What there is to keep to: megabytes at rest, and seconds of a second start."""


def measure() -> dict[str, object]:
    """Print the table, and return the figures."""
    # What Python has compiled is kept between two starts, as it is where it may be.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory(prefix="standfirst-bench-") as name:
        folder = Path(name)
        environment = {
            "STANDFIRST_DATA": str(folder / "data"),
            "STANDFIRST_PROCESSES": "2",
            # Another address would have the next start prepare everything anew.
            "STANDFIRST_URL": "http://localhost:8000",
        }
        _end(Paper(environment, free_port(), folder / "log.txt", demonstration=True))
        rounds = [_round(environment, folder) for _ in range(STARTS)]
    figures: dict[str, Any] = {"starts": STARTS, "processes": rounds[0]["processes"]}
    print(f"{'':>36} {'median':>8} {'worst':>8}")
    for figure in FIGURES:
        values = [it[figure] for it in rounds]
        figures[figure] = round(statistics.median(values), 2)
        figures[f"{figure}_worst"] = round(max(values), 2)
        print(f"{figure.replace('_', ' '):>36} {figures[figure]:>8} {max(values):>8.2f}")
    for process, share in rounds[-1]["each_mb"].items():
        print(f"{process:>36} {share:>8.1f}")
    figures["each_mb"] = rounds[-1]["each_mb"]
    figures["holds"] = figures["memory_mb"] <= MEMORY and figures["second_start_s"] <= SECONDS
    return figures


def _round(environment: dict[str, str], folder: Path) -> dict[str, Any]:
    began = time.monotonic()
    paper = Paper(environment, free_port(), folder / "log.txt", demonstration=True)
    took, cpu = time.monotonic() - began, sum(map(_cpu, paper.family()))
    try:
        time.sleep(REST)
        at_rest = sum(map(_megabytes, paper.family()))
        lead = _lead(paper.port)
        for _ in range(READERS):
            _read(paper.port, lead)
        time.sleep(REST)
        each = {f"{_name(pid)} {pid}": _megabytes(pid) for pid in sorted(paper.family())}
        return {
            "second_start_s": took,
            "second_start_cpu_s": cpu,
            "memory_mb": at_rest,
            "memory_when_read_mb": sum(each.values()),
            "each_mb": each,
            "processes": len(each),
            "answered_after_kill_s": _kill_server(paper, lead),
            "worker_back_after_s": _kill_worker(paper),
        }
    finally:
        _end(paper)


def _end(paper: Paper) -> None:
    with suppress(ProcessLookupError):
        os.killpg(paper.process.pid, signal.SIGTERM)
    paper.process.wait(timeout=60)


def _kill_server(paper: Paper, lead: str) -> float:
    """Return after how many seconds the last of many readers was answered who came as a process was killed."""
    times: list[float] = []
    os.kill(paper.servers().pop(), signal.SIGKILL)
    began = time.monotonic()

    def read() -> None:
        while True:
            with suppress(OSError):
                _read(paper.port, lead)
                times.append(time.monotonic() - began)
                return

    threads = [threading.Thread(target=read) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return max(times)


def _kill_worker(paper: Paper) -> float:
    worker = paper.worker()
    os.kill(worker, signal.SIGKILL)
    began = time.monotonic()
    paper.worker(besides=worker)
    return time.monotonic() - began


def _lead(port: int) -> str:
    """Return the address of the article that the front page begins with."""
    found = re.search(r'<h2[^>]*>\s*<a href="([^"]+)"', _read(port, "/"))
    assert found, "the front page leads to no article"
    return re.sub(r"^https?://[^/]+", "", found[1])


def _read(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
        return str(answer.read().decode())


def _name(pid: int) -> str:
    return Path(f"/proc/{pid}/comm").read_text().strip()


def _cpu(pid: int) -> float:
    """Return the seconds of CPU that a process, and those of its own that have ended, have taken."""
    stat = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return sum(map(int, stat[11:15])) / os.sysconf("SC_CLK_TCK")


def _megabytes(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
