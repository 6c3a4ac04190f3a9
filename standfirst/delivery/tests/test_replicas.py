"""Pages for strangers come from a replica that knows all that changed of them; all else is the primary's."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection, connections, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from standfirst.delivery.page_store import middleware
from standfirst.delivery.page_store.middleware import ASKED, READ_AS_OF, KeptPages
from standfirst.lib import replicas
from standfirst.lib.kept_parts import STAMPS_BEFORE
from standfirst.lib.shown import shows
from standfirst.lib.stamps import Stamps

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no replicas"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture(autouse=True)
def stamps(
    settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Stamps]:
    """There is one replica, which knows everything; it is the same server by another connection."""
    settings.REPLICAS = [{"NAME": connection.settings_dict["NAME"]}]
    own = Stamps(tmp_path / "stamps", replicas=1)
    for module in (replicas, middleware):
        monkeypatch.setattr(module, "stamps", lambda: own)
    own.note_replica(0, own.now(), time.monotonic_ns())
    replicas._of_thread.__dict__.clear()
    replicas._class_of.cache_clear()
    yield own
    for pool in replicas._class_of(0)._connection_pools.values():
        pool.close()


def server() -> str:
    """The number of the connection that is asked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return str(cursor.fetchone()[0])


def answered(
    act: Callable[[], object] = dict, *, kept_under: frozenset[str] | None = frozenset()
) -> tuple[list[str], HttpRequest]:
    """Ask for a page that shows one discussion; return who was asked each time it was laid out."""
    asked = []

    def view(request: HttpRequest) -> HttpResponse:
        asked.append(server())
        shows("thread:1")
        act()
        return HttpResponse()

    request = RequestFactory().get("/")
    request.scope = {} if kept_under is None else {ASKED: kept_under}  # type: ignore[attr-defined]
    assert KeptPages(view)(request).status_code == 200
    return asked, request


def test_what_a_stranger_asks_for_is_read_from_the_replica(stamps: Stamps):
    before = stamps.now()
    stamps.change(["thread:2"])
    asked, request = answered()
    assert asked != [server()]
    # Kept under what the replica knows, and so are its parts.
    assert request.scope[READ_AS_OF] == before  # type: ignore[attr-defined]
    assert getattr(request, STAMPS_BEFORE) == before


def test_what_somebody_else_asks_for_is_not():
    assert answered(kept_under=None)[0] == [server()]


def test_nor_what_has_changed_since_or_is_too_long_ago(stamps: Stamps):
    stamps.change(["thread:1"])
    assert answered(kept_under=frozenset(["thread:1"]))[0] == [server()]
    stamps.note_replica(0, stamps.now(), time.monotonic_ns() - 1_100_000_000)
    assert answered()[0] == [server()]
    stamps.note_replica(0, stamps.now(), time.monotonic_ns())
    stamps.forget_replica(0)
    assert answered()[0] == [server()]


def test_what_turns_out_to_show_something_that_changed_is_laid_out_again(stamps: Stamps):
    stamps.change(["thread:1"])
    asked, request = answered()
    assert len(asked) == 2
    assert asked[1] == server()
    assert READ_AS_OF not in request.scope  # type: ignore[attr-defined]
    assert getattr(request, STAMPS_BEFORE) == stamps.now()


def write() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM outbox_event")


def divide() -> None:
    """Fail, but for the primary."""
    if type(connections[connection.alias]) is replicas._class_of(0):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")


@pytest.mark.parametrize("act", [write, divide])
def test_who_would_write_or_fails_there_begins_again_on_the_primary(act: Callable[[], None]):
    asked, _request = answered(act)
    assert len(asked) == 2
    assert asked[1] == server()


def test_a_replica_that_cannot_be_reached_fails_nobody(settings: LazySettings):
    settings.REPLICAS = [{"HOST": "127.0.0.1", "PORT": "1", "OPTIONS": {}}]
    assert answered()[0] == [server()]
