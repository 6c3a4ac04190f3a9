"""The database itself refuses to reword a receipt; the name of somebody who is forgotten may go."""

from django.db import migrations

_SAYS = "receipts are not reworded"
SQLITE = [
    f"CREATE TRIGGER receipt_reword BEFORE UPDATE OF name, campaign_title, legal_words, tax_words "
    f"ON funding_receipt WHEN NEW.campaign_title IS NOT OLD.campaign_title "
    f"OR NEW.legal_words IS NOT OLD.legal_words OR NEW.tax_words IS NOT OLD.tax_words "
    f"OR (NEW.name IS NOT OLD.name AND NEW.name <> '') "
    f"BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END",
]
POSTGRESQL = [
    f"""
    CREATE FUNCTION receipt_keeps_its_words() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{_SAYS}' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    "CREATE TRIGGER receipt_reword BEFORE UPDATE ON funding_receipt FOR EACH ROW "
    "WHEN ((OLD.campaign_title, OLD.legal_words, OLD.tax_words) "
    "IS DISTINCT FROM (NEW.campaign_title, NEW.legal_words, NEW.tax_words) "
    "OR (OLD.name IS DISTINCT FROM NEW.name AND NEW.name <> '')) "
    "EXECUTE FUNCTION receipt_keeps_its_words()",
]
UNDO_SQLITE = ["DROP TRIGGER IF EXISTS receipt_reword"]
UNDO_POSTGRESQL = [
    "DROP TRIGGER IF EXISTS receipt_reword ON funding_receipt",
    "DROP FUNCTION IF EXISTS receipt_keeps_its_words()",
]


def put_up(apps, schema_editor):
    for sql in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(sql)


def take_down(apps, schema_editor):
    for sql in UNDO_SQLITE if schema_editor.connection.vendor == "sqlite" else UNDO_POSTGRESQL:
        schema_editor.execute(sql)


class Migration(migrations.Migration):
    dependencies = [("funding", "0020_receipts_say_what_they_said")]
    operations = [migrations.RunPython(put_up, take_down)]
