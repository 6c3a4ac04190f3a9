"""Machines that share a PostgreSQL tell each other what they change, by what commits it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from standfirst.delivery.page_store.middleware import WROTE_FOR, KeptPages
from standfirst.lib import changes, nodes, stamps
from standfirst.lib.kept_parts import STAMPS_BEFORE
from standfirst.lib.postgresql import connect_directly
from standfirst.lib.stamps import Stamps, noted

on_postgresql = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite is one machine's"),
    pytest.mark.django_db(transaction=True),
]
Notices = Callable[[], list[str]]
TOKEN = "0123456789abcdef"
SECTION = "UPDATE publishing_sectionpage SET intro = ''"
THREAD = "UPDATE discussion_thread SET comment_count = 0"


@pytest.fixture(autouse=True)
def node(settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stamps:
    """This process is one node of several, sure of the others, with stamps of its own."""
    settings.SEVERAL_NODES = True
    settings.LISTENER_LOCK = tmp_path / "listener.lock"
    own = Stamps(tmp_path / "stamps", is_one_of_several=True)
    own.note_sure(time.monotonic_ns())
    for module in (changes, nodes, stamps):
        monkeypatch.setattr(module, "stamps", lambda: own)
    monkeypatch.setattr("standfirst.delivery.page_store.middleware.stamps", lambda: own)
    return own


@pytest.fixture
def notices() -> Iterator[Notices]:
    """What another node is told, in order."""
    with connect_directly(connection, "another node") as other:
        other.execute(f"LISTEN {nodes.CHANNEL}")

        def told() -> list[str]:
            other.execute("SELECT 1")
            return [notice.payload for notice in other.notifies(timeout=0)]

        yield told


class _StoppedError(BaseException):
    pass


def write(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


class TestWhoChanges:
    """The other nodes are told of it."""

    pytestmark = on_postgresql

    def test_tells_with_the_commit_what_it_changed(self, notices: Notices, node: Stamps):
        with transaction.atomic():
            write(THREAD, THREAD)
            changes.changed("thread:article-8")
            assert notices() == []
        (notice,) = notices()
        token, *keys = notice.split(" ")
        assert keys == ["branches:article-8", "questions:article-8", "thread:article-8"]
        assert node.has_heard(token)

    def test_tells_of_one_statement_by_itself(self, notices: Notices):
        write(SECTION)
        changes.changed("thread:article-8")
        assert [notice.split(" ")[1:] for notice in notices()] == [
            ["everything"],
            ["branches:article-8", "questions:article-8", "thread:article-8"],
        ]

    def test_tells_nothing_of_what_was_taken_back_or_no_page_shows(self, notices: Notices):
        with suppress(ZeroDivisionError), transaction.atomic():
            write(SECTION)
            raise ZeroDivisionError
        write("DELETE FROM outbox_event", "SELECT 1")
        assert notices() == []

    def test_tells_what_is_written_around_a_part_that_was_taken_back(self, notices: Notices):
        with transaction.atomic():
            changes.changed("thread:1")
            with suppress(ZeroDivisionError), transaction.atomic():
                changes.changed("thread:2")
                raise ZeroDivisionError
            changes.changed("thread:3")
        told = {key for notice in notices() for key in notice.split(" ")[1:]}
        assert {"thread:1", "thread:3"} <= told

    def test_says_all_where_it_is_too_much_for_one_notice(self, notices: Notices):
        keys = [f"thread:article-{number}" for number in range(1000)]
        with transaction.atomic():
            changes.changed(*keys)
        assert [notice.split(" ")[1:] for notice in notices()] == [["*"]]


@pytest.mark.parametrize(
    ("notice", "good"),
    [
        (f"{TOKEN} thread:1", [False, True]),
        (f"{TOKEN} everything", [False, False]),
        (f"{TOKEN} *", [False, False]),
        ("of another version", [False, False]),
    ],
)
def test_what_others_changed_is_old_here(node: Stamps, notice: str, good: list[bool]):
    kept = [noted(node.now(), [key]) for key in ("thread:1", "thread:2")]
    nodes.hear(notice)
    assert [node.is_current(words) for words in kept] == good


def test_what_this_node_knows_already_makes_nothing_old_again(node: Stamps):
    changes.tell({"thread:1"}, token=TOKEN)
    kept = noted(node.now(), ["thread:1"])
    nodes.hear(f"{TOKEN} thread:1")
    assert node.is_current(kept)


def test_a_node_that_is_not_sure_keeps_nothing(node: Stamps, tmp_path: Path):
    kept = noted(node.now(), ["thread:1"])
    node.note_sure(time.monotonic_ns() - 1_100_000_000)
    assert not node.is_current(kept)
    # But what was read a moment ago: many may ask for it at once.
    assert node.is_current(kept, time.monotonic_ns())
    # As the last machine that started with this file was.
    node.note_sure(time.monotonic_ns() + 10**12)
    assert not node.is_current(kept)
    assert Stamps(tmp_path / "stamps").is_current(kept)  # alone, it need not be


def answered(request: HttpRequest, act: Callable[[], object] | None = None) -> HttpResponse:
    def view(request: HttpRequest) -> HttpResponse:
        if act:
            act()
        return HttpResponse()

    return KeptPages(view)(request)


def test_a_browser_says_for_a_moment_what_it_changed():
    answer = answered(RequestFactory().post("/"), lambda: changes.tell({"thread:1"}, token=TOKEN))
    assert answer.cookies["standfirst_wrote"].value == TOKEN
    assert answer.cookies["standfirst_wrote"]["max-age"] == WROTE_FOR
    assert not answered(RequestFactory().get("/")).cookies


@pytest.mark.parametrize("told", ["", "thread:1", "everything"])
def test_nothing_kept_is_shown_to_who_changed_what_this_node_has_not_heard_of(told: str):
    request = RequestFactory().get("/")
    request.COOKIES["standfirst_wrote"] = TOKEN
    if told:
        nodes.hear(f"{TOKEN} {told}")
    answered(request)
    assert hasattr(request, STAMPS_BEFORE) == bool(told)


class TestTheListener:
    """One process of a machine listens; when it is back after a while, everything is old."""

    pytestmark = on_postgresql

    def test_hears_the_others_and_is_sure_again_after_its_connection_was_ended(
        self, node: Stamps, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(nodes, "_REST", 0.01)
        stop = threading.Event()

        def check(at: int) -> None:
            if stop.is_set():
                raise _StoppedError
            Stamps.note_sure(node, at)

        def listen() -> None:
            with suppress(_StoppedError):
                nodes._listen_in_turn()

        monkeypatch.setattr(node, "note_sure", check)
        Stamps.note_sure(node, 0)
        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        try:
            until(lambda: node.is_sure)
            kept = noted(node.now(), ["thread:1"])
            with connect_directly(connection, "another node") as other:
                other.execute(f"NOTIFY {nodes.CHANNEL}, '{TOKEN} thread:1'")
                until(lambda: not node.is_current(kept))
                kept = noted(node.now(), ["thread:2"])
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE application_name = 'standfirst listener'"
                )
            until(lambda: noted(node.now(), ["thread:2"]) != kept)
            assert node.is_sure
            assert [entry.message for entry in caplog.records] == ["other_nodes_not_heard"]
        finally:
            stop.set()
            thread.join(5)


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)
