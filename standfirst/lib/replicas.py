"""Pages for readers nobody knows, read from a replica of the database; all else is the primary's.

The listener (`nodes.py`) notes the stamps, then how far the primary has written; a thread for each replica (`followers.py`) asks it until it has
come as far, and notes those stamps as the replica's. A page that is read from it is kept under them, so whatever
changed since makes it old; and it is not even sent if something that it shows has changed since. So a replica may be behind
as far as it likes: it costs time, never truth.

For the length of such a request the thread's connection is another one, under the same name: nobody who reads
has to know. Who would write, and whatever fails there, is begun again on the primary.

Source: docs/decisions/0034-several-machines.md
"""

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from .changes import is_read
from .stamps import noted, stamps


class PrimaryNeeded(BaseException):
    """What was asked cannot be had from the replica; no layer but the one that chose it makes an answer of this."""


def choose(keys: frozenset[str]) -> tuple[int, bytes] | None:
    """Return a replica that knows all that changed of `keys`, and the stamps it is as new as; None if none does."""
    numbers = [*range(len(settings.REPLICAS))]
    random.shuffle(numbers)
    for number in numbers:
        words = stamps().words_of_replica(number)
        if words and stamps().is_current(noted(words, keys)):
            return number, words
    return None


@contextmanager
def reading_from(number: int) -> Iterator[None]:
    """Have this thread ask the replica until the block ends; `PrimaryNeeded` may rise."""
    primary, replica = connections[DEFAULT_DB_ALIAS], connection_to(number)
    connections[DEFAULT_DB_ALIAS] = replica
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = primary
        replica.close()  # back into its pool


_of_thread = threading.local()


def connection_to(number: int) -> BaseDatabaseWrapper:
    """Return this thread's connection to the replica."""
    made: dict[int, BaseDatabaseWrapper] = _of_thread.__dict__.setdefault("made", {})
    if number not in made:
        usual = connections[DEFAULT_DB_ALIAS].settings_dict
        found = _class_of(number)({**usual, **settings.REPLICAS[number]}, DEFAULT_DB_ALIAS)
        found.execute_wrappers.append(_or_primary)
        made[number] = found
    return made[number]


@cache
def _class_of(_number: int) -> Any:  # noqa: ANN401 - a class made here
    """Return a kind of connection with pools of its own, which Django keeps by alias."""
    from .postgresql.base import DatabaseWrapper  # noqa: PLC0415 - only where there is PostgreSQL

    class Replica(DatabaseWrapper):
        _connection_pools: dict[str, Any] = {}

        def connect(self) -> None:
            try:
                super().connect()
            except (DatabaseError, self.Database.Error) as error:
                raise PrimaryNeeded from error

    return Replica


def _or_primary(
    execute: Callable[..., Any],
    sql: str,
    params: object,
    many: bool,  # noqa: FBT001
    context: dict[str, Any],
) -> Any:  # noqa: ANN401 - what Django's own returns
    if not is_read(str(sql)):
        raise PrimaryNeeded
    try:
        return execute(sql, params, many, context)
    except DatabaseError as error:
        raise PrimaryNeeded from error
