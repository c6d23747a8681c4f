"""Whoever takes a film in and whoever takes one away don't do it at the same moment.

Files are known by their hashes, so two films may share one; it must not go while somebody is about to count on it.
"""

from django.db import connection

LOCK = 0x66696C6D  # “film”, the number of the store's advisory lock


def keep_store() -> None:
    """Nothing is taken out of the store until this transaction ends."""
    _ask("SELECT pg_advisory_xact_lock_shared(%s)")


def own_store() -> None:
    """Wait until nobody counts on the store; until this transaction ends, nobody begins to."""
    _ask("SELECT pg_advisory_xact_lock(%s)")


def _ask(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [LOCK])
