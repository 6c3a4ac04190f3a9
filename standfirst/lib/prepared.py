"""Queries that are put together once and asked often.

Django puts a statement together anew each time a query is asked. For what every request asks, that
costs ten times what the database does. A prepared query keeps the statement and lets Django make
the objects; it reads the database each time, so it is never stale. What hardly ever changes can be asked for
as `kept`: that is no query, until something that pages show is written.
"""

import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Generic, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import AutoField, Model, QuerySet
from django.db.models.query import ModelIterable, ValuesListIterable, get_related_populators

from .changes import makes_all_old
from .shown import LONGEST_LIFE
from .stamps import Noted, noted, stamps

Row = TypeVar("Row")
Argument = int | str | UUID | datetime

_CHECKS = bool(os.environ.get("CHECK_KEPT_PAGES"))
_MANY = 9
# They stand for the arguments while the statement is put together. Numbers fit into the smallest
# column, or Django would know that nothing can be found.
_MARKS: dict[type, Sequence[Argument]] = {
    int: range(29_801, 29_801 + _MANY),
    str: [f"argument {place} of a prepared query" for place in range(_MANY)],
    UUID: [UUID(int=place) for place in range(_MANY)],
    datetime: [datetime(2001, 1, 1 + place, tzinfo=UTC) for place in range(_MANY)],
}
_READS = re.compile(r'\b(?:FROM|JOIN) "(\w+)"')
_ITERABLES: set[Any] = {ModelIterable, ValuesListIterable}


@dataclass(frozen=True, slots=True)
class _Plan:
    """A statement of one connection, and what its rows become."""

    sql: str
    # Each value that it takes, and whether an argument stands there: which one.
    values: Sequence[tuple[Any, int | None]]
    compiler: Any
    converters: Any
    # How a converted row becomes an object; as it is, it is what `values_list` returns.
    make: Callable[[tuple[Any, ...]], Any] | None


@dataclass(frozen=True, slots=True)
class _Kept:
    """Rows, and the words of all that pages show from before they were read, by `time.monotonic_ns`."""

    rows: Sequence[Any]
    words: Noted
    read_at: int

    @property
    def is_current(self) -> bool:
        is_young = time.monotonic_ns() - self.read_at < LONGEST_LIFE * 1e9
        return is_young and stamps().is_current(self.words, self.read_at)


class Prepared(Generic[Row]):
    """A query of the default database whose statement is kept.

    Args:
        make: returns the query for its arguments, which it hands on and does not look at: one of
            objects, or of tuples by `values_list`. The query has no prefetching.
        kinds: the kind of each argument.
    """

    def __init__(
        self,
        make: "Callable[..., QuerySet[Any, Row]]",
        *kinds: type[int] | type[str] | type[UUID] | type[datetime],
    ) -> None:
        self._make = make
        self._marks = [_MARKS[kind][place] for place, kind in enumerate(kinds)]
        # A connection belongs to one thread, so a plan does, too.
        self._plans: WeakKeyDictionary[BaseDatabaseWrapper, _Plan] = WeakKeyDictionary()
        self._kept: dict[tuple[Argument, ...], _Kept] = {}

    def all(self, *arguments: Argument) -> list[Row]:
        """Return what the query finds, in its order. One query."""
        connection = connections[DEFAULT_DB_ALIAS]
        plan = self._plan_of(connection)
        return list(_made_of(_rows(plan, arguments, connection), plan))

    def first(self, *arguments: Argument) -> Row | None:
        """Return the first that the query finds, None where it finds nothing. One query."""
        return next(iter(self.all(*arguments)), None)

    def kept(self, *arguments: Argument) -> list[Row]:
        """Return what the query found within the last minute, or ask it where pages may show something else since.

        Args:
            arguments: one of few; what was found for each stays in memory. A query of tables that are written to without
                making all that is kept old is refused (TypeError).

        Raises:
            AssertionError: where tests have it asked anew each time, it finds something else, though nothing is said to
                have changed.
        """
        connection = connections[DEFAULT_DB_ALIAS]
        # A transaction sees what others do not, and a replica what was before.
        if connection.in_atomic_block or settings.REPLICAS:
            return self.all(*arguments)
        plan, kept = self._plan_of(connection), self._kept.get(arguments)
        if kept is None or not kept.is_current or _CHECKS:
            _need_tables_that_tell(plan.sql)
            words, read_at = noted(stamps().now(), ()), time.monotonic_ns()
            now = _Kept(_rows(plan, arguments, connection), words, read_at)
            if kept and kept.words == now.words and kept.rows != now.rows and now.is_current:
                raise AssertionError(f"{plan.sql} finds {now.rows}, not {kept.rows}")
            kept = self._kept[arguments] = now
        return list(_made_of(kept.rows, plan))

    def _plan_of(self, connection: BaseDatabaseWrapper) -> _Plan:
        plan = self._plans.get(connection)
        if plan is None:
            plan = self._plans[connection] = self._plan(connection)
        return plan

    def _plan(self, connection: BaseDatabaseWrapper) -> _Plan:
        query: Any = self._make(*self._marks)
        if query._iterable_class not in _ITERABLES:
            raise TypeError("A prepared query is one of objects or of tuples.")
        compiler = query.query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, values = compiler.as_sql()
        marks = {_adapted(mark, connection): place for place, mark in enumerate(self._marks)}
        return _Plan(
            sql=sql,
            values=[(value, marks.get(value)) for value in values],
            compiler=compiler,
            converters=compiler.get_converters(
                [expression for expression, *_rest in compiler.select]
            ),
            make=_maker(compiler) if query._iterable_class is ModelIterable else None,
        )


def insert(row: Model) -> None:
    """Save a new row as `save` does, without its signals; the model has no parents. One query."""
    connection = connections[DEFAULT_DB_ALIAS]
    statement, fields = _insert_into(type(row))
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def update(row: Model, *names: str) -> None:
    """Save columns of a row that is there, as `save(update_fields=names)` does, without its signals; one query.

    Args:
        row: of a model without parents.
        names: of its fields, always the same ones from the same place.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    statement, fields = _update_of(type(row), names)
    values = [
        field.get_db_prep_save(getattr(row, field.attname), connection)
        for field in (*fields, row._meta.pk)
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@cache
def _update_of(model: type[Model], names: Sequence[str]) -> tuple[str, Sequence[Any]]:
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    meta: Any = model._meta
    fields = [meta.get_field(name) for name in names]
    columns = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    statement = (
        f"UPDATE {quote(meta.db_table)} SET {columns} "  # noqa: S608 - names of ours
        f"WHERE {quote(meta.pk.column)} = %s"
    )
    return statement, fields


@cache
def _insert_into(model: type[Model]) -> tuple[str, Sequence[Any]]:
    """Return the statement, and the fields that it takes: those that the database does not fill."""
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    meta: Any = model._meta
    fields = [
        field
        for field in meta.local_concrete_fields
        if not field.generated and not isinstance(field, AutoField)
    ]
    columns = ", ".join(quote(field.column) for field in fields)
    values = ", ".join(["%s"] * len(fields))
    statement = (
        f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({values}) "  # noqa: S608 - names of ours
        f"RETURNING {quote(meta.pk.column)}"
    )
    return statement, fields


@cache
def _need_tables_that_tell(sql: str) -> None:
    if not all(makes_all_old(table) for table in _READS.findall(sql)):
        raise TypeError(f"{sql} reads what changes without making all that is kept old.")


def _rows(
    plan: _Plan, arguments: Sequence[Argument], connection: BaseDatabaseWrapper
) -> Sequence[Any]:
    given = [_adapted(argument, connection) for argument in arguments]
    values = [value if place is None else given[place] for value, place in plan.values]
    with connection.cursor() as cursor:
        cursor.execute(plan.sql, values)
        found: Sequence[Any] = cursor.fetchall()
    return found


def _adapted(argument: Argument, connection: BaseDatabaseWrapper) -> Any:  # noqa: ANN401 - what the driver takes
    """As `UUIDField` and `DateTimeField` do; numbers and texts are taken as they are."""
    if isinstance(argument, UUID) and not connection.features.has_native_uuid_field:
        return argument.hex
    if isinstance(argument, datetime):
        return connection.ops.adapt_datetimefield_value(argument)
    return argument


def _made_of(rows: Sequence[Any], plan: _Plan) -> Iterator[Any]:
    converted = plan.compiler.apply_converters(rows, plan.converters) if plan.converters else rows
    tuples = map(tuple, converted)
    return map(plan.make, tuples) if plan.make else tuples


def _maker(compiler: Any) -> Callable[[tuple[Any, ...]], Any]:  # noqa: ANN401 - Django's own
    """Return what makes an object of a row as `ModelIterable` does."""
    info, select = compiler.klass_info, compiler.select
    columns = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
    names = [expression.target.attname for expression, *_rest in select[columns]]
    related: Any = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # of the next Django
    annotations = tuple(compiler.annotation_col_map.items())

    def make(row: tuple[Any, ...]) -> Any:  # noqa: ANN401 - a model's object
        made = info["model"].from_db(DEFAULT_DB_ALIAS, names, row[columns])
        for populator in related:
            populator.populate(row, made)
        for name, column in annotations:
            setattr(made, name, row[column])
        return made

    return make
