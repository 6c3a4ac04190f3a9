"""`standfirst run`: the server and the worker, together."""

import ctypes
import gc
import logging
import os
import resource
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click

from standfirst.delivery.live.limits import OPEN_FILES
from standfirst.lib import server_lock, settings_file
from standfirst.lib.data_folder import data_folder
from standfirst.lib.errors import Refused

from . import handover, ports
from .readiness import is_ready
from .supervisor import Child, Supervisor
from .worker import work

DEFAULT_PORT = 8000
EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to
# Bytes in one piece that nothing but a picture takes.
_LARGE = 1024 * 1024
# Bytes that are kept for the next page, whose texts take about as much: given back and asked of the system anew
# for each, they cost a fifth of a long page.
_KEPT_AT_HAND = 4 * 1024 * 1024
# Parameters of glibc's mallopt.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENAS = -1, -3, -8


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
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
    before = handover.received()
    environment = settings_file.environment_without_file()
    processes = _processes(processes)
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{'127.0.0.1' if host in EVERY_ADDRESS else shown}:{port}"
    paper = _claim(host, port, processes, address, before)
    os.environ.setdefault("STANDFIRST_URL", address)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "standfirst.settings")
    preparation = ["--default-address", address, *(["--empty"] if empty else [])]
    if not is_ready():
        _prepare(preparation)
    _allow_open_files()
    _give_memory_back()
    _load(is_first=before is None)
    ports.listen(paper.sockets)
    supervise(paper, preparation, environment, before)
    for listener in paper.sockets:
        listener.close()


@dataclass(frozen=True)
class Paper:
    """What belongs to the paper that is served here, whichever version serves it."""

    lock: server_lock.ServerLock
    programs: server_lock.SharedPrograms
    sockets: list[socket.socket]


def supervise(
    paper: Paper,
    preparation: Sequence[str],
    environment: dict[str, str],
    before: handover.Handed | None,
) -> None:
    """Make the processes, and keep them running until we are told to stop.

    Args:
        preparation: options of `standfirst.cli.prepare`.
        environment: of the next version.
        before: what the version before has left.
    """
    from .serve import serve

    parent = os.getpid()
    lock, descriptors = paper.lock, [listener.fileno() for listener in paper.sockets]

    def rehearse() -> handover.Rehearsal:
        paper.programs.let_go()
        return handover.Rehearsal(preparation, environment)

    def become(servers: list[int], worker: int) -> None:
        handed = handover.Handed(lock.fileno(), descriptors, servers, worker)
        handover.become(handed, environment)

    def note_failure(reason: str) -> None:
        paper.programs.take()
        lock.note_refused(reason)

    servers = [
        Child("server", partial(serve, listener, place, processes=len(descriptors), parent=parent))
        for place, listener in enumerate(paper.sockets)
    ]
    Supervisor(
        [*servers, Child("worker", partial(work, parent=parent))],
        when_begun=lock.note_listening,
        handover=handover.Handover(before, rehearse, become, note_failure),
    ).run()


def _processes(asked: int | None) -> int:
    from standfirst.lib.environment import env_number, usual_processes

    processes = asked or env_number("STANDFIRST_PROCESSES", usual_processes(), least=1)
    os.environ["STANDFIRST_PROCESSES"] = str(processes)
    return processes


def _claim(
    host: str, port: int, processes: int, address: str, before: handover.Handed | None = None
) -> Paper:
    """Take data folder and port for us, before anything is touched; a refusal ends the command."""
    site = os.environ.get("STANDFIRST_URL", "").strip().rstrip("/")
    about = {"command": "standfirst run", "address": address, "site": site or address}
    if before:
        sockets = [socket.socket(fileno=file) for file in before.sockets]
        # Connections wait at each of these, so none is given up; more can be added.
        sockets += ports.share(host, port, processes=processes - len(sockets))
        lock = server_lock.inherit(before.lock, **about)
        return Paper(lock, server_lock.SharedPrograms(Path(sys.prefix)), sockets)
    try:
        lock = server_lock.acquire(data_folder(), **about)
        programs = server_lock.SharedPrograms(Path(sys.prefix))
        sockets = ports.reserve(host, port, processes=processes)
    except Refused as refused:
        reason = str(refused)
    except OSError as error:
        reason = f"cannot listen on {host}, port {port}: {error.strerror}"
    else:
        if not site and port != DEFAULT_PORT:
            _tell_how_to_keep(address)
        return Paper(lock, programs, sockets)
    click.echo(f"standfirst: {reason}", err=True)
    sys.exit(2)


def _tell_how_to_keep(address: str) -> None:
    """Without a line in the settings, links lead to port 8000 again after a start without --port."""
    file = data_folder() / settings_file.FILE
    click.echo(
        f"standfirst: to keep this address, write STANDFIRST_URL={address} into {file}", err=True
    )


def _prepare(options: Sequence[str]) -> None:
    """Have done what must be done before the start; in a process of its own, so that this one stays small."""
    command = [sys.executable, "-m", "standfirst.cli.prepare", *options]
    try:
        code = subprocess.run([*command, "--parent", str(os.getpid())], check=False).returncode
    except KeyboardInterrupt:  # the terminal told it, too
        code = 130
    if code:
        sys.exit(code)


def _load(*, is_first: bool) -> None:
    """Load everything, and leave nothing open that processes could not share."""
    from django.db import DatabaseError, connection

    from standfirst.lib import outage

    from . import load
    from .django import set_up
    from .prepare import greet

    # Nearly nothing of what is loaded is garbage: to look for it takes a tenth of the time.
    gc.disable()
    set_up()
    while True:
        try:
            with suppress(load.PageFails):  # its lines say so, and all other pages can be read
                load.load()
            if is_first:
                greet()
        except DatabaseError as error:
            connection.close()
            if not outage.wait_out(error):
                raise
        else:
            break
    load.share()


def _allow_open_files() -> None:
    """Let the processes that we start hold as many connections as there may be streams, or as the system lets us."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if most == resource.RLIM_INFINITY else min(OPEN_FILES, most)
    if resource.RLIM_INFINITY != now < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _give_memory_back() -> None:
    """Have this process, and those forked off it, return what a large picture took as soon as it is drawn.

    Otherwise glibc takes the largest it has seen for usual, and keeps as much for the next one. And threads of
    one process share two heaps: each with a heap of its own keeps what a large picture took there.
    """
    with suppress(OSError, AttributeError):  # there is no glibc
        change = ctypes.CDLL(None).mallopt
        for parameter, value in (
            (_MMAP_THRESHOLD, _LARGE),
            (_TRIM_THRESHOLD, _KEPT_AT_HAND),
            (_ARENAS, 2),
        ):
            change(parameter, value)
