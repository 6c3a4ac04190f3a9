"""A real checkout that is updated with `bin/update` while it is served."""

import http.client
import os
import shutil
import subprocess
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench._site import ROOT, free_port, wait_for

_MARK = "standfirst/static/update.txt"


@dataclass
class Watch:
    """Asks for a page again and again, and notes when there was no answer."""

    port: int
    asked: list[tuple[float, bool]] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self.is_over.is_set():
            self.asked.append((time.monotonic(), self._is_answered()))
            time.sleep(0.1)

    def _is_answered(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with closing(connection):
            try:
                connection.request("GET", "/robots.txt")
                return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
            except (OSError, http.client.HTTPException):
                return False

    def silent_s(self) -> float:
        """Return for how long nothing was answered, from the first miss to the next answer."""
        misses = [at for at, is_answered in self.asked if not is_answered]
        if not misses:
            return 0.0
        later = [at for at, is_answered in self.asked if is_answered and at > misses[-1]]
        return round(min(later, default=misses[-1]) - misses[0], 1)


def update(laid_out: Path, place: Path) -> dict[str, Any]:
    """Install a clone, serve it, bring in a new version, and start it a second time beside itself."""
    origin, site = place / "origin", place / "site"
    _git(ROOT, "clone", "--quiet", str(ROOT), str(origin))
    _git(origin, "checkout", "--quiet", "-B", "drill")
    _git(origin, "clone", "--quiet", "--branch", "drill", str(origin), str(site))
    subprocess.run([site / "bin/setup"], check=True)
    shutil.copytree(laid_out, site / "data")
    port, log = free_port(), place / "log.txt"
    with log.open("w") as output:
        server = subprocess.Popen(
            [site / "bin/run", "--empty", "--port", str(port)],
            env=_environment(), stdout=output, stderr=output,
        )  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{port}/robots.txt")
        return _bring_in(origin, site, port)
    finally:
        server.terminate()
        server.wait(timeout=60)


def _bring_in(origin: Path, site: Path, port: int) -> dict[str, Any]:
    dates = _dates(site)
    second = _run(site, "run", "--empty", "--port", str(free_port()))
    touched = sum(dates.get(path) != date for path, date in _dates(site).items())
    (origin / _MARK).parent.mkdir(parents=True, exist_ok=True)
    (origin / _MARK).write_text("A newer version.\n")
    _git(origin, "add", "-A")
    _git(origin, "commit", "-qm", "A newer version")
    watch = Watch(port)
    watching = threading.Thread(target=watch.run)
    watching.start()
    began = time.monotonic()
    done = _run(site, "update")
    took = time.monotonic() - began
    time.sleep(1)
    watch.is_over.set()
    watching.join()
    return {
        "second_run": f"exit code {second.returncode}",
        "said": second.stderr.strip(),
        "files_it_touched": touched,
        "update_s": round(took, 1),
        "answered_while_updating": sum(is_answered for _, is_answered in watch.asked),
        "silent_s": watch.silent_s(),
        "new_version": (site / _MARK).exists(),
        "holds": done.returncode == 0
        and second.returncode == 2
        and not touched
        and (site / _MARK).exists()
        and watch.asked[-1][1]
        and watch.silent_s() == 0,
    }


def _dates(site: Path) -> dict[Path, float]:
    """Return when each file of the installed program was written."""
    return {
        path: path.stat().st_mtime
        for path in site.rglob("*")
        if path.is_file() and site / "data" not in path.parents and path.suffix != ".pyc"
    }


def _run(site: Path, program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [site / "bin" / program, *arguments],
        env=_environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip


def _environment() -> dict[str, str]:
    return {name: it for name, it in os.environ.items() if not name.startswith("STANDFIRST_")}


def _git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=Vera", "-c", "user.email=vera@paper.example"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)
