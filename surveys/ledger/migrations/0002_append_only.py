"""The database itself refuses to change or to delete an entry."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION ledger_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The ledger is append-only: entry % can''t be changed or deleted.', OLD.number
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER ledger_is_append_only BEFORE UPDATE OR DELETE ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_refuses();
"""

ALLOW = """
DROP TRIGGER ledger_is_append_only ON ledger_entry;
DROP FUNCTION ledger_refuses();
"""


class Migration(migrations.Migration):
    """Adds the trigger to the table of entries."""

    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
