"""How many processes serve, and what they have in common."""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

import standfirst
from standfirst.cli import commands, load
from standfirst.cli.supervisor import Supervisor
from standfirst.lib.environment import usual_processes
from tests.journeys.site import free_port, own_database
from tests.made_once import copied, migrated_sqlite

# The module; what the package calls `run` is the command in it.
run = import_module("standfirst.cli.run")
LOADED = """
import asyncio, os, signal, sys, threading
from standfirst.cli import load
from standfirst.cli.django import set_up
from django.db import connections
set_up()
load.load()
load.share()
print(threading.active_count(), len(os.listdir("/proc/self/task")))
print([connection.connection for connection in connections.all()])
print(asyncio._get_running_loop(), asyncio.get_event_loop_policy()._local._loop)
links = [f"/proc/self/fd/{file}" for file in os.listdir("/proc/self/fd") if int(file) > 2]
files = [os.readlink(link) for link in links if os.path.exists(link)]
print([file for file in files if any(kind in file for kind in ("sqlite", "socket", "eventpoll", "pipe"))])
print([name for name in ("ninja", "redis", "botocore") if name in sys.modules])
if not (forked := os.fork()):  # what it cannot take, it waits for
    signal.alarm(20)
    from standfirst import asgi
    os._exit(asgi.pages.try_out("/", origin="http://localhost:8000") >= 400)
print(os.waitpid(forked, 0)[1])
"""


def test_nothing_is_open_or_loaded_in_vain_before_the_fork(tmp_path: Path):
    copied(migrated_sqlite(), tmp_path)
    with own_database() as database:
        of_its_own = {"STANDFIRST_DATA": str(tmp_path), "STANDFIRST_URL": "http://localhost:8000"}
        told = subprocess.run(
            [sys.executable, "-c", LOADED], env={**os.environ, **of_its_own, **database},
            check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
    assert told.stdout.splitlines() == ["1 1", "[None]", "None None", "[]", "[]", "0"]


def test_a_page_that_cannot_be_made_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(load, "_load_program", lambda: None)
    monkeypatch.setattr(load, "_most_read", lambda: ["/"])
    pages = SimpleNamespace(try_out=lambda path, origin: 500)
    monkeypatch.setattr(standfirst, "asgi", SimpleNamespace(pages=pages), raising=False)
    with pytest.raises(load.PageFails, match="/ cannot be shown"):
        load.load()


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
    started: list[int] = []
    monkeypatch.setattr(os, "environ", {**os.environ, "STANDFIRST_DATA": str(tmp_path)})
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 1})
    for skipped in ("_load", "_allow_open_files", "_give_memory_back"):
        monkeypatch.setattr(run, skipped, lambda **them: None)
    monkeypatch.setattr(run, "is_ready", lambda: True)
    monkeypatch.setattr(Supervisor, "run", lambda self: started.append(len(self.children) - 1))
    if variable:
        monkeypatch.setitem(os.environ, "STANDFIRST_PROCESSES", variable)
    done = CliRunner().invoke(commands, ["run", "--port", str(free_port()), *options])
    assert done.exit_code == 0, done.output
    assert started == [processes]
