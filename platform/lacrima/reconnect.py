"""After PostgreSQL was restarted, a process finds that out once, not once in each of its threads."""

import time
from typing import Any

from django.db import connection
from django.db.backends.signals import connection_created

_lost_at = 0.0


def note_loss() -> None:
    """Close this thread's connection; the other threads' are renewed before they are used again."""
    global _lost_at
    _lost_at = time.monotonic()
    connection.close()


def renew() -> None:
    """Close this thread's connection when others of its age were found dead."""
    if connection.connection is not None and getattr(connection, "made_at", 0.0) < _lost_at:
        connection.close()


def _note_age(connection: Any, **_: object) -> None:
    connection.made_at = time.monotonic()


connection_created.connect(_note_age)
