"""`standfirst restore`: the whole paper, in an empty place or in that of another, of either database in either."""

import os
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection
from pytest_django import DjangoDbBlocker

from standfirst.accounts.models import User
from standfirst.cli import commands
from standfirst.cli.backups import building, taking
from standfirst.cli.backups.archive import NotABackup, Writer
from standfirst.cli.backups.building import RestoreFailed
from standfirst.cli.backups.restoring import restore_backup
from standfirst.cli.backups.tables import Table
from standfirst.lib import server_lock
from standfirst.lib.server_lock import DataFolderInUse
from tests.made_once import on_sqlite_anyway
from tests.papers import (
    Paper,
    happen,
    happened,
    make_tables_at_once,
    new_paper,
)


@pytest.fixture(autouse=True, scope="module")
def _papers_have_databases(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    make_tables_at_once(monkeypatch)


@pytest.fixture
def paper(tmp_path: Path) -> Paper:
    """One on SQLite, with something that happened, and a picture."""
    made = new_paper(tmp_path / "data")
    happen(made, "before")
    (made.media / "images").mkdir(parents=True)
    (made.media / "images/harbour.jpg").write_bytes(b"a picture")
    (made.data / "secret_key").write_text("o" * 50)
    return made


@pytest.fixture
def file(paper: Paper, tmp_path: Path) -> Path:
    paper.back_up(tmp_path / "paper.tar.gz")
    return tmp_path / "paper.tar.gz"


# --- Where it may not ---------------------------------------------------------------------------


@on_sqlite_anyway
def test_a_paper_is_replaced_only_when_asked_to(paper: Paper, file: Path):
    happen(paper, "since then")
    with pytest.raises(RestoreFailed, match="--replace"):
        _make_somebody(paper).restore(file)
    assert happened(paper) == ["before", "since then"]


def _make_somebody(paper: Paper) -> Paper:
    with paper.used():
        User.objects.create_user("vera@paper.example")
    return paper


@on_sqlite_anyway
@pytest.mark.usefixtures("at_once")
def test_a_served_paper_is_not_replaced(paper: Paper, file: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(server_lock, "_OTHERS_GLANCE", 0.0)
    with (
        server_lock.hold(paper.data, command="standfirst run"),
        pytest.raises(DataFolderInUse, match="standfirst run"),
    ):
        paper.restore(file, is_replacing=True)
    assert happened(paper) == ["before"]


@on_sqlite_anyway
def test_a_damaged_file_touches_nothing(paper: Paper, file: Path):
    os.truncate(file, file.stat().st_size - 5)
    before = _all_of(paper.data)
    with pytest.raises(NotABackup):
        paper.restore(file, is_replacing=True)
    assert _all_of(paper.data) == before


def _all_of(folder: Path) -> dict[Path, bytes]:
    return {
        path: path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".lock"
    }


# --- In the place of another --------------------------------------------------------------------


@on_sqlite_anyway
@pytest.mark.usefixtures("at_once")
def test_after_a_crash_nothing_of_the_old_database_is_replayed(paper: Paper, file: Path):
    with closing(sqlite3.connect(paper.sqlite)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        happen(paper, *(f"since then {number}" for number in range(60)))
        for suffix in ("", "-wal", "-shm"):  # as a kill leaves them: not yet in the file itself
            shutil.copy(f"{paper.sqlite}{suffix}", f"{paper.data}/kept{suffix}")
    for suffix in ("", "-wal", "-shm"):
        shutil.move(f"{paper.data}/kept{suffix}", f"{paper.sqlite}{suffix}")
    Path(f"{paper.sqlite}-journal").write_bytes(b"stale")
    (paper.data / "cache.sqlite3").write_bytes(b"where the pages of the old one were")
    assert Path(f"{paper.sqlite}-wal").stat().st_size > 0
    paper.restore(file, is_replacing=True)
    assert not (paper.data / "cache.sqlite3").exists()
    assert not Path(f"{paper.sqlite}-journal").exists()
    assert happened(paper) == ["before"]
    assert paper.ask("PRAGMA integrity_check") == [("ok",)]
    with paper.used():
        _all_well(CliRunner().invoke(commands, ["doctor"]).output)


def _all_well(said: str) -> None:
    """See that the doctor complains of nothing but that nobody works here yet."""
    assert "SQLite, wal, ok" in said
    assert [line for line in said.splitlines() if line.startswith("!!")] == ["!!  operators: 0"]


@on_sqlite_anyway
@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("damage", [b"\xff" * 200_000, b""])
def test_a_damaged_database_is_replaced(damage: bytes, paper: Paper, file: Path):
    if damage:
        with paper.sqlite.open("r+b") as database:
            database.seek(2048)
            database.write(damage)
    else:
        paper.sqlite.write_bytes(b"no database at all")
    with pytest.raises(RestoreFailed, match="--replace"):
        paper.restore(file)
    paper.restore(file, is_replacing=True)
    assert happened(paper) == ["before"]


@on_sqlite_anyway
@pytest.mark.usefixtures("at_once")
def test_killed_while_it_is_being_built_it_leaves_the_old_one_and_can_be_run_again(
    paper: Paper, file: Path
):
    happen(paper, "since then")
    for moment in ("reading", "making the tables", "outbox_event", "making the index"):
        child = os.fork()
        if not child:

            def tell(words: str, moment: str = moment) -> None:
                if words.startswith(moment):
                    os.kill(os.getpid(), signal.SIGKILL)

            with paper.used():
                restore_backup(file=file, is_replacing=True, tell=tell)
            os._exit(0)
        assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL, moment
        assert happened(paper) == ["before", "since then"]
    paper.restore(file, is_replacing=True)
    assert happened(paper) == ["before"]
    assert not list(paper.data.glob("restore.un*"))


# --- What is put where --------------------------------------------------------------------------


@on_sqlite_anyway
@pytest.mark.usefixtures("at_once")
def test_all_is_for_its_owner_only(file: Path, tmp_path: Path):
    other = Paper(tmp_path / "other")
    other.restore(file)
    assert (other.media / "images/harbour.jpg").read_bytes() == b"a picture"
    restored = [other.sqlite, other.data / "secret_key", other.media / "images/harbour.jpg"]
    assert [path.stat().st_mode & 0o777 for path in restored] == [0o600] * 3
    assert (other.media / "images").stat().st_mode & 0o777 == 0o700


@on_sqlite_anyway
@pytest.mark.usefixtures("at_once")
def test_the_settings_come_along_but_not_the_address_of_the_old_database(
    paper: Paper, tmp_path: Path
):
    told = "STANDFIRST_URL=https://paper.example\nDATABASE_URL=postgresql://elsewhere/paper\n"
    (paper.data / "settings.env").write_text(told)
    paper.back_up(tmp_path / "paper.tar.gz")
    other = Paper(tmp_path / "other")
    other.restore(tmp_path / "paper.tar.gz")
    lines = (other.data / "settings.env").read_text().splitlines()
    assert lines[0] == "STANDFIRST_URL=https://paper.example"
    assert lines[1].startswith("# ")


@on_sqlite_anyway
@pytest.mark.usefixtures("at_once")
def test_settings_that_are_there_stay(paper: Paper, tmp_path: Path):
    (paper.data / "settings.env").write_text("STANDFIRST_URL=https://paper.example\n")
    paper.back_up(tmp_path / "paper.tar.gz")
    other = Paper(tmp_path / "other")
    other.data.mkdir()
    (other.data / "settings.env").write_text("STANDFIRST_URL=https://copy.example\n")
    other.restore(tmp_path / "paper.tar.gz")
    assert "copy.example" in (other.data / "settings.env").read_text()
    assert "paper.example" in (other.data / "settings.env.from-backup").read_text()


@on_sqlite_anyway
@pytest.mark.usefixtures("at_once")
def test_sessions_stay_behind(paper: Paper, tmp_path: Path):
    with closing(sqlite3.connect(paper.sqlite)) as database, database:
        database.execute("INSERT INTO django_session VALUES ('k', 'd', '2099-01-01 00:00:00')")
    paper.back_up(tmp_path / "paper.tar.gz")
    other = Paper(tmp_path / "other")
    other.restore(tmp_path / "paper.tar.gz")
    assert other.ask("SELECT COUNT(*) FROM django_session") == [(0,)]


@on_sqlite_anyway
@pytest.mark.usefixtures("at_once")
def test_rows_that_point_to_nothing_are_refused(paper: Paper, tmp_path: Path):
    with closing(sqlite3.connect(paper.sqlite)) as database, database:
        database.execute("INSERT INTO outbox_due (event_id, reaction, next_at, tries, error) VALUES (77, '', '2026-11-28', 0, '')")  # fmt: skip
    paper.back_up(tmp_path / "paper.tar.gz")
    with pytest.raises(RestoreFailed, match="do not fit"):
        Paper(tmp_path / "other").restore(tmp_path / "paper.tar.gz")
    assert not (tmp_path / "other/standfirst.sqlite3").exists()


@on_sqlite_anyway
def test_books_without_a_guard_are_refused(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    make_tables_at_once(monkeypatch)
    whole = building.migrate_to

    def unguarded(migrations: list[tuple[str, str]]) -> None:
        whole(migrations)
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER movement_update")

    monkeypatch.setattr(building, "migrate_to", unguarded)
    with pytest.raises(RestoreFailed, match="guard"):
        Paper(tmp_path / "other").restore(file)


@on_sqlite_anyway
@pytest.mark.usefixtures("at_once")
def test_the_command_says_what_came_and_what_is_next(file: Path, tmp_path: Path):
    with Paper(tmp_path / "other").used():
        done = CliRunner().invoke(commands, ["restore", str(file)])
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("Restored: ")
    assert "Next: standfirst doctor" in done.stdout


@on_sqlite_anyway
@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("row", [b"[", b"{}", b"[1]", b"[1,2,3,4,{}]", b"1", b'"12345"'])
def test_rows_that_are_no_rows_change_nothing(row: bytes, paper: Paper, tmp_path: Path):
    """Written by hand: the seal is true."""
    slowly = taking._write_rows

    def write_rows(archive: Writer, table: Table, tell: Callable[[str], None]) -> int:
        if table.name != "outbox_event":
            return slowly(archive, table, tell)
        archive.add("rows/outbox_event/000000.jsonl", row + b"\n")
        return 1

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(taking, "_write_rows", write_rows)
        paper.back_up(tmp_path / "paper.tar.gz")
    with pytest.raises(RestoreFailed, match=r"outbox_event"):
        paper.restore(tmp_path / "paper.tar.gz", is_replacing=True)
    assert happened(paper) == ["before"]
