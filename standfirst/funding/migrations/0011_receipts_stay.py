"""The database itself refuses to delete a receipt, or to give it another number or gift."""

from django.db import migrations

_SAYS = "receipts are neither deleted nor renumbered"
SQLITE = [
    f"CREATE TRIGGER receipt_delete BEFORE DELETE ON funding_receipt "
    f"BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END",
    f"CREATE TRIGGER receipt_update BEFORE UPDATE OF year, number, gift_id, issued_at ON funding_receipt "
    f"BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END",
]
POSTGRESQL = [
    f"""
    CREATE FUNCTION receipt_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{_SAYS}' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    "CREATE TRIGGER receipt_stays BEFORE DELETE ON funding_receipt "
    "FOR EACH ROW EXECUTE FUNCTION receipt_stays()",
    "CREATE TRIGGER receipt_keeps_its_number BEFORE UPDATE ON funding_receipt FOR EACH ROW "
    "WHEN ((OLD.year, OLD.number, OLD.gift_id, OLD.issued_at) "
    "IS DISTINCT FROM (NEW.year, NEW.number, NEW.gift_id, NEW.issued_at)) "
    "EXECUTE FUNCTION receipt_stays()",
    "CREATE TRIGGER receipts_stay BEFORE TRUNCATE ON funding_receipt "
    "FOR EACH STATEMENT EXECUTE FUNCTION receipt_stays()",
]
UNDO_SQLITE = ["DROP TRIGGER IF EXISTS receipt_delete", "DROP TRIGGER IF EXISTS receipt_update"]
UNDO_POSTGRESQL = [
    "DROP TRIGGER IF EXISTS receipt_stays ON funding_receipt",
    "DROP TRIGGER IF EXISTS receipt_keeps_its_number ON funding_receipt",
    "DROP TRIGGER IF EXISTS receipts_stay ON funding_receipt",
    "DROP FUNCTION IF EXISTS receipt_stays()",
]


def put_up(apps, schema_editor):
    for sql in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(sql)


def take_down(apps, schema_editor):
    for sql in UNDO_SQLITE if schema_editor.connection.vendor == "sqlite" else UNDO_POSTGRESQL:
        schema_editor.execute(sql)


class Migration(migrations.Migration):
    dependencies = [("funding", "0010_receipts_and_letters")]
    operations = [migrations.RunPython(put_up, take_down)]
