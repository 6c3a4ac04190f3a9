"""What is done before a start asks the database, not a file; and overwrites nothing that somebody chose."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from wagtail.models import Site

from standfirst.cli import django as setup
from standfirst.cli import prepare, readiness
from standfirst.lib import outage
from tests.made_once import copied, migrated_sqlite, on_sqlite_anyway


@pytest.fixture
def name_the_site(
    settings: Any, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[str, str]]:
    def name(stored: str, url: str, *, is_default_address: bool) -> tuple[str, str]:
        """Return the host in the database afterwards, and what was said."""
        Site.objects.update(hostname=stored)
        settings.SITE_URL = url
        prepare._name_the_site(is_default_address=is_default_address)
        return Site.objects.get().hostname, capsys.readouterr().err

    return name


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stored", "url", "is_default_address", "then"),
    [
        ("paper.example", "http://127.0.0.1:8000", True, "paper.example"),
        ("paper.example", "https://new.example", False, "new.example"),
        ("localhost", "http://127.0.0.1:8000", True, "127.0.0.1"),
        ("localhost", "https://paper.example", False, "paper.example"),
    ],
)
def test_an_address_that_nobody_chose_replaces_none_that_somebody_did(
    name_the_site: Callable[..., tuple[str, str]],
    stored: str,
    url: str,
    is_default_address: bool,
    then: str,
):
    host, said = name_the_site(stored, url, is_default_address=is_default_address)
    assert host == then
    assert ("STANDFIRST_URL is not set" in said) == (then == stored)


@pytest.fixture
def ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder on SQLite that was prepared by this version."""
    copied(migrated_sqlite(), tmp_path)
    values = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    monkeypatch.setattr(os, "environ", {**values, "STANDFIRST_DATA": str(tmp_path)})
    readiness.note_ready()
    assert readiness.is_ready()
    return tmp_path


@on_sqlite_anyway
@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM django_migrations WHERE app = 'funding'",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('funding', '9999_later', '2099-01-01')",
        "DROP TABLE django_migrations",
    ],
)
def test_an_older_or_newer_database_that_was_put_back_is_noticed(ready: Path, change: str):
    with closing(sqlite3.connect(ready / "standfirst.sqlite3")) as database:
        database.execute(change)
        database.commit()
    assert not readiness.is_ready()


@on_sqlite_anyway
def test_a_database_that_is_gone_is_noticed_and_none_is_made(ready: Path):
    (ready / "standfirst.sqlite3").unlink()
    assert not readiness.is_ready()
    assert not (ready / "standfirst.sqlite3").exists()


@pytest.mark.django_db
def test_a_database_newer_than_the_program_is_refused_with_what_to_do():
    MigrationRecorder(connection).record_applied("funding", "9999_later")
    with pytest.raises(setup.NewerDatabase, match=r"funding\.9999_later.*put back a backup"):
        setup.bring_up_to_date(verbosity=0)


@pytest.mark.django_db
def test_what_an_app_did_that_is_no_longer_there_is_nobodys_business():
    MigrationRecorder(connection).record_applied("a_former_app", "0001_initial")
    assert setup.unknown_migrations() == []


@pytest.mark.django_db
def test_a_migration_that_fails_is_one_line_of_advice(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
):
    def migrate(*arguments: object, **options: object) -> None:
        raise ValueError("a column\nis missing")

    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(setup, "call_command", migrate)
    with pytest.raises(setup.MigrationFailed) as failed:
        setup.bring_up_to_date(verbosity=0)
    assert len(str(failed.value).splitlines()) == 1
    assert "(a column)" in str(failed.value)
    assert "Traceback" in (tmp_path / "migration-error.txt").read_text()


@pytest.mark.django_db(transaction=True)
def test_waits_for_a_database_that_is_not_there_yet_and_does_it_again(
    monkeypatch: pytest.MonkeyPatch,
):
    tries = iter([OperationalError("connection refused"), None])

    def once(**options: bool) -> None:
        if error := next(tries):
            raise error

    monkeypatch.setattr(prepare, "prepare", once)
    monkeypatch.setattr(outage, "ask", lambda: None)
    assert not prepare._is_done(empty=True, is_default_address=True)
    assert prepare._is_done(empty=True, is_default_address=True)
