"""`standfirst restore`: the whole paper, in an empty place or in that of another, of either database in either."""

import os
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import psycopg
import pytest
from click.testing import CliRunner
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test import Client
from pytest_django import DjangoDbBlocker

from standfirst.accounts.models import User
from standfirst.cli import commands
from standfirst.cli.backups import building
from standfirst.cli.backups.archive import NotABackup, read
from standfirst.cli.backups.building import RestoreFailed
from standfirst.cli.backups.restoring import restore_backup
from standfirst.discussion.models import Comment
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.funding.models import Movement
from standfirst.funding.services.checking import check_books
from standfirst.funding.testing import make_campaign, make_gift
from standfirst.lib import server_lock
from standfirst.lib.server_lock import DataFolderInUse
from standfirst.publishing.models import ArticlePage
from standfirst.publishing.testing import make_article
from tests.made_once import on_sqlite_anyway
from tests.papers import (
    AT,
    Paper,
    empty_database,
    happen,
    happened,
    make_tables_at_once,
    new_paper,
)

WORDS = "Who paid? „Niemand“ ⚓ \\u0000 \\ 'quoted'"
# One step behind this version.
OLDER = ("discussion", "0007_pinned_found_by_two_columns")


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


# --- The whole way, from an older version, into the database that the tests are on -------------


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paper]:
    """A paper of an older version on SQLite, restored in the place of another: nothing is taken from a cupboard."""
    folder = tmp_path_factory.mktemp("moved")
    older = new_paper(folder / "older")
    with older.used():
        thread = make_thread(make_article(title="The harbour"))
        question = make_comment(thread, words=WORDS)
        make_comment(thread, parent=question)
        make_gift(make_campaign(), 4200)
        make_comment(thread).delete()
        call_command("migrate", *OLDER, verbosity=0)
    older.back_up(folder / "paper.tar.gz")
    with empty_database(folder / "data") as place:
        if place.address:
            place.ask("CREATE TABLE discussion_of_a_newer_version (id int)")
        place.media.mkdir(parents=True)
        (place.media / "old.jpg").touch()
        place.restore(folder / "paper.tar.gz", is_replacing=True)
        yield place


@pytest.fixture
def here(moved: Paper) -> Iterator[None]:
    with moved.used():
        yield


@pytest.mark.usefixtures("here")
def test_the_words_are_the_same_to_the_letter():
    assert Comment.objects.earliest("pk").words == WORDS
    assert Comment.objects.latest("pk").parent == Comment.objects.earliest("pk")


@pytest.mark.usefixtures("here")
def test_the_books_are_whole_and_guarded():
    assert [movement.minor for movement in Movement.objects.all()] == [4200]
    assert check_books(at=AT) == []
    with pytest.raises(DatabaseError, match="neither changed nor deleted"):
        Movement.objects.update(minor=1)


@pytest.mark.usefixtures("here")
def test_it_is_of_this_version():
    assert "discussion_commentpicture" in connection.introspection.table_names()
    assert "discussion_of_a_newer_version" not in connection.introspection.table_names()
    call_command("migrate", check_unapplied=True, verbosity=0)


@pytest.mark.usefixtures("here")
def test_every_page_of_the_sitemap_answers():
    client = Client()
    pages = _addresses(client, "/sitemap.xml")
    assert len(pages) > 1
    assert [page for page in pages if client.get(page).status_code != 200] == []


def _addresses(client: Client, path: str) -> list[str]:
    told = ElementTree.fromstring(client.get(path).getvalue())  # noqa: S314 - our own
    found = [str(place.text) for place in told.iterfind(".//{*}loc")]
    return ["/" + address.split("/", 3)[3] for address in found]


@pytest.mark.usefixtures("here")
def test_the_search_knows_the_articles():
    assert [page.title for page in ArticlePage.objects.search("harbour")] == ["The harbour"]


@pytest.mark.usefixtures("here")
def test_a_number_of_something_that_is_gone_is_not_given_again():
    thread = Comment.objects.earliest("pk").thread
    assert make_comment(thread).pk == Comment.objects.earliest("pk").pk + 3


def test_what_was_there_is_gone(moved: Paper):
    assert not (moved.media / "old.jpg").exists()


def test_it_goes_back_from_there_onto_sqlite(
    moved: Paper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    make_tables_at_once(monkeypatch)
    moved.back_up(tmp_path / "again.tar.gz")
    back = Paper(tmp_path / "back")
    contents = back.restore(tmp_path / "again.tar.gz")
    back.back_up(tmp_path / "third.tar.gz")
    rows = [
        {entry.name: entry.file.read() for entry in read(tmp_path / name) if entry.place == "rows"}
        for name in ("again.tar.gz", "third.tar.gz")
    ]
    assert rows[0].keys() == rows[1].keys()
    # Only what puts roles right may differ, in the order in which PostgreSQL keeps the keys of JSON.
    assert rows[0]["rows/discussion_comment/000000.jsonl"] == rows[1]["rows/discussion_comment/000000.jsonl"]  # fmt: skip
    assert contents.end["tables"]["discussion_comment"] >= 2


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


# --- PostgreSQL, where all is one transaction ----------------------------------------------------


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Paper]:
    """A PostgreSQL with a table in it."""
    with empty_database(tmp_path / "place") as place:
        if not place.address:
            pytest.skip("on SQLite it is a file")
        place.ask("CREATE TABLE old (id int)")
        yield place


def test_a_postgresql_that_others_have_open_is_not_replaced(server: Paper):
    with (
        psycopg.connect(server.address),
        server.used(),
        pytest.raises(RestoreFailed, match="open elsewhere"),
        building.postgresql_anew(),
    ):
        pass
    assert _tables(server) == ["old"]


def test_a_kill_leaves_the_old_tables_in_postgresql(server: Paper):
    child = os.fork()
    if not child:
        with server.used(), building.postgresql_anew(), connection.cursor() as cursor:
            cursor.execute("CREATE TABLE new (id int)")
            if _names(cursor) == ["new"]:
                os.kill(os.getpid(), signal.SIGKILL)
        os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    assert _tables(server) == ["old"]


def _tables(server: Paper) -> list[str]:
    with server.used(), connection.cursor() as cursor:
        return _names(cursor)


def _names(cursor: Any) -> list[str]:
    return [table.name for table in connection.introspection.get_table_list(cursor)]


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
