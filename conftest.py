"""What every test stands on: quick hashing, work done at once, roles in place, files in a folder of its own."""

import asyncio
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import TransactionTestCase
from django.test.signals import setting_changed

from tests.made_once import migrated_postgresql, migrated_sqlite


def pytest_configure() -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.STORAGES = {
        **settings.STORAGES,
        # Hashed names are for the browser journeys, which collect the static files first.
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    # Models have looked the storages up by now; let them look again.
    setting_changed.send(
        sender=type(settings), setting="STORAGES", value=settings.STORAGES, enter=True
    )
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    # Tests that run beside each other share the data folder, and must not empty each other's cache.
    settings.CACHES["default"]["LOCATION"] = str(settings.DATA_DIR / f"cache-{os.getpid()}.sqlite3")
    # The processes that share the tests have the same threads, each in a database of its own.
    settings.STAMPS = Path(settings.DATA_DIR) / f"stamps-{os.getpid()}"


def pytest_sessionstart() -> None:
    """Let tests that empty the tables after them empty the books, too, which else nobody can."""
    guards = [
        import_module(f"standfirst.funding.migrations.{name}")
        for name in ("0005_movements_stay", "0011_receipts_stay")
    ]
    empty = TransactionTestCase._fixture_teardown

    def empty_unguarded(case: TransactionTestCase) -> None:
        with connection.schema_editor() as editor:
            for guard in guards:
                guard.take_down(None, editor)
        empty(case)
        with connection.schema_editor() as editor:
            for guard in guards:
                guard.put_up(None, editor)

    TransactionTestCase._fixture_teardown = empty_unguarded


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Move tests that end what others share behind these, wherever the random order put them."""

    def place(item: pytest.Item) -> int:
        last = item.get_closest_marker("last")
        return last.args[0] if last else 0

    items.sort(key=place)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> Iterator[None]:
    """The database begins as `standfirst migrate` leaves it, roles included; it is migrated once in a run."""
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated_postgresql()
        yield
        return
    # In memory, where it lives as long as somebody has it open.
    with (
        closing(sqlite3.connect(migrated_sqlite())) as whole,
        closing(sqlite3.connect("file:memorydb_default?mode=memory&cache=shared", uri=True)) as own,
    ):
        whole.backup(own)
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[object]:
    """What drives the browser leaves its event loop running in this thread, which no other test is in."""
    loop = None if "journeys" in item.path.parts else asyncio._get_running_loop()
    if loop:
        asyncio._set_running_loop(None)
    try:
        return (yield)  # type: ignore[return-value]
    finally:
        if loop:
            asyncio._set_running_loop(loop)


@pytest.fixture(autouse=True)
def _own_media(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _nothing_counted_before() -> None:
    """Nor noted: Wagtail remembers sites and sizes of pictures by numbers that the next test uses again."""
    for name in settings.CACHES:
        caches[name].clear()


@pytest.fixture(autouse=True)
def _somebody_lives_here() -> Iterator[None]:
    """No page leads to the first set-up, unless the test is about that."""
    from standfirst.publishing.welcome.door import door  # noqa: PLC0415 - models are ready only now

    door.has_people = True
    yield
    door.forget()


@pytest.fixture(autouse=True)
def _second_step_taken() -> Iterator[None]:
    """Whoever a test signs in with `force_login` has taken the second step, as the editor asks of staff.

    A test that is about the second step has a fixture of this name that does nothing.
    """
    from allauth.account.internal.flows.login import record_authentication  # noqa: PLC0415
    from django.contrib.auth.signals import user_logged_in  # noqa: PLC0415

    def note(request: object, user: object, **_: object) -> None:
        record_authentication(request, user, method="mfa")

    user_logged_in.connect(note)
    yield
    user_logged_in.disconnect(note)
