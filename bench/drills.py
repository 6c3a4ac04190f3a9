"""Does the paper hold in the drills: a restore after a crash, backups cut short, a full disk, an update while it is read?

`BENCH_DRILLS=disk,cut` runs some of them. A full disk needs root, for a small file system in memory of its
own; an update installs the lock anew, from the package index. What other questions measure is theirs:
`restarts` (worker, database, second start, Ctrl+C, a killed parent) and `backup` (under load, on either
database). `tests/unprivileged.sh` and `tests/bounces_by_postfix.sh` need root and stand by themselves.
"""

import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench import _handovers, _updates
from bench._site import free_port, inside, lay_out, start
from bench.backup import Load
from bench.kill import Reader

SECONDS = int(os.environ.get("BENCH_SECONDS", "5"))
"""For which readers post before each blow."""
MEGABYTES = int(os.environ.get("BENCH_MEGABYTES", "100"))
"""Of the disk that is filled."""


def measure() -> dict[str, object]:
    """Print the figures, and return them."""
    chosen = os.environ.get("BENCH_DRILLS", ",".join(DRILLS)).split(",")
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="standfirst-bench-") as name:
        folder = Path(name)
        _, path = lay_out(folder / "laid-out")
        for drill in chosen:
            place = folder / drill
            place.mkdir()
            figures[drill] = DRILLS[drill](folder / "laid-out", place, path)
            print(f"{drill}: " + ", ".join(f"{key} {it}" for key, it in figures[drill].items()))
    figures["holds"] = all(figures[drill]["holds"] for drill in chosen)
    return figures


def crash(laid_out: Path, place: Path, path: str) -> dict[str, Any]:
    """Take a backup under posts, kill all (kill -9) a little later, and restore over what the crash left."""
    data, file = place / "data", place / "paper.tar.gz"
    shutil.copytree(laid_out, data)
    with _served(data) as server, _posting(server.port, path) as load:
        time.sleep(SECONDS)
        before = set(load.reader.answered.values())
        _said(["backup", str(file)], data)
        time.sleep(SECONDS)
        os.killpg(server.process.pid, signal.SIGKILL)
        log = data / "standfirst.sqlite3-wal"
        left = log.stat().st_size if log.exists() else 0
    began = time.monotonic()
    code, said = _said(["restore", "--replace", str(file)], data)
    took = time.monotonic() - began
    kept = {int(number) for number in inside("stored", {"STANDFIRST_DATA": str(data)})["words"]}
    _, doctor = _said(["doctor"], data)
    with _served(data) as server:
        status, _page = _post(server.port, path)
    answered = set(load.reader.answered.values())
    return {
        "kilobytes_in_the_old_log": left // 1024,
        "answered_before_the_backup": len(before),
        "lost_of_these": len(before - kept),
        "answered_before_the_crash": len(answered),
        "restored": len(kept),
        "restore_s": round(took, 1),
        "posting_again": status,
        "holds": code == 0 and before <= kept and "wal, ok" in doctor and status == 303,
        **({"said": said} if code else {}),
    }


def cut(laid_out: Path, place: Path, path: str) -> dict[str, Any]:
    """Cut a backup at ten places: each is refused with one line, and nothing is touched."""
    whole = place / "paper.tar.gz"
    _said(["backup", str(whole)], laid_out)
    content, refused, lines = whole.read_bytes(), 0, set()
    for tenth in range(10):
        (place / "cut.tar.gz").write_bytes(content[: len(content) * tenth // 10])
        code, said = _said(["restore", str(place / "cut.tar.gz")], place / "data")
        refused += code != 0 and len(said.splitlines()) == 1
        lines.add(said.strip())
    code, _ = _said(["restore", "--check", str(whole)], place / "data")
    begun = (place / "data/standfirst.sqlite3").exists()
    return {
        "cut": 10,
        "refused_with_one_line": refused,
        "whole_is_taken": code == 0,
        "for_instance": sorted(lines)[-1],
        "holds": refused == 10 and code == 0 and not begun,
    }


def disk(laid_out: Path, place: Path, path: str) -> dict[str, Any]:
    """Fill the disk of a paper that is served: posts are refused in words, reading goes on; then make room."""
    if os.geteuid():
        return {"left_out": "only root can mount", "holds": True}
    mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "none", str(place)]
    subprocess.run(mount, check=True)
    try:
        shutil.copytree(laid_out, place / "data")
        with _served(place / "data") as server:
            return _fill(server, place / "filler", path)
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def _fill(server: "_Server", filler: Path, path: str) -> dict[str, Any]:
    article = "/" + inside("article", {"STANDFIRST_DATA": str(server.data)})["path"]
    first, _ = _post(server.port, path)
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(b"\0" * 4096):
                pass
        except OSError:
            pass
    refused, page = [], ""
    for _ in range(20):
        status, page = _post(server.port, path, "Is there room? " * 300)
        refused.append(status)
    read = [_get(server.port, address) for address in ("/", article, "/feed.rss", "/sitemap.xml")]
    _, doctor = _said(["doctor"], server.data)
    filler.unlink()
    until, again = time.monotonic() + 60, 0
    while again != 303 and time.monotonic() < until:
        again, _ = _post(server.port, path)
    took = 60 - (until - time.monotonic())
    words = _words(page)
    return {
        "post_before": first,
        "posts_while_full": sorted(set(refused)),
        "words": words,
        "reading_while_full": sorted(set(read)),
        "doctor_says_to_make_room": "room" in doctor,
        "post_afterwards": again,
        "after_s": round(took, 1),
        "holds": first == again == 303
        and set(read) == {200}
        and 303 not in refused[-1:]
        and bool(words),
    }


def update(laid_out: Path, place: Path, path: str) -> dict[str, Any]:
    """Bring in a new version with `bin/update` while the paper is read; see `_updates`."""
    return _updates.update(laid_out, place)


def handover(laid_out: Path, place: Path, path: str) -> dict[str, Any]:
    """Have one version after the other take over while readers come, stay and post; see `_handovers`."""
    shutil.copytree(laid_out, place / "data")
    return _handovers.hand_over(place / "data", free_port(), path)


class _Server:
    """A paper that is served, all its processes in one group."""

    def __init__(self, data: Path) -> None:
        self.data, self.port = data, free_port()
        self.process = start(data, self.port)


@contextmanager
def _served(data: Path) -> Iterator[_Server]:
    server = _Server(data)
    try:
        yield server
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.process.pid, signal.SIGTERM)
        server.process.wait(timeout=60)


@contextmanager
def _posting(port: int, path: str) -> Iterator[Load]:
    """Have a reader post for as long as the block lasts; what a killed server left open is given up."""
    load = Load(Reader(port, path))
    thread = threading.Thread(target=load.run, daemon=True)
    thread.start()
    try:
        yield load
    finally:
        load.is_over.set()


def _said(arguments: list[str], data: Path) -> tuple[int, str]:
    """Run a command on a paper; return its exit code and what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "standfirst", *arguments],
        env={**os.environ, "STANDFIRST_DATA": str(data)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def _post(port: int, path: str, words: str = "Who paid for the borings?") -> tuple[int, str]:
    """Post a comment as a new reader; return status and page."""
    typed = {"key": str(uuid.uuid4()), "name": "Bob", "mail": "", "words": words}
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    return _ask(port, "POST", path, urlencode(typed), headers)


def _get(port: int, address: str) -> int:
    return _ask(port, "GET", address)[0]


def _ask(
    port: int, method: str, address: str, body: str = "", headers: dict[str, str] | None = None
) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    with closing(connection):
        connection.request(method, address, body or None, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def _words(page: str) -> str:
    """Return the headline and the first paragraph that a page shows."""
    found = re.findall(
        r"<(?:h1|p)[^>]*>(.*?)</(?:h1|p)>", page.partition("<main")[2] or page, re.DOTALL
    )[:2]
    return " – ".join(" ".join(re.sub("<[^>]+>", "", part).split()) for part in found)


DRILLS: dict[str, Callable[[Path, Path, str], dict[str, Any]]] = {
    "crash": crash,
    "cut": cut,
    "disk": disk,
    "handover": handover,
    "update": update,
}
