"""Builds a database from a backup's rows: empty tables as they were when it was taken, the rows, then today's tables."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from standfirst.lib.errors import Refused

from .archive import ROWS, Entry
from .tables import Table, empty, load, set_last_numbers, tables

_OTHERS = """
    SELECT COUNT(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
# All that is ours there, and nothing that came with an extension of the database.
_RELATIONS = """
    SELECT c.relkind, quote_ident(c.relname) FROM pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
"""
_ROUTINES = """
    SELECT p.oid::regprocedure::text FROM pg_proc p
    WHERE p.pronamespace = current_schema()::regnamespace
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""
# What values of a file that nobody wrote like this end in, on their way into a database.
_NOT_VALUES = (ValueError, TypeError, AttributeError, ArithmeticError, RecursionError, ValidationError)  # fmt: skip
_DROP = {"r": "TABLE", "p": "TABLE", "v": "VIEW", "m": "MATERIALIZED VIEW"}
# Killed on the way, the file is thrown away: only its end must be on disk.
_IN_A_HURRY = "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-64000;"


class RestoreFailed(Refused):
    """Nothing was restored, and what was there is as it was."""

    code = "restore_failed"


@dataclass(frozen=True)
class State:
    """Of what is in a backup, what says how its rows are to be read."""

    migrations: list[tuple[str, str]]
    # The columns of each table, as they stand in its lines.
    tables: dict[str, list[str]]
    rows: dict[str, int]
    last_numbers: dict[str, int]


def unknown_migrations(migrations: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what this version does not know."""
    loader = MigrationLoader(None)
    return [name for name in migrations if name not in loader.disk_migrations]


def is_empty() -> bool:
    """Tell whether nobody has made anything in this database: no tables, or no people, articles and gifts."""
    there = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for name in ("accounts_user", "publishing_articlepage", "funding_gift"):
            if name in there:
                cursor.execute(f"SELECT 1 FROM {name} LIMIT 1")  # noqa: S608 - ours
                if cursor.fetchone():
                    return False
    return True


@contextmanager
def sqlite_at(path: Path) -> Iterator[None]:
    """Let the database be a new file for the block."""
    own = connection.settings_dict
    before = own["NAME"], own["OPTIONS"]
    connection.close()
    own["NAME"], own["OPTIONS"] = str(path), {**own["OPTIONS"], "init_command": _IN_A_HURRY}
    try:
        yield
    finally:
        connection.close()
        own["NAME"], own["OPTIONS"] = before


@contextmanager
def postgresql_anew() -> Iterator[None]:
    """Let all that the block does be one transaction, on a database that has nothing in it.

    Raises:
        RestoreFailed: others have it open.
    """
    connection.close()
    if connection.vendor == "postgresql":
        # Its connections would be others. Stubs do not know it.
        connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict["OPTIONS"].pop("pool", None)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_OTHERS)
            if others := cursor.fetchone()[0]:
                raise RestoreFailed(
                    f"the database is open elsewhere ({others} connections). Stop what uses it, on all machines."
                )
            # Rows that wait to be checked would keep tables from being changed.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            _drop_everything(cursor)
        yield


def _drop_everything(cursor: Any) -> None:  # noqa: ANN401 - Django's cursor
    cursor.execute(_RELATIONS)
    for kind, name in cursor.fetchall():
        cursor.execute(f"DROP {_DROP[kind]} IF EXISTS {name} CASCADE")
    cursor.execute(_ROUTINES)
    for (name,) in cursor.fetchall():
        cursor.execute(f"DROP ROUTINE IF EXISTS {name} CASCADE")


def transaction_number() -> str:
    """Return the number of the transaction that PostgreSQL is in, by which it can be asked for later."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT txid_current()")
        return str(cursor.fetchone()[0])


def build(state: State, entries: Iterable[Entry], tell: Callable[[str], None]) -> None:
    """Make the tables, put in the rows of `entries`, and bring them to this version.

    It raises RestoreFailed where the rows are not what the tables take.
    """
    tell("making the tables")
    migrate_to(state.migrations)
    carried = {table.name: table for table in _tables_of(state)}
    with _checked_at_the_end():
        empty(carried.values())
        _load_rows(state, carried, entries, tell)
        set_last_numbers(list(carried.values()), state.last_numbers)
        tell("checking what points to what")
    _bring_up_to_date(tell)


def migrate_to(migrations: list[tuple[str, str]]) -> None:
    """Make the tables as they are after exactly these migrations."""
    executor = MigrationExecutor(connection)
    nodes = executor.loader.graph.node_map
    wanted = {name for name in migrations if name in nodes}
    # Asked for one that another one stands on, the executor would go back to it.
    executor.migrate(
        sorted(
            name for name in wanted if not wanted & {child.key for child in nodes[name].children}
        )
    )


def _tables_of(state: State) -> list[Table]:
    loader = MigrationLoader(connection)
    if set(loader.applied_migrations) != set(state.migrations):
        raise RestoreFailed("the migrations of the backup are not those of this version.")
    nodes = [name for name in state.migrations if name in loader.graph.nodes]
    carried = tables(loader.project_state(nodes))
    ours = {table.name: sorted(table.columns) for table in carried}
    if ours != {name: sorted(columns) for name, columns in state.tables.items()}:
        raise RestoreFailed("the tables of the backup are not those that its migrations make.")
    return carried


@contextmanager
def _checked_at_the_end() -> Iterator[None]:
    """Take rows in any order, and then see that all they point to is there."""
    try:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
                yield
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            return
        connection.disable_constraint_checking()
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            yield
            cursor.execute("COMMIT")
        connection.check_constraints()
        connection.enable_constraint_checking()
    except DatabaseError as error:
        raise RestoreFailed(
            f"rows of the backup do not fit: {str(error).splitlines()[0]}"
        ) from error


def _load_rows(
    state: State, carried: dict[str, Table], entries: Iterable[Entry], tell: Callable[[str], None]
) -> None:
    loaded = dict.fromkeys(carried, 0)
    for entry in entries:
        if entry.place != ROWS:
            continue
        name = entry.rest.partition("/")[0]
        try:
            lines = entry.file.read().splitlines()
            loaded[name] += load(carried[name], state.tables[name], lines)
        except _NOT_VALUES as error:
            raise RestoreFailed(
                f"the backup is damaged: rows of {name} are no values of its columns. Nothing was changed."
            ) from error
        except DatabaseError as error:
            words = str(error).splitlines()[0]
            raise RestoreFailed(f"rows of {name} do not fit: {words}") from error
        tell(f"{name}: {loaded[name]:,} rows")
    if loaded != state.rows:
        raise RestoreFailed("the backup has other rows than it says.")


def _bring_up_to_date(tell: Callable[[str], None]) -> None:
    from django.contrib.contenttypes.models import ContentType

    from standfirst.cli.django import bring_up_to_date
    from standfirst.funding.services.checking import is_guarded

    ContentType.objects.clear_cache()  # the numbers are the backup's now
    tell("bringing it to this version")
    bring_up_to_date(verbosity=0)
    _queue_work_again()
    tell("making the index for searches")
    call_command("update_index", verbosity=0)
    if not is_guarded():
        raise RestoreFailed("the database does not guard the books. This is a fault of Standfirst.")


def _queue_work_again() -> None:
    """Let work that was begun, by a worker that is no more, be done; all of it waits since now."""
    from django.utils import timezone
    from django_tasks.base import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    unfinished = DBTaskResult.objects.filter(
        status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]
    )
    unfinished.update(status=TaskResultStatus.READY, enqueued_at=timezone.now())
