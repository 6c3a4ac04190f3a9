"""`standfirst run`: the server and the worker, together."""

import logging
import os
import resource
import socket
import subprocess
import sys
from pathlib import Path

import click

from standfirst.delivery.live.limits import OPEN_FILES
from standfirst.lib import server_lock, settings_file
from standfirst.lib.data_folder import data_folder
from standfirst.lib.errors import Refused

from . import ports
from .readiness import is_ready
from .supervisor import Child, Supervisor

DEFAULT_PORT = 8000
EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to
# Bytes in one piece that nothing but a picture takes.
_LARGE = 1024 * 1024
_ROOT = Path(__file__).parents[2]


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--processes",
    type=click.IntRange(1),
    help="How many processes answer requests.  [default: STANDFIRST_PROCESSES, or one for each core, at most 4]",
)
@click.option("--empty", is_flag=True, help="Start without the demonstration newsroom.")
def run(*, host: str, port: int, processes: int | None, empty: bool) -> None:
    """Serve the paper, and do its background work.

    The first start makes the database and lays out a demonstration newsroom; later starts leave
    everything as it is. Stop it with Ctrl-C; it may be killed at any time.
    """
    from standfirst.lib.environment import env_number, usual_processes

    as_it_was = settings_file.environment_without_file()
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
    processes = processes or env_number("STANDFIRST_PROCESSES", usual_processes(), least=1)
    shown = f"[{host}]" if ":" in host else host
    reachable = "127.0.0.1" if host in EVERY_ADDRESS else host
    address = f"http://{'127.0.0.1' if host in EVERY_ADDRESS else shown}:{port}"
    lock, keeper = _claim(host, port, address)
    os.environ["STANDFIRST_PROCESSES"] = str(processes)
    _prepare(empty=empty, default_address=address)
    _allow_open_files()
    _give_memory_back()
    # Threads of one process share two heaps: each with a heap of its own keeps what a large picture took there.
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    supervisor = Supervisor(
        server=Child("server", _server(host, port, processes)),
        others=[_worker(reachable, port)],
        is_up=lambda: ports.is_listening(reachable, port),
        when_up=lock.note_listening,
        inherited=[lock.fileno()],
    )
    code = supervisor.run()
    keeper.close()
    if supervisor.is_restarting:
        _begin_anew(as_it_was)
    sys.exit(code)


def _claim(host: str, port: int, address: str) -> tuple[server_lock.ServerLock, socket.socket]:
    """Take data folder and port for us, before anything is touched; a refusal ends the command."""
    try:
        site = os.environ.get("STANDFIRST_URL", "").strip().rstrip("/")
        lock = server_lock.acquire(
            data_folder(), command="standfirst run", address=address, site=site or address
        )
        server_lock.share_programs(Path(sys.prefix))
        keeper = ports.reserve(host, port)
    except Refused as refused:
        reason = str(refused)
    except OSError as error:
        reason = f"cannot listen on {host}, port {port}: {error.strerror}"
    else:
        if not site and port != DEFAULT_PORT:
            _tell_how_to_keep(address)
        return lock, keeper
    click.echo(f"standfirst: {reason}", err=True)
    sys.exit(2)


def _tell_how_to_keep(address: str) -> None:
    """Without a line in the settings, links lead to port 8000 again after a start without --port."""
    file = data_folder() / settings_file.FILE
    click.echo(
        f"standfirst: to keep this address, write STANDFIRST_URL={address} into {file}", err=True
    )


def _prepare(*, empty: bool, default_address: str) -> None:
    """Have done what must be done before the start; in a process of its own, so that this one stays small."""
    has_address = bool(os.environ.get("STANDFIRST_URL"))
    os.environ.setdefault("STANDFIRST_URL", default_address)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "standfirst.settings")
    if is_ready():
        return
    options = [*(["--empty"] if empty else []), *([] if has_address else ["--default-address"])]
    command = [sys.executable, "-m", "standfirst.cli.prepare", *options]
    try:
        code = subprocess.run([*command, "--parent", str(os.getpid())], check=False).returncode
    except KeyboardInterrupt:  # the terminal told it, too
        code = 130
    if code:
        sys.exit(code)


def _server(host: str, port: int, processes: int) -> list[str]:
    return [
        sys.executable, "-m", "standfirst.cli.serve", "--host", host, "--port", str(port),
        "--processes", str(processes), "--parent", str(os.getpid()),
    ]  # fmt: skip


def _worker(host: str, port: int) -> Child:
    command = [sys.executable, "-m", "standfirst", "worker", "--parent", str(os.getpid())]
    # Whoever is begun anew has greeted before.
    return Child("worker", [*command, "--greet", host, str(port)], command_again=command)


def _allow_open_files() -> None:
    """Let the processes that we start hold as many connections as there may be streams, or as the system lets us."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if most == resource.RLIM_INFINITY else min(OPEN_FILES, most)
    if resource.RLIM_INFINITY != now < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _give_memory_back() -> None:
    """Have the processes that we start return what a large picture took, as soon as it is drawn.

    Otherwise glibc takes the largest it has seen for usual, and keeps as much for the next one.
    """
    for threshold in ("MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_"):
        os.environ.setdefault(threshold, str(_LARGE))


def _begin_anew(environment: dict[str, str]) -> None:
    """Become what was called at first, under the same process number; the lock is let go by that.

    A checkout installs what the new version needs before that, as at any start.
    """
    program = _ROOT / "bin" / "run"
    is_checkout = program.exists() and Path(sys.prefix).resolve() == (_ROOT / ".venv").resolve()
    command = [str(program)] if is_checkout else [sys.executable, "-m", "standfirst", "run"]
    os.execve(command[0], [*command, *sys.argv[2:]], environment)  # noqa: S606 - our own program
