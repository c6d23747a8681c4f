"""Cancel an export that isn't ready yet."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction

from surveys.exports.ask import UNDER_WAY, note
from surveys.exports.build import activity
from surveys.exports.error import ExportError
from surveys.exports.models import Export

# PostgreSQL ends the export's connection, at work or between two statements; the worker then finds that its export was
# cancelled.
STOP = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE application_name = %s AND datname = current_database() AND usename = current_user
"""


def cancel(export: Export, *, by: AbstractBaseUser | None, at: datetime) -> None:
    """Nothing of it is kept. ExportError when it is over already."""
    with transaction.atomic():
        cancelled = Export.objects.filter(pk=export.pk, state__in=UNDER_WAY).update(
            state=Export.State.CANCELLED, finished_at=at, reason="It was cancelled before it was ready."
        )
        if not cancelled:
            raise ExportError("This export is over, so there is nothing to cancel.")
        note("export cancelled", export, by=by, at=at)
    with connection.cursor() as cursor:
        cursor.execute(STOP, [activity(export)])
