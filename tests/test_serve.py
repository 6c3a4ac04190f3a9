"""How many processes serve, and what they have in common."""

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

from standfirst.cli import commands
from standfirst.cli.supervisor import Supervisor
from standfirst.lib.environment import usual_processes
from tests.journeys.site import free_port

# The module; what the package calls `run` is the command in it.
run = import_module("standfirst.cli.run")
LOADED = """
import multiprocessing, os, threading
import standfirst.asgi
from django.db import connections
print(threading.active_count(), len(os.listdir("/proc/self/task")))
print([connection.connection for connection in connections.all()])
files = [os.readlink(f"/proc/self/fd/{file}") for file in os.listdir("/proc/self/fd") if int(file) > 2
         and os.path.exists(f"/proc/self/fd/{file}")]
print([file for file in files if "standfirst" in file or "socket" in file or "eventpoll" in file])
"""


def test_nothing_is_open_before_the_fork_that_processes_could_not_share():
    told = subprocess.run(
        [sys.executable, "-c", LOADED], env=os.environ, check=True, capture_output=True, text=True
    )
    assert told.stdout.splitlines() == ["1 1", "[None]", "[]"]


@pytest.mark.parametrize(("cores", "processes"), [(1, 1), (3, 3), (64, 4)])
def test_there_is_one_for_each_core_that_may_be_used(
    monkeypatch: pytest.MonkeyPatch, cores: int, processes: int
):
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(cores)))
    assert usual_processes() == processes


@pytest.mark.parametrize(
    ("options", "variable", "processes"),
    [([], None, 2), ([], "3", 3), (["--processes", "5"], "3", 5)],
)
def test_what_was_typed_counts_before_what_is_set(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    options: list[str],
    variable: str | None,
    processes: int,
):
    started: list[Sequence[str]] = []

    def supervise(supervisor: Supervisor) -> int:
        started.append(supervisor.server.command)
        return 0

    monkeypatch.setattr(os, "environ", {**os.environ, "STANDFIRST_DATA": str(tmp_path)})
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 1})
    monkeypatch.setattr(run, "is_ready", lambda: True)
    monkeypatch.setattr(run, "_allow_open_files", lambda: None)
    monkeypatch.setattr(Supervisor, "run", supervise)
    if variable:
        monkeypatch.setitem(os.environ, "STANDFIRST_PROCESSES", variable)
    assert (
        CliRunner().invoke(commands, ["run", "--port", str(free_port()), *options]).exit_code == 0
    )
    server = started[0]
    assert server[server.index("--processes") + 1] == str(processes)
