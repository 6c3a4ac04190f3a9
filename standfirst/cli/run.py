"""`standfirst run`: the server and the worker, together."""

import os
import resource
import signal
import subprocess
import sys
import threading
from types import FrameType

import click

from standfirst.delivery.live.limits import OPEN_FILES
from standfirst.lib.data_folder import data_folder

from .readiness import is_ready

DEFAULT_PORT = 8000
# More are started where they are asked for; each holds memory and connections to the database.
USUALLY_AT_MOST = 4
EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to


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
    from standfirst.lib.environment import env_number

    processes = processes or env_number("STANDFIRST_PROCESSES", usual_processes(), least=1)
    shown = f"[{host}]" if ":" in host else host
    reachable = "127.0.0.1" if host in EVERY_ADDRESS else shown
    os.environ.setdefault("STANDFIRST_URL", f"http://{reachable}:{port}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "standfirst.settings")
    if not is_ready():
        # In a process of its own, so that this one stays small while it only waits.
        prepare = [sys.executable, "-m", "standfirst.cli.prepare", *(["--empty"] if empty else [])]
        prepared = subprocess.run(prepare, check=False)
        if prepared.returncode:
            sys.exit(prepared.returncode)
    background = [sys.executable, "-m", "standfirst", "worker", "--greet"]
    _allow_open_files()
    sys.exit(_supervise([_server(host, port, processes), background]))


def usual_processes() -> int:
    """Return how many processes answer requests where nobody said: one for each core that we may use."""
    if hasattr(os, "sched_getaffinity"):
        return min(len(os.sched_getaffinity(0)), USUALLY_AT_MOST)
    return min(os.cpu_count() or 1, USUALLY_AT_MOST)


def _server(host: str, port: int, processes: int) -> list[str]:
    pictures = data_folder() / "media" / "images"
    pictures.mkdir(parents=True, exist_ok=True)
    return [
        sys.executable, "-m", "standfirst.cli.serve", "--host", host, "--port", str(port),
        "--processes", str(processes), "--pictures", str(pictures),
    ]  # fmt: skip


def _allow_open_files() -> None:
    """Let the processes that we start hold as many connections as there may be streams, or as the system lets us."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if most == resource.RLIM_INFINITY else min(OPEN_FILES, most)
    if resource.RLIM_INFINITY != now < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _supervise(commands: list[list[str]]) -> int:
    """Run `commands` until one ends or we are told to stop; then stop them all."""
    processes = [subprocess.Popen(command) for command in commands]
    stopping = threading.Event()

    def stop(signum: int, frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    while not stopping.wait(0.5):
        if any(process.poll() is not None for process in processes):
            break
    ended_first = next(
        (process.returncode for process in processes if process.poll() is not None), 0
    )
    _stop(processes)
    return 0 if stopping.is_set() else ended_first or 1


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask all of `processes` to end; kill what has not after ten seconds."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


@click.command()
@click.option("--greet", "is_greeting", is_flag=True, hidden=True)
def worker(*, is_greeting: bool) -> None:
    """Do the background work: due publishing and expiry, what follows from what happened, the search index.

    `standfirst run` starts one by itself; start more on other machines if you have them.
    """
    from django.core.management import call_command

    from .django import set_up

    set_up()
    if is_greeting:
        from .prepare import greet

        greet()
    from .errands import start

    start(parent=os.getppid())
    call_command("db_worker", interval=1, startup_delay=False, verbosity=0)
