"""A restored paper takes the place of the old one: whenever it is killed, one of them is there, whole."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from standfirst.cli.backups import swap
from tests.made_once import copied, migrated_sqlite, on_sqlite_anyway
from tests.papers import Paper, empty_database

FILES = ("standfirst.sqlite3", "secret_key", "media/images/a.jpg", "media/documents/b.pdf")
OLD_ONLY = ("standfirst.sqlite3-wal", "standfirst.sqlite3-shm", "cache.sqlite3", "media/avatars/c.png")  # fmt: skip
# Whatever changes what is in a folder.
STEPS = ("rename", "unlink", "rmdir", "mkdir")


@pytest.fixture
def databases(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


def lay_out(data: Path) -> Paper:
    for name in (*FILES, *OLD_ONLY, "settings.env", "prepared"):
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_text("old")
    return Paper(data)


def stage(transaction: str = "") -> None:
    """Build another paper beside, and let it count."""
    staging = swap.Staging()
    staging.begin()
    for name in FILES:
        folder, _, rest = name.rpartition("media/")
        path = staging.new_media / rest if folder or name != rest else staging.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("new")
    staging.commit(transaction=transaction)


def seen(data: Path) -> dict[str, str]:
    """Return what is there, but for locks."""
    return {
        str(path.relative_to(data)): path.read_text()
        for path in sorted(data.rglob("*"))
        if path.is_file() and path.suffix != ".lock"
    }


OLD = dict.fromkeys((*FILES, *OLD_ONLY), "old") | {"settings.env": "old"}
NEW = dict.fromkeys(FILES, "new") | {"settings.env": "old"}


def killed_at(step: int, work: Callable[[], object]) -> bool:
    """Do the work in a process of its own, which is killed (kill -9) before its change number `step`; tells whether it was."""
    child = os.fork()
    if not child:
        _count_down(step)
        try:
            work()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _count_down(step: int) -> None:
    left = [step]
    for name in STEPS:
        change = getattr(os, name)

        def counted(
            *args: object, change: Callable[..., object] = change, **kwargs: object
        ) -> object:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return change(*args, **kwargs)

        setattr(os, name, counted)


def test_one_of_them_is_there_whenever_it_is_killed_twice(tmp_path: Path):
    """Killed before each of its changes, and the command that finishes it before each of its own."""
    ends = set()
    for step in range(200):
        paper = lay_out(tmp_path / f"data-{step}")
        with paper.used():

            def restore() -> None:
                stage()
                swap.put_in_place()

            was_killed = killed_at(step, restore)
            again = step % 7
            killed_at(again, swap.finish_interrupted)
            swap.finish_interrupted()
        left = {name: text for name, text in seen(paper.data).items() if name != "prepared"}
        assert left in (OLD, NEW), f"killed before change {step}, then {again}"
        assert not list(paper.data.glob("restore.un*")) + list(paper.data.glob("restore.r*"))
        ends.add(left == NEW)
        if not was_killed:
            assert left == NEW
            break
    assert step > 30, "the changes were not counted"
    assert ends == {True, False}


def test_one_that_is_being_prepared_is_left_alone_by_other_commands(tmp_path: Path):
    with lay_out(tmp_path).used(), swap.alone(is_waiting=True):
        swap.Staging().begin()
        assert not swap.finish_interrupted()
        assert (tmp_path / "restore.unfinished").exists()


def test_a_folder_of_pictures_on_another_disk_stays_where_it_is(tmp_path: Path):
    paper = lay_out(tmp_path / "data")
    paper.media.rename(tmp_path / "disk")
    paper.media.symlink_to(tmp_path / "disk")
    with paper.used():
        stage()
        assert swap.put_in_place()
    assert paper.media.is_symlink()
    assert (tmp_path / "disk/images/a.jpg").read_text() == "new"
    assert not (tmp_path / "disk/avatars").exists()


@on_sqlite_anyway
def test_any_command_finishes_it_first_and_then_works_on_the_new_paper(tmp_path: Path):
    paper = lay_out(tmp_path / "data")
    with paper.used():
        stage()
    (paper.data / "restore.ready/standfirst.sqlite3").unlink()  # words, and no database
    copied(migrated_sqlite(), paper.data / "restore.ready")
    (paper.data / "restore.ready/secret_key").write_text("n" * 50)
    (paper.data / "secret_key").write_text("o" * 50)
    for settings_file in paper.data.rglob("settings.env"):
        settings_file.write_text("# As a command can read it.\n")
    environment = {**os.environ, "STANDFIRST_DATA": str(paper.data)}
    environment.pop("STANDFIRST_SECRET_KEY", None)
    asked = [sys.executable, "-m", "standfirst", "migrate", "--check"]
    done = subprocess.run(asked, env=environment, check=False, capture_output=True, text=True)
    assert done.stdout == "The database is up to date.\n", done.stderr
    assert (paper.data / "secret_key").read_text() == "n" * 50
    assert not (paper.data / "restore.ready").exists()


@pytest.mark.parametrize("is_committed", [True, False])
@pytest.mark.usefixtures("databases")
def test_with_postgresql_it_counts_once_its_transaction_does(tmp_path: Path, *, is_committed: bool):
    lay_out(tmp_path)
    with empty_database(tmp_path) as paper, paper.used():
        if connection.vendor != "postgresql":
            pytest.skip("SQLite's file is swapped with the others")
        with nullcontext() if is_committed else pytest.raises(KeyboardInterrupt):  # noqa: SIM117
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("CREATE TABLE new (id int)")
                cursor.execute("SELECT txid_current()")
                stage(str(cursor.fetchone()[0]))
                if not is_committed:
                    raise KeyboardInterrupt
        assert swap.finish_interrupted() == is_committed
        assert (tmp_path / "secret_key").read_text() == ("new" if is_committed else "old")
        assert ("new" in connection.introspection.table_names()) == is_committed
