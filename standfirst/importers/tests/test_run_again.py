"""An import can be killed and run again and ends in the same state; a second run changes nothing."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from wagtail.contrib.redirects.models import Redirect

from standfirst.discussion.models import Comment, Thread
from standfirst.importers.models import ImportRun
from standfirst.importers.wordpress import comments
from standfirst.importers.wordpress.ledger import Ledger
from tests.made_once import copied, migrated_sqlite, on_sqlite_anyway

from .old_paper import EXPORT, UPLOADS, OldComment, OldItem, article, move_in, state, write_export

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """Stands for a kill: nothing catches it."""


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(comments, "BATCH", 40)
    return


def _kill_at(monkeypatch: pytest.MonkeyPatch, name: str, count: int) -> None:
    """Fail in the `count`th call, inside the transaction that it belongs to."""
    real, calls = getattr(Ledger, name), iter(range(1, 10_000))

    def fails(self: Ledger, *given: Any, **named: Any) -> Any:  # noqa: ANN401
        if next(calls) == count:
            raise Killed
        return real(self, *given, **named)

    monkeypatch.setattr(Ledger, name, fails)


def test_a_second_run_changes_nothing():
    first = move_in()
    before = state(), ImportRun.objects.values_list().get()
    second = move_in()
    assert (state(), ImportRun.objects.values_list().get()) == before
    assert not second.taken.total()
    assert (
        second.already_here["comment"]
        == 207
        == sum(n for words, n in first.taken.items() if words.startswith("comment"))
    )
    assert second.already_here["article"] == first.taken["article"]
    assert second.already_here["redirect"] == first.taken["redirect"]


@pytest.mark.usefixtures("small_batches")
def test_a_killed_run_is_ended_by_the_next():
    whole = _left_by(lambda: move_in())
    for name, count in [("note", n) for n in (1, 4, 6, 8, 11)] + [
        ("note_comments", n) for n in (1, 3, 6)
    ]:
        assert _left_by(lambda name=name, count=count: _killed_and_run_again(name, count)) == whole


def _killed_and_run_again(name: str, count: int) -> None:
    with pytest.MonkeyPatch.context() as killing:
        _kill_at(killing, name, count)
        with pytest.raises(Killed):
            move_in()
    assert ImportRun.objects.get().finished_at is None
    move_in()
    assert ImportRun.objects.get().finished_at is not None


def _left_by(work: Callable[[], object]) -> dict[str, Any]:
    """Do some work on an untouched site, and return what it leaves there."""
    with transaction.atomic():
        work()
        left = state()
        transaction.set_rollback(True)
    for name in left["files"]:
        default_storage.delete(name)
    return left


@on_sqlite_anyway
def test_a_run_that_the_system_kills_is_ended_by_the_next(tmp_path: Path):
    killed, whole = _Newsroom(tmp_path / "killed"), _Newsroom(tmp_path / "whole")
    killed.move_in(kill_at=9)
    assert 0 < killed.count("wagtailcore_page") < 12
    killed.move_in(kill_at=0, is_killed_in_comments=True)
    killed.move_in()
    whole.move_in()
    assert killed.dump() == whole.dump()


class _Newsroom:
    """A site of its own in a process of its own, which can really be killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        copied(migrated_sqlite(), into=folder)
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self._environment = {**environment, "STANDFIRST_DATA": str(folder)}

    def move_in(self, *, kill_at: int = 0, is_killed_in_comments: bool = False) -> None:
        name = "note_comments" if is_killed_in_comments else "note"
        count = 3 if is_killed_in_comments else kill_at
        arguments = [str(EXPORT), "--media", str(UPLOADS)]
        done = subprocess.run(
            [sys.executable, "-c", KILLED, name, str(count), *arguments],
            env=self._environment, check=False, capture_output=True,
        )  # fmt: skip
        assert done.returncode == (-signal.SIGKILL if count else 0), done.stderr.decode()

    def count(self, table: str) -> int:
        with closing(sqlite3.connect(self.folder / "standfirst.sqlite3")) as database:
            return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608

    def dump(self) -> dict[str, list[Any]]:
        """Every row of every table, but for the times of this very run."""
        with closing(sqlite3.connect(self.folder / "standfirst.sqlite3")) as database:
            rows = {
                table: sorted(
                    map(repr, database.execute(" ".join(["SELECT", columns, "FROM", table])))
                )
                for table, columns in COMPARED
            }
        files = sorted(
            str(path.relative_to(self.folder)) for path in (self.folder / "media").rglob("*.*")
        )
        return {**rows, "files": files}


COMPARED = (
    (
        "discussion_comment",
        "id, thread_id, parent_id, root_id, depth, words, html, state, up, down, score, reply_count, key, question_id",
    ),
    ("discussion_thread", "id, key, state, comment_count, last_comment_at"),
    ("discussion_passagequestion", "id, key, quote, prefix, suffix"),
    ("publishing_articlepage", "page_ptr_id, standfirst, body, lead_picture_id, changed_at"),
    ("publishing_picture", "id, title, file, caption, credit, file_hash"),
    (
        "wagtailcore_page",
        "id, path, title, slug, url_path, live, first_published_at, last_published_at",
    ),
    ("wagtailredirects_redirect", "old_path, redirect_page_id, redirect_link, is_permanent"),
    ("importers_importedobject", "kind, foreign_id, object_id, digest, is_complete"),
)
KILLED = """
import os, signal, sys
name, count = sys.argv[1], int(sys.argv[2])
os.environ["DJANGO_SETTINGS_MODULE"] = "standfirst.settings"
import django
django.setup()
from standfirst.importers.wordpress import comments
from standfirst.importers.wordpress.ledger import Ledger
comments.BATCH = 40
real, calls = getattr(Ledger, name), iter(range(1, 10000))
def noting(self, *given, **named):
    if next(calls) == count:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(self, *given, **named)
setattr(Ledger, name, noting)
from standfirst.cli import commands
commands(["import", "wordpress", *sys.argv[3:]])
"""


def test_what_an_editor_changed_since_is_left_alone(tmp_path: Path):
    file = write_export(tmp_path, OldItem(1, title="As it was"))
    move_in(file)
    page = article(1)
    page.title = "As it should be"
    page.save_revision().publish()
    write_export(tmp_path, OldItem(1, title="As it is over there now"))
    report = move_in(file)
    assert article(1).title == "As it should be"
    assert report.remarks["article that the file has changed since: left as it is here"] == 1


def test_what_was_deleted_here_stays_deleted(tmp_path: Path):
    file = write_export(
        tmp_path, OldItem(1, comments=[OldComment(1), OldComment(2, parent=1)]), OldItem(2)
    )
    move_in(file)
    Comment.objects.get(pk=2).delete()
    article(2).delete()
    before = state()
    move_in(file)
    assert state() == before


def test_a_redirect_that_an_editor_changed_is_left_alone(tmp_path: Path):
    file = write_export(tmp_path, OldItem(1))
    move_in(file)
    Redirect.objects.filter(old_path="/item-1").update(
        redirect_page=None, redirect_link="/elsewhere/"
    )
    move_in(file)
    assert Redirect.objects.get(old_path="/item-1").redirect_link == "/elsewhere/"


def test_a_newer_export_brings_only_what_is_new(tmp_path: Path):
    file = write_export(tmp_path, OldItem(1, comments=[OldComment(1)]))
    move_in(file)
    write_export(
        tmp_path, OldItem(1, comments=[OldComment(1), OldComment(2, parent=1)]), OldItem(2)
    )
    report = move_in(file)
    assert (
        report.taken["article"],
        report.taken["comment, approved"],
        report.already_here["comment"],
    ) == (1, 1, 1)
    assert Comment.objects.get(pk=1).reply_count == 1
    assert Thread.objects.get(article=article(1)).comment_count == 2
