"""Papers with a data folder and a database of their own, in the process of the test: for what copies or replaces them."""

import os
import shutil
import sqlite3
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import ConnectionHandler, connection, connections

from standfirst.cli.backups import building
from standfirst.cli.backups.restoring import Contents, restore_backup
from standfirst.cli.backups.taking import Summary, take_backup
from standfirst.lib.environment import env_database
from tests.made_once import copied, migrated_sqlite, on_server

AT = datetime(2026, 11, 28, 12, tzinfo=UTC)


def quiet(words: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Paper:
    """A data folder; `address` names its PostgreSQL, empty where its database is SQLite in the folder."""

    data: Path
    address: str = ""

    @property
    def media(self) -> Path:
        return self.data / "media"

    @property
    def sqlite(self) -> Path:
        return self.data / "standfirst.sqlite3"

    @contextmanager
    def used(self) -> Iterator[None]:
        """Let this be the paper of this process for the block."""
        self.data.mkdir(parents=True, exist_ok=True)
        own = connections["default"]
        before = settings.DATA_DIR, settings.MEDIA_ROOT, settings.DATABASES
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("DATABASE_URL", self.address)
            described = env_database("DATABASE_URL", self.sqlite, connections=4)
        described["OPTIONS"].pop("pool", None)
        connections["default"] = ConnectionHandler({"default": described})["default"]
        settings.DATA_DIR, settings.MEDIA_ROOT = self.data, self.media
        settings.DATABASES = {"default": described}  # which commands look at before they open it
        _forget_the_other_database()
        try:
            yield
        finally:
            connections["default"].close()
            connections["default"] = own
            settings.DATA_DIR, settings.MEDIA_ROOT, settings.DATABASES = before
            _forget_the_other_database()

    def back_up(self, file: Path) -> Summary:
        with self.used():
            return take_backup(file=file, at=AT, tell=quiet)

    def restore(self, file: Path, *, is_replacing: bool = False) -> Contents:
        with self.used():
            return restore_backup(file=file, is_replacing=is_replacing, tell=quiet)

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        """Return what the database answers."""
        with self.used(), connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall()) if cursor.description else []


def _forget_the_other_database() -> None:
    """Let what a process learns of its only database be asked again; some migrations ask while they are loaded."""
    ContentType.objects.clear_cache()
    for name in [name for name in sys.modules if name.startswith("wagtail.search.migrations.")]:
        del sys.modules[name]


def new_paper(data: Path) -> Paper:
    """Make one on SQLite as `standfirst migrate` leaves it."""
    copied(migrated_sqlite(), data)
    data.chmod(0o700)  # as a site's is: doctor looks
    return Paper(data)


@contextmanager
def empty_database(data: Path) -> Iterator[Paper]:
    """Make a folder and, where the tests are on PostgreSQL, a database with nothing in it; dropped after the block."""
    if os.environ.get("STANDFIRST_TEST_DATABASE") != "postgresql":
        yield Paper(data)
        return
    name = f"paper_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield Paper(data, on_server(name))
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def make_tables_at_once(patch: pytest.MonkeyPatch) -> None:
    """Let a SQLite database that is made anew be a copy of one that was, which takes no time."""
    slowly = building.migrate_to

    def migrate_to(migrations: list[tuple[str, str]]) -> None:
        if connection.vendor != "sqlite":
            slowly(migrations)
            return
        connection.close()
        shutil.copyfile(migrated_sqlite(), connection.settings_dict["NAME"])

    patch.setattr(building, "migrate_to", migrate_to)


def happen(paper: Paper, *names: str) -> None:
    """Write events into the outbox of a paper on SQLite: the smallest things that can happen."""
    with closing(sqlite3.connect(paper.sqlite)) as database, database:
        for name in names:
            database.execute(
                "INSERT INTO outbox_event (name, about, data, at) VALUES (?, 1, '{}', '2026-11-28 12:00:00')",
                [name],
            )


def happened(paper: Paper) -> list[str]:
    """Return what happened there, in order."""
    return [str(name) for (name,) in paper.ask("SELECT name FROM outbox_event ORDER BY id")]
