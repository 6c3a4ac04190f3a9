"""What changed, said once: pages that show it are made anew, and who follows it is told.

A transaction that writes to a table that pages show makes all kept pages old. Where less is meant, a service
says so: `changed("thread:article-8")`, and only pages of that discussion are; or with `branch:12`, so that its other
branches are kept. Bulk updates, imports, the editor and whoever forgets to say anything cost time, never truth.

Which tables no page shows is in `shown_nowhere.py`; a test asks of every table that it was decided.

Source: docs/decisions/0029-pages-kept-as-bytes.md
"""

import logging
import re
import secrets
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from .shown import FUNDING, SETTINGS, TABLES_OF_FUNDING, THREADS, note_read
from .shown_nowhere import SHOWN_NOWHERE, SIGNING_IN
from .stamps import EVERYTHING, stamps

_THREAD, _BRANCH = "thread:", "branch:"
# Of all that a thread's pages show, where less is not named.
_PARTS_OF_THREAD = "branches:", "questions:"
_THREADS_TABLES = "discussion_"
# What a statement writes to; rows that it locks, and those that an insert finds there, are of no further table.
_WRITES = re.compile(
    r'\b(?:INSERT(?: OR \w+)? INTO|REPLACE INTO|(?<!FOR )(?<!NO KEY )(?<!DO )UPDATE(?: OR \w+)?|DELETE FROM|TRUNCATE(?: TABLE)?) "?(\w+)'
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

written: ContextVar[str] = ContextVar("written", default="")
"""Where several nodes serve the paper: the token of what was changed last in this request."""


class _Change:
    """What one transaction changed; called after its commit."""

    def __init__(self) -> None:
        self.keys: set[str] = set()
        self.tables: set[str] = set()
        # By which other nodes, and its writer's browser, name it.
        self.token = secrets.token_hex(8) if settings.SEVERAL_NODES else ""

    @property
    def told(self) -> set[str]:
        """The keys of what is old by it."""
        is_named = any(key.startswith(_THREAD) for key in self.keys)
        named = {it for it in self.tables if is_named and it.startswith(_THREADS_TABLES)}
        untold = self.tables - (named - SETTINGS)
        return self.keys | keys_of(untold)

    def __call__(self) -> None:
        tell(self.told, token=self.token)


# A list belongs to one transaction: what is rolled back, and what is done, leaves its connection another.
_changes: WeakKeyDictionary[BaseDatabaseWrapper, tuple[list[Any], _Change]] = WeakKeyDictionary()


def changes_within(connection: BaseDatabaseWrapper) -> list[_Change]:
    """Return what the transaction that `connection` is in has changed: one, unless a part was rolled back."""
    return [entry[1] for entry in connection.run_on_commit if type(entry[1]) is _Change]


def changed(*keys: str) -> None:
    """Say that what `keys` name changes with this transaction, or has changed where there is none.

    Args:
        keys: `thread:` and a thread's key; with it, where that is all, `branch:` and the number of the comment on top.
    """
    if not any(key.startswith(_BRANCH) for key in keys):
        threads = [key for key in keys if key.startswith(_THREAD)]
        keys += tuple(key.replace(_THREAD, it, 1) for key in threads for it in _PARTS_OF_THREAD)
    connection = connections[DEFAULT_DB_ALIAS]
    with _transaction_to_tell_in(connection):
        if connection.in_atomic_block:
            _change_of(connection).keys.update(keys)
        else:
            tell(set(keys))


def tell_everything() -> None:
    """Make all pages that are kept old, now."""
    tell({EVERYTHING})


def tell(keys: set[str], *, token: str = "") -> None:
    """Make pages that are kept under `keys` old on this machine, now, and tell who follows; it never fails."""
    is_of_threads = any(key.startswith(_THREAD) for key in keys)
    try:
        stamps().change({*keys, *([THREADS] if is_of_threads else [])})
        if token:
            stamps().note_heard(token)
            written.set(token)
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
    words, connection = str(sql), context["connection"]
    note_read(words)
    if is_read(words) or not (tables := _shown_tables(words)):
        return execute(sql, params, many, context)
    with _transaction_to_tell_in(connection):
        done = execute(sql, params, many, context)
        if connection.in_atomic_block:
            _change_of(connection).tables.update(tables)
        else:
            tell(keys_of(tables))
    return done


def keys_of(tables: AbstractSet[str]) -> set[str]:
    """Return the keys of what is old where `tables` were written to, and nobody says more."""
    is_of_funding = {it.startswith(TABLES_OF_FUNDING) and it not in SETTINGS for it in tables}
    return {FUNDING if it else EVERYTHING for it in is_of_funding}


def makes_all_old(table: str) -> bool:
    """Whether whatever is written to `table` makes all that is kept old, whatever else is named."""
    is_of_threads = table.startswith(_THREADS_TABLES) and table not in SETTINGS
    return keys_of({table} - SHOWN_NOWHERE) == {EVERYTHING} and not is_of_threads


def is_read(sql: str) -> bool:
    """Whether a statement, by how it begins, changes nothing."""
    return sql.startswith(_READS)


@lru_cache(maxsize=256)
def tables_written_by(sql: str) -> frozenset[str]:
    """Return the names of the tables that a statement writes to; nearly all are written again and again."""
    return frozenset(_WRITES.findall(sql))


def _shown_tables(sql: str) -> frozenset[str]:
    """Return those that a statement writes to, of which pages show something."""
    return frozenset() if sql.startswith(SIGNING_IN) else tables_written_by(sql) - SHOWN_NOWHERE


def _transaction_to_tell_in(connection: BaseDatabaseWrapper) -> AbstractContextManager[object]:
    """Begin one where there is none and other nodes are to be told: they are, by what commits the change."""
    if settings.SEVERAL_NODES and not connection.in_atomic_block:
        return transaction.atomic(using=connection.alias)
    return nullcontext()


def _change_of(connection: BaseDatabaseWrapper) -> _Change:
    hooks, change = _changes.get(connection, (None, None))
    if change is None or hooks is not connection.run_on_commit:
        change = _Change()
        connection.on_commit(change, robust=True)
        _changes[connection] = connection.run_on_commit, change
    return change
