"""A real `standfirst run`, in a process and a folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from tests.made_once import migrated_postgresql, on_server, with_static_files

_AGAIN = """
import sys
from importlib import import_module
from pathlib import Path
from standfirst.cli import main
run = import_module("standfirst.cli.run")
folder = Path(sys.argv.pop(1))
run.data_folder = lambda: folder
run.is_ready = lambda: True
main()
"""


@dataclass(frozen=True)
class Site:
    """A running paper: its address, its folder and what it printed on the way up."""

    url: str
    data: Path
    greeting: str
    # What another process needs to work on the same state.
    environment: dict[str, str] = field(default_factory=dict)

    def sign_in(self, role: str) -> tuple[str, str]:
        """Return mail address and password of the demonstration's `role`."""
        for line in (self.data / "demonstration-sign-ins.txt").read_text().splitlines():
            title, mail, password = line.replace(": ", " ").rsplit(" ", 2)
            if title.lower().startswith(role):
                return mail, password
        raise LookupError(role)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def answering(port: int) -> list[int]:
    """Return the processes that answer requests at `port`, without the one that started them."""
    processes = []
    for found in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it ended meanwhile
            is_ours = f"\0{port}\0" in found.read_text()
            if is_ours and (found.parent / "comm").read_text() == "standfirst-http\n":
                processes.append(int(found.parent.name))
    return sorted(processes)


@contextmanager
def own_database() -> Iterator[dict[str, str]]:
    """A database of its own beside the tests' one, where that is PostgreSQL."""
    uri = os.environ.get("DATABASE_URL")
    if not uri:
        yield {}
        return
    name = f"journey_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(uri, autocommit=True) as server:
        template = sql.Identifier(migrated_postgresql())
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), template)
        )
        yield {"DATABASE_URL": on_server(name)}
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def running(data: Path, *options: str, mail_port: int = 0, **settings: str) -> Iterator[Site]:
    """Run the site on the state in `data` until the block ends; its letters go to `mail_port`, if given.

    It is asked for as localhost: that, and https, is where browsers give passkeys.
    """
    port = free_port()
    with own_database() as database:
        url = f"http://localhost:{port}"
        environment = {
            **os.environ,
            "STANDFIRST_DATA": str(data),
            "STANDFIRST_URL": url,
            "DJANGO_SETTINGS_MODULE": "standfirst.settings",
            # Whatever is answered with a page that was kept is laid out anew and compared.
            "CHECK_KEPT_PAGES": "1",
            **database,
            **settings,
        }
        if mail_port:
            environment["STANDFIRST_MAIL_URL"] = f"smtp://127.0.0.1:{mail_port}"
        command = [sys.executable, "-m", "standfirst", "run", "--port", str(port), *options]
        log = data / "output.txt"
        data.mkdir(parents=True, exist_ok=True)
        if not (data / "static").exists():
            with_static_files(data)
        with log.open("w") as output:
            server = subprocess.Popen(
                command, env=environment, stdout=output, stderr=subprocess.STDOUT
            )
            try:
                wait_until_it_answers(url, server, log)
                yield Site(url, data, log.read_text(), environment)
            finally:
                server.send_signal(signal.SIGTERM)
                server.wait(timeout=30)
    assert "is another now" not in log.read_text(), log.read_text()[-8000:]


@contextmanager
def served_again(site: Site, *, processes: int = 1, **settings: str) -> Iterator[Site]:
    """Serve the state of `site` once more, under other settings.

    `standfirst run` refuses that; this lets it lock another folder, and prepare nothing.
    """
    port = free_port()
    url = f"http://localhost:{port}"
    environment = {**site.environment, "STANDFIRST_URL": url, **settings}
    folder, log = site.data / f"locked-{port}", site.data / f"output-{port}.txt"
    command = [sys.executable, "-c", _AGAIN, str(folder), "run", "--port", str(port)]
    with log.open("w") as output:
        server = subprocess.Popen(
            [*command, "--processes", str(processes)],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_until_it_answers(url, server, log)
            yield Site(url, site.data, "", environment)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=30)


def wait_until_it_answers(
    url: str, server: subprocess.Popen[bytes], log: Path, seconds: float = 180
) -> None:
    """Return once the site answers anything at all.

    Raises:
        RuntimeError: the server ended; the message is what it printed.
        TimeoutError: it did not answer within `seconds`.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError(log.read_text())
        try:
            urllib.request.urlopen(url, timeout=10).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(log.read_text())
