"""`standfirst backup`: one moment of the whole paper in one file, while it is served."""

import errno
import json
import os
import shutil
import signal
import sqlite3
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from pytest_django import DjangoDbBlocker
from wagtail.models import Site

from standfirst.cli import commands
from standfirst.cli.backups import media_files, swap, taking
from standfirst.cli.backups.archive import read
from standfirst.cli.backups.tables import LEFT_OUT, tables
from standfirst.cli.backups.taking import BackupFailed, take_backup
from standfirst.publishing.models import NewsroomSettings
from tests.papers import AT, Paper, happen, happened, new_paper


@pytest.fixture(autouse=True)
def _papers_have_databases(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def paper(tmp_path: Path) -> Paper:
    made = new_paper(tmp_path / "data")
    (made.media / "images").mkdir(parents=True)
    (made.media / "images/harbour.jpg").write_bytes(b"a picture")
    return made


def inside(file: Path) -> dict[str, bytes]:
    return {entry.name: entry.file.read() for entry in read(file)}


def test_holds_rows_pictures_and_keys(paper: Paper, tmp_path: Path):
    happen(paper, "comment-shown")
    (paper.data / "settings.env").write_text("STANDFIRST_URL=https://paper.example\n")
    paper.back_up(tmp_path / "paper.tar.gz")
    held = inside(tmp_path / "paper.tar.gz")
    assert held["media/images/harbour.jpg"] == b"a picture"
    assert b"paper.example" in held["keys/settings.env"]
    assert len(held["keys/secret_key"]) >= 40
    row = json.loads(held["rows/outbox_event/000000.jsonl"])
    assert row == [1, "comment-shown", 1, "{}", "2026-11-28T12:00:00+00:00"]


def test_is_for_its_owner_only(paper: Paper, tmp_path: Path):
    paper.back_up(tmp_path / "paper.tar.gz")
    assert (tmp_path / "paper.tar.gz").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "paper.tar.gz"]


def test_every_table_is_in_it_or_left_out_for_a_reason(paper: Paper):
    with paper.used():
        carried = {table.name for table in tables(MigrationLoader(connection).project_state())}
        stored = {name for name in connection.introspection.table_names() if "_fts_" not in name}
    assert carried & LEFT_OUT.keys() == set()
    assert stored - carried - LEFT_OUT.keys() == {"django_migrations"}
    managed = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    assert {model._meta.db_table for model in managed} - carried - LEFT_OUT.keys() == set()


def test_is_of_one_moment_and_keeps_nobody_from_writing(paper: Paper, tmp_path: Path):
    happen(paper, "before")
    meanwhile: list[str] = []

    def tell(words: str) -> None:
        meanwhile.append(words)
        with closing(sqlite3.connect(paper.sqlite, timeout=0)) as database, database:
            database.execute("INSERT INTO taggit_tag (name, slug) VALUES (?, ?)", [words, words])
        happen(paper, "meanwhile")

    with paper.used():
        take_backup(file=tmp_path / "paper.tar.gz", at=AT, tell=tell)
    held = inside(tmp_path / "paper.tar.gz")
    assert held["rows/outbox_event/000000.jsonl"].count(b"\n") == 1
    assert "rows/taggit_tag/000000.jsonl" not in held
    assert len(happened(paper)) == 1 + len(meanwhile) > 5


def test_files_that_go_away_meanwhile_do_not_end_it(paper: Paper, tmp_path: Path):
    for number in range(5):
        (paper.media / f"images/{number}.jpg").touch()
    (paper.media / "elsewhere").symlink_to("/etc/passwd")

    def tell(words: str) -> None:
        for path in list(paper.media.glob("images/?.jpg"))[:1]:
            if words.startswith("pictures"):
                path.unlink()

    with paper.used():
        summary = take_backup(file=tmp_path / "paper.tar.gz", at=AT, tell=tell, allow_missing=True)
    assert summary.vanished
    assert summary.unreadable == ["elsewhere"]
    assert b"root:" not in b"".join(inside(tmp_path / "paper.tar.gz").values())


def test_a_file_that_is_there_is_not_written_over(paper: Paper, tmp_path: Path):
    (tmp_path / "paper.tar.gz").write_text("yesterday's")
    with pytest.raises(BackupFailed, match="is there already"):
        paper.back_up(tmp_path / "paper.tar.gz")
    assert (tmp_path / "paper.tar.gz").read_text() == "yesterday's"


@pytest.mark.parametrize("where", ["taking.os.fsync", "archive.tarfile.TarFile.addfile"])
def test_a_full_disk_is_one_line_and_leaves_nothing(
    where: str, paper: Paper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(f"standfirst.cli.backups.{where}", full)
    with paper.used():
        done = CliRunner().invoke(commands, ["backup", str(tmp_path / "paper.tar.gz")])
    assert done.exit_code == 1
    assert done.stderr == f"standfirst: no backup was written: the disk of {tmp_path} is full.\n"
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_the_command_says_what_is_in_it_and_what_is_not(paper: Paper, tmp_path: Path):
    with paper.used():
        done = CliRunner().invoke(commands, ["backup", str(tmp_path / "paper.tar.gz")])
    assert done.exit_code == 0, done.output
    assert "1 pictures and files" in done.stdout
    assert "Not in it: sessions" in done.stdout


def test_stopped_it_leaves_nothing(paper: Paper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def stop(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(taking, "_write_media", stop)
    before = signal.getsignal(signal.SIGTERM)
    with paper.used():
        done = CliRunner().invoke(commands, ["backup", str(tmp_path / "paper.tar.gz")])
    assert done.exit_code == 130
    assert done.stderr == "standfirst: stopped. No backup was written.\n"
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    assert signal.getsignal(signal.SIGTERM) == before


def test_killed_it_leaves_no_file_of_that_name_and_can_be_taken_again(paper: Paper, tmp_path: Path):
    file = tmp_path / "paper.tar.gz"
    child = os.fork()
    if not child:
        taking._write_media = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        paper.back_up(file)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    assert not file.exists()
    assert paper.back_up(file).files == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "paper.tar.gz"]


def test_two_at_once_do_not_write_the_same_file(paper: Paper, tmp_path: Path):
    with (
        taking._put_in_place(tmp_path / "paper.tar.gz"),
        pytest.raises(BackupFailed, match="another backup"),
    ):
        paper.back_up(tmp_path / "paper.tar.gz")
    assert (tmp_path / "paper.tar.gz").exists()


def test_a_damaged_database_is_one_line(paper: Paper, tmp_path: Path):
    with paper.sqlite.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 400_000)
    with paper.used():
        done = CliRunner().invoke(commands, ["backup", str(tmp_path / "paper.tar.gz")])
    assert done.exit_code == 1
    assert done.stderr.startswith("standfirst: the database cannot be read: ")
    assert len(done.stderr.splitlines()) == 1


def test_what_a_restore_left_beside_the_pictures_is_not_in_it(paper: Paper, tmp_path: Path):
    for name in swap.OWN_FOLDERS:
        (paper.media / name).mkdir()
        (paper.media / name / "x").touch()
    assert paper.back_up(tmp_path / "paper.tar.gz").files == 1


def test_memory_stays_flat(paper: Paper, tmp_path: Path):
    """Rows are held a few megabytes at a time, and pictures less."""
    with closing(sqlite3.connect(paper.sqlite)) as database, database:
        database.executemany(
            "INSERT INTO outbox_event (name, about, data, at) VALUES ('x', 1, ?, '2026-11-28 12:00:00')",
            ((json.dumps("y" * 50_000),) for _ in range(1_500)),
        )
    with (paper.media / "images/large.jpg").open("wb") as large:
        large.truncate(60_000_000)
    paper.back_up(tmp_path / "first.tar.gz")  # what is loaded once is loaded
    tracemalloc.start()
    try:
        paper.back_up(tmp_path / "paper.tar.gz")
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 45_000_000


def test_a_folder_of_pictures_on_another_disk_is_in_it_as_files(paper: Paper, tmp_path: Path):
    (paper.media / "images").rename(tmp_path / "large-disk")
    (paper.media / "images").symlink_to(tmp_path / "large-disk")
    assert paper.back_up(tmp_path / "paper.tar.gz").files == 1
    assert inside(tmp_path / "paper.tar.gz")["media/images/harbour.jpg"] == b"a picture"


def test_all_pictures_may_be_on_another_disk(paper: Paper, tmp_path: Path):
    paper.media.rename(tmp_path / "large-disk")
    paper.media.symlink_to(tmp_path / "large-disk")
    paper.back_up(tmp_path / "paper.tar.gz")
    assert inside(tmp_path / "paper.tar.gz")["media/images/harbour.jpg"] == b"a picture"


def unreadable(paper: Paper, kind: str) -> str:
    """Put something into the pictures that cannot be read, and return its name."""
    if kind == "disk that is away":
        shutil.rmtree(paper.media)
        paper.media.symlink_to("/nowhere")
        return "media"
    if kind == "pipe":
        os.mkfifo(paper.media / "images/pipe")
        return "images/pipe"
    if kind == "settings":
        (paper.data / "settings.env").mkdir()
        return "settings.env"
    leads_to = {"folder away": "/nowhere", "file": "/etc/passwd", "itself": "..", "system": "/"}
    (paper.media / "images/link").symlink_to(leads_to[kind])
    return "images/link"


@pytest.mark.parametrize(
    "kind", ["disk that is away", "pipe", "settings", "folder away", "file", "itself", "system"]
)
def test_a_file_that_cannot_be_read_is_a_failure(kind: str, paper: Paper, tmp_path: Path):
    name = unreadable(paper, kind)
    with paper.used():
        done = CliRunner().invoke(commands, ["backup", str(tmp_path / "paper.tar.gz")])
    assert done.exit_code == 1
    assert f"no backup was written: 1 file ({name}) cannot be read" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "paper.tar.gz").exists()


def test_a_folder_of_somebody_else_is_not_followed(
    paper: Paper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (paper.media / "link").symlink_to(tmp_path)
    monkeypatch.setattr(media_files, "_is_chosen", lambda link, target, media: False)
    with pytest.raises(BackupFailed, match="link"):
        paper.back_up(tmp_path / "paper.tar.gz")


def test_without_the_missing_it_is_written_when_told_to_and_says_so_ever_after(
    paper: Paper, tmp_path: Path
):
    name, file = unreadable(paper, "folder away"), str(tmp_path / "paper.tar.gz")
    with paper.used():
        done = CliRunner().invoke(commands, ["backup", "--allow-missing", file])
        checked = CliRunner().invoke(commands, ["restore", "--check", file])
    assert (done.exit_code, checked.exit_code) == (0, 0), done.output
    assert json.loads(inside(Path(file))["end.json"])["missing"] == [name]
    assert f"1 file ({name})" in done.stderr
    assert f"1 file ({name})" in checked.stderr
    assert "Whole" not in checked.stdout


def test_says_which_paper_it_is_of_and_when_as_people_do(paper: Paper, tmp_path: Path):
    with paper.used():
        Site.objects.update(hostname="127.0.0.1", port=18222)
        NewsroomSettings.objects.bulk_create(
            [NewsroomSettings(site=Site.objects.get(), name="The Ledger")]
        )
    paper.back_up(tmp_path / "paper.tar.gz")
    told = CliRunner().invoke(commands, ["restore", "--check", str(tmp_path / "paper.tar.gz")])
    assert "Taken on 28 November 2026, 12:00 UTC, by version" in told.output
    assert "The paper: The Ledger, http://127.0.0.1:18222\n" in told.output
