"""What changed, said once: pages that show it are made anew, and who follows it is told.

A transaction that writes to a table that pages show makes all kept pages old. Where less is meant, a service
says so: `changed("thread:article-8")`, and only pages of that discussion are. So bulk updates, imports, the
editor and whoever forgets to say anything cost time, never truth.

Which tables no page shows is in `shown_nowhere.py`; a test asks of every table that it was decided.

Source: docs/decisions/0029-pages-kept-as-bytes.md
"""

import logging
import re
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from .shown import THREADS, note_read
from .shown_nowhere import SHOWN_NOWHERE, SIGNING_IN
from .stamps import EVERYTHING, stamps

_THREAD = "thread:"
_THREADS_TABLES = "discussion_"
# What a statement writes to.
_WRITES = re.compile(
    r'\b(?:INSERT(?: OR \w+)? INTO|REPLACE INTO|UPDATE(?: OR \w+)?|DELETE FROM|TRUNCATE(?: TABLE)?) "?(\w+)'
)
_READS = (
    "SELECT",
    "(SELECT",
    "SAVEPOINT",
    "RELEASE",
    "ROLLBACK",
    "PRAGMA",
    "BEGIN",
    "COMMIT",
    "EXPLAIN",
    "SET ",
    "SHOW ",
)

log = logging.getLogger("standfirst.changes")


class _Change:
    """What one transaction changed; called after its commit."""

    def __init__(self) -> None:
        self.keys: set[str] = set()
        self.tables: set[str] = set()

    def __call__(self) -> None:
        named = {key for key in self.keys if key.startswith(_THREAD)}
        untold = {
            table for table in self.tables if not (named and table.startswith(_THREADS_TABLES))
        }
        tell({*self.keys, *([EVERYTHING] if untold else [])})


# A list belongs to one transaction: what is rolled back, and what is done, leaves its connection another.
_changes: WeakKeyDictionary[BaseDatabaseWrapper, tuple[list[Any], _Change]] = WeakKeyDictionary()


def changed(*keys: str) -> None:
    """Say that what `keys` name changes with this transaction, or has changed where there is none.

    Args:
        keys: `thread:` and a thread's key.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.in_atomic_block:
        _change_of(connection).keys.update(keys)
    else:
        tell(set(keys))


def tell_everything() -> None:
    """Make all pages that are kept old, now."""
    tell({EVERYTHING})


def tell(keys: set[str]) -> None:
    """Make pages that are kept under `keys` old, now, and tell who follows; it never fails."""
    is_of_threads = any(key.startswith(_THREAD) for key in keys)
    try:
        stamps().change({*keys, *([THREADS] if is_of_threads else [])})
    except OSError:  # pages that are kept get old by themselves
        log.warning("change_not_told", exc_info=True)


def watch_new(connection: BaseDatabaseWrapper, **_rest: object) -> None:
    """Note what is written over a connection that was just made."""
    if connection.alias == DEFAULT_DB_ALIAS and _note not in connection.execute_wrappers:
        connection.execute_wrappers.append(_note)


def _note(
    execute: Callable[..., Any],
    sql: str,
    params: object,
    many: bool,  # noqa: FBT001
    context: dict[str, Any],
) -> Any:  # noqa: ANN401 - what Django's own returns
    done = execute(sql, params, many, context)
    words = str(sql)
    note_read(words)
    if not words.startswith(_READS):
        _note_write(words, context["connection"])
    return done


def tables_written_by(sql: str) -> set[str]:
    """Return the names of the tables that a statement writes to."""
    return set(_WRITES.findall(sql))


def _note_write(sql: str, connection: BaseDatabaseWrapper) -> None:
    tables = set() if sql.startswith(SIGNING_IN) else tables_written_by(sql) - SHOWN_NOWHERE
    if not tables:
        return
    if connection.in_atomic_block:
        _change_of(connection).tables.update(tables)
    else:
        tell_everything()


def _change_of(connection: BaseDatabaseWrapper) -> _Change:
    hooks, change = _changes.get(connection, (None, None))
    if change is None or hooks is not connection.run_on_commit:
        change = _Change()
        connection.on_commit(change, robust=True)
        _changes[connection] = connection.run_on_commit, change
    return change
