"""Queries that are put together once and asked often.

Django puts a statement together anew each time a query is asked. For what every request asks, that
costs ten times what the database does. A prepared query keeps the statement and lets Django make
the objects; it reads the database each time, so it is never stale. Rows that are as they were when
the same was asked before become copies of the objects that were made then, which costs far less.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from types import NoneType
from typing import Any, Generic, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import AutoField, Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.query import get_related_populators

Row = TypeVar("Row", bound=Model)
Argument = int | str | UUID

_MANY = 9
# How many answers a statement remembers, by what was asked.
_REMEMBERED = 8
# Values of these kinds are the same for all copies of an object; of those, each copy has its own.
_FIXED = {int, str, bytes, bool, float, NoneType, UUID, Decimal, datetime, date, time, timedelta}
_CONTAINERS = {dict, list, set}
# They stand for the arguments while the statement is put together. Numbers fit into the smallest
# column, or Django would know that nothing can be found.
_MARKS: dict[type, Sequence[Argument]] = {
    int: range(29_801, 29_801 + _MANY),
    str: [f"argument {place} of a prepared query" for place in range(_MANY)],
    UUID: [UUID(int=place) for place in range(_MANY)],
}


@dataclass(frozen=True, slots=True)
class _Plan:
    """A statement of one connection, and how its rows become objects."""

    sql: str
    # Each value that it takes, and whether an argument stands there: which one.
    values: Sequence[tuple[Any, int | None]]
    compiler: Any
    converters: Any
    model: type[Model]
    columns: slice
    names: Sequence[str]
    related: Sequence[Any]
    # Whoever locks rows is about to change them.
    is_locking: bool
    # What was asked before: the rows that were found, and the objects made of them, which nobody has.
    remembered: OrderedDict[tuple[Any, ...], tuple[list[Any], list[Any]]] = field(
        default_factory=OrderedDict
    )


class Prepared(Generic[Row]):
    """A query of the default database whose statement is kept.

    Args:
        make: returns the query for its arguments, which it hands on and does not look at. The query
            has no prefetching and no annotations.
        kinds: the kind of each argument.
    """

    def __init__(
        self, make: "Callable[..., QuerySet[Row]]", *kinds: type[int] | type[str] | type[UUID]
    ) -> None:
        self._make = make
        self._marks = [_MARKS[kind][place] for place, kind in enumerate(kinds)]
        # A connection belongs to one thread, so a plan does, too.
        self._plans: WeakKeyDictionary[BaseDatabaseWrapper, _Plan] = WeakKeyDictionary()

    def all(self, *arguments: Argument) -> list[Row]:
        """Return what the query finds, in its order. One query."""
        connection = connections[DEFAULT_DB_ALIAS]
        plan = self._plans.get(connection)
        if plan is None:
            plan = self._plans[connection] = self._plan(connection)
        given = [_adapted(argument, connection) for argument in arguments]
        values = [value if place is None else given[place] for value, place in plan.values]
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, values)
            rows = cursor.fetchall()
        return _made_of(rows, plan, asked=tuple(given)) if rows else []

    def first(self, *arguments: Argument) -> Row | None:
        """Return the first that the query finds, None where it finds nothing. One query."""
        return next(iter(self.all(*arguments)), None)

    def _plan(self, connection: BaseDatabaseWrapper) -> _Plan:
        compiler: Any = self._make(*self._marks).query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, values = compiler.as_sql()
        info, select = compiler.klass_info, compiler.select
        if compiler.annotation_col_map:
            raise TypeError("A prepared query has no annotations.")
        columns = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
        marks = {_adapted(mark, connection): place for place, mark in enumerate(self._marks)}
        return _Plan(
            sql=sql,
            values=[(value, marks.get(value)) for value in values],
            compiler=compiler,
            converters=compiler.get_converters([expression for expression, *_rest in select]),
            model=info["model"],
            columns=columns,
            names=[expression.target.attname for expression, *_rest in select[columns]],
            is_locking=compiler.query.select_for_update,
            related=get_related_populators(info, select, DEFAULT_DB_ALIAS),  # type: ignore[call-arg]  # of the next Django
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


def _adapted(argument: Argument, connection: BaseDatabaseWrapper) -> Argument:
    """As `UUIDField` does; numbers and texts are taken as they are."""
    if isinstance(argument, UUID) and not connection.features.has_native_uuid_field:
        return argument.hex
    return argument


def _made_of(rows: list[Any], plan: _Plan, *, asked: tuple[Any, ...]) -> list[Any]:
    before, pristine = plan.remembered.pop(asked, (None, []))
    if rows != before:
        pristine = list(_objects(plan, rows))
        if plan.is_locking or not all(_can_be_copied(made) for made in pristine):
            return pristine
    plan.remembered[asked] = rows, pristine
    if len(plan.remembered) > _REMEMBERED:
        plan.remembered.popitem(last=False)
    copies: dict[int, Any] = {}
    return [_copy(made, copies) for made in pristine]


def _can_be_copied(made: Any) -> bool:  # noqa: ANN401 - a model's object
    """Whether nothing in it, nor in what was read with it, changes by being used, as a body of blocks does."""
    return all(
        type(value) in _FIXED or type(value) in _CONTAINERS
        for it in _with_related(made, {}).values()
        for name, value in it.__dict__.items()
        if name != "_state"
    )


def _with_related(made: Any, found: dict[int, Any]) -> dict[int, Any]:  # noqa: ANN401
    if id(made) not in found:
        found[id(made)] = made
        for it in filter(None, made._state.__dict__.get("fields_cache", {}).values()):
            _with_related(it, found)
    return found


def _copy(made: Any, copies: dict[int, Any]) -> Any:  # noqa: ANN401 - a model's object
    """Return another object of the same row, with copies of those that were read with it.

    Args:
        copies: those that were made already, by whose they are; two objects may lead to each other.
    """
    if id(made) in copies:
        return copies[id(made)]
    cls: Any = type(made)
    copies[id(made)] = copy = cls.__new__(cls)
    copy.__dict__.update(
        {
            name: deepcopy(value) if type(value) in _CONTAINERS else value
            for name, value in made.__dict__.items()
        }
    )
    copy._state = ModelState()
    copy._state.adding, copy._state.db = False, made._state.db
    if related := made._state.__dict__.get("fields_cache"):
        copy._state.fields_cache = {name: it and _copy(it, copies) for name, it in related.items()}
    return copy


def _objects(plan: _Plan, rows: Sequence[Sequence[Any]]) -> Iterator[Any]:
    """Make them as `django.db.models.query.ModelIterable` does."""
    converted = plan.compiler.apply_converters(rows, plan.converters) if plan.converters else rows
    for row in map(tuple, converted):
        made = plan.model.from_db(DEFAULT_DB_ALIAS, plan.names, row[plan.columns])
        for populator in plan.related:
            populator.populate(row, made)
        yield made
