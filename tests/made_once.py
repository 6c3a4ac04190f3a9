"""What many tests start from, made once in a run: by the process that asks first, while the others wait."""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests.environment import MARK

_TEMPLATE = "migrated"

on_sqlite_anyway = pytest.mark.skipif(
    os.environ.get("STANDFIRST_TEST_DATABASE") == "postgresql",
    reason="its newsroom is on SQLite, whichever database the tests are on",
)


def migrated_sqlite() -> Path:
    """Return a SQLite database as `standfirst migrate` leaves a new one; not to be written to.

    It outlives the run, in the environment that it was made with, until something changes that it is made of.
    """
    made_of = ["*/migrations/*.py", "accounts/roles.py", "settings.py"]
    name = f"migrated-{_digest(made_of)}"
    return _once(name, _migrate_sqlite, among=_kept()) / "standfirst.sqlite3"


def migrated_postgresql() -> str:
    """Return the name of such a database in the tests' PostgreSQL, to be named as TEMPLATE."""
    _once("migrated-postgresql", _migrate_postgresql)
    return _TEMPLATE


def laid_out(data: Path) -> None:
    """Make `data` the folder of a demonstration newsroom on SQLite, as a first start leaves it."""
    shutil.copytree(_once("laid-out", _lay_out), data)


def begun(data: Path) -> None:
    """Make `data` the folder of a paper on SQLite without anything in it, whose first start has little to do."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copy(migrated_sqlite(), data)
    with_static_files(data)


def with_static_files(data: Path) -> None:
    """Put the static files into a data folder as a start does, which would compress them: it outlives the run, too."""
    made = _once(f"static-{_digest(['*/static/**/*.*'])}", _collect_static_files, among=_kept())
    shutil.copytree(made / "static", data / "static")


def copied(database: Path, into: Path) -> None:
    """Make `into` a data folder that holds a copy of a SQLite `database`."""
    into.mkdir(parents=True, exist_ok=True)
    with (
        closing(sqlite3.connect(database)) as whole,
        closing(sqlite3.connect(into / "standfirst.sqlite3")) as copy,
    ):
        whole.backup(copy)


def on_server(name: str) -> str:
    """Return the address of database `name` on the tests' PostgreSQL."""
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def _kept() -> Path:
    """Return the folder of what outlives a run."""
    kept = Path(sys.prefix) / ".standfirst-tests"
    kept.mkdir(exist_ok=True)
    return kept


def _digest(patterns: list[str]) -> str:
    """Return a digest of our own files of these patterns, and of the libraries' versions."""
    house = Path(__file__).parents[1]
    parts = [path for pattern in patterns for path in sorted(house.glob(f"standfirst/{pattern}"))]
    parts.append(house / "requirements" / "test.lock")
    return hashlib.sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()[:20]


def _once(name: str, make: Callable[[Path], None], *, among: Path | None = None) -> Path:
    """Return a folder that `make` filled; where it failed, the next who asks tries again."""
    folder = (among or Path(os.environ[MARK]) / "made-once") / name
    folder.parent.mkdir(exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = folder.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(folder)
    return folder


def _migrate_sqlite(data: Path) -> None:
    _run("standfirst", "migrate", data=data)


def _lay_out(data: Path) -> None:
    begun(data)
    _run("standfirst.cli.prepare", data=data)


def _collect_static_files(data: Path) -> None:
    _run("django", "collectstatic", "--no-input", data=data)


def _migrate_postgresql(data: Path) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {_TEMPLATE}")
        server.execute(f"CREATE DATABASE {_TEMPLATE}")
    _run("standfirst", "migrate", data=data, DATABASE_URL=on_server(_TEMPLATE))


def _run(module: str, *arguments: str, data: Path, **settings: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "standfirst.settings",
        "STANDFIRST_DATA": str(data),
        "STANDFIRST_URL": "http://localhost:8000",
        **settings,
    }
    command = [sys.executable, "-m", module, *arguments]
    # As `standfirst run` has it done: nothing is for others to read.
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL, umask=0o077)
