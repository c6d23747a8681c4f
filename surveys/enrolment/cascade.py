"""Deleting in PostgreSQL itself: one DELETE of a person takes everything along that belongs to it.

A person's number is changed when the time for withdrawing is over; then too all that belongs to it follows.
"""

from typing import Literal

from django.db.migrations import RunSQL

SQL = """
DO $$
DECLARE name text; target text;
BEGIN
  SELECT c.conname, c.confrelid::regclass::text INTO STRICT name, target FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.conrelid = '{table}'::regclass AND a.attname = '{column}';
  EXECUTE format('ALTER TABLE {table} DROP CONSTRAINT %I', name);
  EXECUTE format('ALTER TABLE {table} ADD CONSTRAINT %I FOREIGN KEY ({column}) REFERENCES %s ON DELETE {action}'
                 ' ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED', name, target);
END $$
"""


def cascade(table: str, column: str, action: Literal["CASCADE", "SET NULL"] = "CASCADE") -> RunSQL:
    """The migration that gives a foreign key ON DELETE CASCADE (or SET NULL), and ON UPDATE CASCADE."""
    return RunSQL(SQL.format(table=table, column=column, action=action), RunSQL.noop)
