from django.db import migrations

# No trigger on DELETE: emptying the tables between tests is one. Nothing in the code deletes an event.
SQLITE = """
CREATE TRIGGER outbox_event_stays BEFORE UPDATE ON outbox_event
BEGIN SELECT RAISE(ABORT, 'events are not changed'); END
"""
POSTGRESQL = """
CREATE FUNCTION outbox_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'events are not changed' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER outbox_event_stays BEFORE UPDATE ON outbox_event
FOR EACH ROW EXECUTE FUNCTION outbox_event_stays()
"""
UNDO_SQLITE = "DROP TRIGGER outbox_event_stays"
UNDO_POSTGRESQL = "DROP TRIGGER outbox_event_stays ON outbox_event; DROP FUNCTION outbox_event_stays()"


def put_up(apps, schema_editor):
    schema_editor.execute(SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL)


def take_down(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    schema_editor.execute(UNDO_SQLITE if is_sqlite else UNDO_POSTGRESQL)


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_what_happened")]
    operations = [migrations.RunPython(put_up, take_down)]
