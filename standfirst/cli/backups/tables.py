"""Rows as text that either database reads: the tables of one state of the migrations, by their plain columns.

Each table has a stand-in model of Django's own plain fields, whatever the real ones do beside: values
come and go as they are stored, JSON as its text, and no code of a model runs.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps.registry import Apps
from django.db import connection, models
from django.db.migrations.state import ProjectState

# What is not carried over, and why.
LEFT_OUT = {
    "django_session": "everybody signs in again: whoever signed out, or lost a telephone, stays out",
    "wagtailadmin_editingsession": "who has which page open just now",
    "wagtailsearch_indexentry": "made anew from the pages, for each database keeps it in a way of its own",
    "wagtailsearch_indexentry_fts": "the same",
}
# About so much text is kept in memory at once.
_CHUNK = 4 << 20
_ROWS_AT_A_TIME = 200
_TEXT = {"CharField", "TextField", "FileField", "JSONField", "SlugField", "FilePathField"}
_NUMBERS = {"AutoField": "BigIntegerField", "BigAutoField": "BigIntegerField", "SmallAutoField": "BigIntegerField"}  # fmt: skip
# PostgreSQL keeps no NUL in text, nor in JSON where it is written as an escape.
_NUL_IN_JSON = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


@dataclass(frozen=True)
class Table:
    """A table's name, its columns in order, its stand-in, and whether the database counts its rows' numbers."""

    name: str
    columns: tuple[str, ...]
    model: type[models.Model]
    is_numbered: bool

    @property
    def fields(self) -> list["models.Field[Any, Any]"]:
        """Its plain fields, in the order of the columns."""
        return list(self.model._meta.local_concrete_fields)

    @property
    def primary_key(self) -> str:
        """The column that tells rows apart."""
        key = self.model._meta.pk
        return key.column or key.name


def tables(state: ProjectState) -> list[Table]:
    """Return all tables of a state that are carried over, by name."""
    found = {
        model._meta.db_table: model
        for model in state.apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    registry = Apps()
    return [_stand_in(found[name], registry) for name in sorted(found) if name not in LEFT_OUT]


def _stand_in(model: type[models.Model], registry: Apps) -> Table:
    columns = [
        field
        for field in model._meta.local_concrete_fields
        if not getattr(field, "generated", False)
    ]
    name = model._meta.db_table
    meta = type("Meta", (), {"app_label": "backup", "apps": registry, "db_table": name})
    plain = {f"c{number}": _plain(field) for number, field in enumerate(columns)}
    stand_in = type(name, (models.Model,), {"__module__": __name__, "Meta": meta, **plain})
    is_numbered = isinstance(model._meta.pk, models.AutoField | models.BigAutoField)
    return Table(name, tuple(str(field.column) for field in columns), stand_in, is_numbered)


def _plain(field: "models.Field[Any, Any]") -> "models.Field[Any, Any]":
    values = field
    while values.remote_field:
        values = values.target_field  # type: ignore[attr-defined]  # a foreign key has one
    kind = values.get_internal_type()
    more: dict[str, Any] = {}
    if kind == "DecimalField":
        more = {"max_digits": values.max_digits, "decimal_places": values.decimal_places}  # type: ignore[attr-defined]
    made = models.TextField if kind in _TEXT else getattr(models, _NUMBERS.get(kind, kind))
    plain: models.Field[Any, Any] = made(
        db_column=field.column, primary_key=field.primary_key, null=True, **more
    )
    plain.is_json = kind == "JSONField"  # type: ignore[attr-defined]
    return plain


# --- Out ---------------------------------------------------------------------------------------


def dump(table: Table) -> Iterator[tuple[bytes, int]]:
    """Yield all rows as lines of JSON, a few megabytes at a time, and how many they are."""
    names = [field.attname for field in table.fields]
    lines: list[str] = []
    size = 0
    rows = table.model._base_manager.order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=_ROWS_AT_A_TIME):
        line = json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=_as_text)
        lines.append(line)
        size += len(line)
        if size > _CHUNK:
            yield _joined(lines), len(lines)
            lines, size = [], 0
    if lines:
        yield _joined(lines), len(lines)


def _joined(lines: list[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def _as_text(value: object) -> str:
    if isinstance(value, date | time):  # a datetime is a date
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, timedelta):
        return str(value // timedelta(microseconds=1))
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    raise TypeError(f"{type(value)} has no form in a backup")


def last_numbers(carried: Sequence[Table]) -> dict[str, int]:
    """Return the highest number that each table has given, to rows that are gone, too: none is given twice."""
    numbered = {table.name: table.primary_key for table in carried if table.is_numbered}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            return {name: last for name, last in cursor.fetchall() if name in numbered}
        last = {}
        for name, key in numbered.items():
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{name}"', key])
            cursor.execute(f"SELECT last_value, is_called FROM {cursor.fetchone()[0]}")  # noqa: S608 - the database's own word
            value, is_called = cursor.fetchone()
            last[name] = value if is_called else 0
        return last


# --- In ----------------------------------------------------------------------------------------


def empty(carried: Iterable[Table]) -> None:
    """Take out what migrations put into a new database; what is guarded has nothing in it yet."""
    with connection.cursor() as cursor:
        for table in carried:
            name = connection.ops.quote_name(table.name)
            cursor.execute(f"SELECT 1 FROM {name} LIMIT 1")  # noqa: S608 - a table's name
            if cursor.fetchone():
                cursor.execute(f"DELETE FROM {name}")  # noqa: S608 - a table's name


def load(table: Table, columns: Sequence[str], lines: Iterable[bytes]) -> int:
    """Put rows into a table, and return how many; what the columns must not be is not asked before `check`."""
    place = dict(zip(table.columns, table.fields, strict=True))
    read = [_reader(place[column]) for column in columns]
    rows = _Counted(
        [turn(value) for turn, value in zip(read, json.loads(line), strict=True)] for line in lines
    )
    name = connection.ops.quote_name(table.name)
    names = ", ".join(map(connection.ops.quote_name, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {name} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            sql = f"INSERT INTO {name} ({names}) VALUES ({marks})"  # noqa: S608 - names of columns
            cursor.executemany(sql, rows)  # type: ignore[arg-type]  # takes them one by one, too
    return rows.count


class _Counted:
    def __init__(self, rows: Iterable[list[Any]]) -> None:
        self._rows, self.count = rows, 0

    def __iter__(self) -> Iterator[list[Any]]:
        for row in self._rows:
            self.count += 1
            yield row


def _reader(field: "models.Field[Any, Any]") -> Callable[[Any], Any]:
    """Return what makes a value of the file one of the database."""
    kind = field.get_internal_type()
    if kind == "TextField":
        if connection.vendor != "postgresql":
            return _same
        return _json_without_nul if field.is_json else _text_without_nul  # type: ignore[attr-defined]
    if kind == "DurationField":
        return lambda value: field.get_db_prep_save(
            None if value is None else timedelta(microseconds=int(value)), connection
        )
    if kind == "BinaryField":
        return lambda value: None if value is None else bytes.fromhex(value)
    if kind in {"DateTimeField", "DateField", "TimeField", "DecimalField", "UUIDField"}:
        return lambda value: field.get_db_prep_save(field.to_python(value), connection)
    return _same


def _same(value: Any) -> Any:  # noqa: ANN401
    return value


def _text_without_nul(value: Any) -> Any:  # noqa: ANN401
    return value.replace("\0", "�") if isinstance(value, str) and "\0" in value else value


def _json_without_nul(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, str) and "\\u0000" in value:
        return _NUL_IN_JSON.sub(r"\1\\ufffd", value)
    return value


def set_last_numbers(carried: Sequence[Table], last: dict[str, int]) -> None:
    """Let each table go on counting where it was."""
    with connection.cursor() as cursor:
        for table in carried:
            if not table.is_numbered:
                continue
            name, key = map(connection.ops.quote_name, (table.name, table.primary_key))
            cursor.execute(f"SELECT MAX({key}) FROM {name}")  # noqa: S608 - names of the database
            number = max(cursor.fetchone()[0] or 0, last.get(table.name, 0))
            if connection.vendor == "postgresql":
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)",
                    [name, table.primary_key, max(number, 1), number > 0],
                )
            else:
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table.name])
                cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [table.name, number])
