"""The database itself refuses to change or to delete a movement."""

from django.db import migrations

SQLITE = [
    f"CREATE TRIGGER movement_{verb.lower()} BEFORE {verb} ON funding_movement "
    "BEGIN SELECT RAISE(ABORT, 'movements of money are neither changed nor deleted'); END"
    for verb in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    """
    CREATE FUNCTION movement_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'movements of money are neither changed nor deleted'
        USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    "CREATE TRIGGER movement_stays BEFORE UPDATE OR DELETE ON funding_movement "
    "FOR EACH ROW EXECUTE FUNCTION movement_stays()",
    "CREATE TRIGGER movements_stay BEFORE TRUNCATE ON funding_movement "
    "FOR EACH STATEMENT EXECUTE FUNCTION movement_stays()",
]
UNDO_SQLITE = ["DROP TRIGGER IF EXISTS movement_update", "DROP TRIGGER IF EXISTS movement_delete"]
UNDO_POSTGRESQL = [
    "DROP TRIGGER IF EXISTS movement_stays ON funding_movement",
    "DROP TRIGGER IF EXISTS movements_stay ON funding_movement",
    "DROP FUNCTION IF EXISTS movement_stays()",
]


def put_up(apps, schema_editor):
    for sql in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(sql)


def take_down(apps, schema_editor):
    for sql in UNDO_SQLITE if schema_editor.connection.vendor == "sqlite" else UNDO_POSTGRESQL:
        schema_editor.execute(sql)


class Migration(migrations.Migration):
    dependencies = [("funding", "0004_gifts_are_in_the_books")]
    operations = [migrations.RunPython(put_up, take_down)]
