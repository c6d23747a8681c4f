"""The archive of a backup: a tar file with a file a table, the films, and a manifest with the hash of each."""

import hashlib
import hmac
from collections.abc import Iterator
from typing import IO, Any

from django.conf import settings
from django.db import connection

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK_BYTES = 1 << 20
# Sign-ins end with a restore; which migrations were applied is told by the manifest.
LEFT_OUT = ("django_session", "django_migrations")
TABLES = """
SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY c.relname
"""
COLUMNS = """
SELECT a.attname FROM pg_attribute a WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped
AND a.attgenerated = '' ORDER BY a.attname
"""
KEY = """
SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
WHERE i.indrelid = %s::regclass AND i.indisprimary ORDER BY a.attnum
"""
SEQUENCES = "SELECT sequencename, COALESCE(last_value, 0) FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"
MIGRATIONS = "SELECT app || '.' || name FROM django_migrations ORDER BY 1"


class BackupError(Exception):
    """A backup that can't be made or restored; the message is a sentence."""


class Hashing:
    """A stream that is hashed while it is read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.digest = stream, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        chunk = self.stream.read(size)
        self.digest.update(chunk)
        return chunk


def tables() -> list[str]:
    """The tables that an archive holds."""
    return [name for (name,) in rows(TABLES) if name not in LEFT_OUT]


def columns(table: str) -> list[str]:
    """The columns of a table, by name: two installations may have them in another order."""
    return [name for (name,) in rows(COLUMNS, quoted(table))]


def migrations() -> list[str]:
    """What was applied to the database."""
    return [name for (name,) in rows(MIGRATIONS)]


def sequences() -> dict[str, int]:
    """Up to where each sequence has counted."""
    return dict(rows(SEQUENCES))


def copied(table: str) -> Iterator[bytes]:
    """A table's rows as PostgreSQL's COPY writes them, in the order of its key: equal rows give equal bytes."""
    names = ", ".join(map(quoted, columns(table)))
    order = ", ".join(quoted(name) for (name,) in rows(KEY, quoted(table))) or "1"
    statement = f"COPY (SELECT {names} FROM {quoted(table)} ORDER BY {order}) TO STDOUT"  # noqa: S608 - own names
    connection.ensure_connection()
    with connection.connection.cursor() as cursor, cursor.copy(statement) as copy:
        yield from map(bytes, copy)


def digest_of(table: str) -> str:
    """The hash of a table's rows."""
    digest = hashlib.sha256()
    for chunk in copied(table):
        digest.update(chunk)
    return digest.hexdigest()


def key_mark(secret: str) -> str:
    """By what an archive and a key are known to belong together; the key can't be read from it."""
    return hmac.digest(secret.encode(), b"lacrima.backup", "sha256").hex()[:16]


def known_key(mark: str) -> bool:
    """Whether this installation can open what is sealed in an archive."""
    return any(key_mark(secret) == mark for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


def quoted(name: str) -> str:
    """A name of the database, quoted."""
    return str(connection.ops.quote_name(name))


def rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """The rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
