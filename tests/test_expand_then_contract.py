"""Migrations that the version before can be served with, while a new one comes up; or a reason why not."""

from collections.abc import Iterable, Iterator

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

# The last of each app before the first release: nobody served a version without them.
FIRST_RELEASE = {
    "accounts": "0007",
    "discussion": "0011",
    "funding": "0028",
    "importers": "0004",
    "notifications": "0004",
    "outbox": "0002",
    "publishing": "0006",
}
# By app and name, why the version before does without what it takes away.
CONTRACTS: dict[tuple[str, str], str] = {}

TAKES_AWAY = (
    migrations.RemoveField,
    migrations.RenameField,
    migrations.DeleteModel,
    migrations.RenameModel,
    migrations.AlterModelTable,
)


def breaks_the_version_before(operations: Iterable[Operation]) -> Iterator[str]:
    """Yield what a program that does not know these operations would stumble over."""
    made = set()
    for operation in operations:
        if isinstance(operation, migrations.CreateModel):
            made.add(operation.name.lower())
        elif isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from breaks_the_version_before(operation.database_operations)
        elif isinstance(operation, TAKES_AWAY):
            yield operation.describe()
        elif isinstance(operation, migrations.AddField):
            is_new = operation.model_name.lower() in made
            if not is_new and not _may_be_left_out(operation.field):
                yield f"{operation.describe()}, which its INSERT leaves out: give it null or db_default"


def _may_be_left_out(field: models.Field) -> bool:
    return field.many_to_many or field.null or field.has_db_default()


def test_no_migration_breaks_the_version_before():
    found = {
        (app, name): broken
        for (app, name), migration in MigrationLoader(None).disk_migrations.items()
        if app in FIRST_RELEASE
        and name[:4] > FIRST_RELEASE[app]
        and (broken := list(breaks_the_version_before(migration.operations)))
    }
    assert {where: broken for where, broken in found.items() if where not in CONTRACTS} == {}
    assert CONTRACTS.keys() <= found.keys()


def test_each_app_of_ours_is_looked_at():
    own = {app for app, _name in _own_migrations()}
    assert own == FIRST_RELEASE.keys()


def _own_migrations() -> set[tuple[str, str]]:
    return {
        where
        for where, migration in MigrationLoader(None).disk_migrations.items()
        if type(migration).__module__.startswith("standfirst.")
    }


TEXT = models.TextField()


@pytest.mark.parametrize(
    ("operation", "is_fine"),
    [
        (migrations.AddField("comment", "note", models.TextField(null=True)), True),
        (migrations.AddField("comment", "note", models.TextField(db_default="")), True),
        (migrations.AddField("comment", "note", models.TextField(default="")), False),
        (migrations.AddField("new", "note", TEXT), True),
        (migrations.RemoveField("comment", "note"), False),
        (migrations.RenameField("comment", "note", "remark"), False),
        (migrations.DeleteModel("comment"), False),
        (migrations.RenameModel("comment", "remark"), False),
        (migrations.AlterModelTable("comment", "remark"), False),
        (migrations.SeparateDatabaseAndState([migrations.DeleteModel("comment")]), False),
        (migrations.SeparateDatabaseAndState([], [migrations.DeleteModel("comment")]), True),
    ],
)  # fmt: skip
def test_what_takes_away_is_noticed(operation: Operation, is_fine: bool):
    new = migrations.CreateModel("new", [])
    assert (list(breaks_the_version_before([new, operation])) == []) == is_fine
