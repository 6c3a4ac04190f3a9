"""SQLite's INSERT OR REPLACE deletes the row in its way without asking triggers of deletion: refused, too."""

from django.db import migrations

GUARD = """
CREATE TRIGGER movement_replace BEFORE INSERT ON funding_movement
WHEN EXISTS (SELECT 1 FROM funding_movement WHERE id = NEW.id OR fact = NEW.fact)
BEGIN SELECT RAISE(ABORT, 'movements of money are neither changed nor deleted'); END
"""


def put_up(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(GUARD)


def take_down(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS movement_replace")


class Migration(migrations.Migration):
    dependencies = [("funding", "0008_refunds_and_cases")]
    operations = [migrations.RunPython(put_up, take_down)]
