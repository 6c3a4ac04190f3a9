"""A paper of an older version, moved from one database into another, in the place of what was there; and back."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import psycopg
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test import Client
from pytest_django import DjangoDbBlocker

from standfirst.cli.backups import building
from standfirst.cli.backups.archive import read
from standfirst.cli.backups.building import RestoreFailed
from standfirst.discussion.models import Comment
from standfirst.discussion.testing import make_comment, make_thread
from standfirst.funding.models import Movement
from standfirst.funding.services.checking import check_books
from standfirst.funding.testing import make_campaign, make_gift
from standfirst.publishing.models import ArticlePage
from standfirst.publishing.testing import make_article
from tests.papers import (
    AT,
    Paper,
    empty_database,
    make_tables_at_once,
    new_paper,
)

# The paper is moved once, which takes a while: by one of the processes that share the tests.
pytestmark = pytest.mark.xdist_group("moved")
WORDS = "Who paid? „Niemand“ ⚓ \\u0000 \\ 'quoted'"
# One step behind this version.
OLDER = ("discussion", "0007_pinned_found_by_two_columns")


@pytest.fixture(autouse=True, scope="module")
def _papers_have_databases(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


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
    question, answer = Comment.objects.order_by("pk")[:2]
    assert question.words == WORDS
    assert answer.parent == question


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
    if moved.address:
        # The models of the index are those of the database that this process began with.
        monkeypatch.setattr(building, "call_command", lambda *_, **__: None)
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


def test_connections_of_its_own_pool_are_nobody_elses(server: Paper):
    with server.used():
        connection.settings_dict["OPTIONS"]["pool"] = {"min_size": 2, "max_size": 2}
        connection.ensure_connection()
        with building.postgresql_anew():
            pass
    assert not _tables(server)


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
