"""Take the next export that waits, or one whose worker is gone."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q

from surveys.exports.ask import note
from surveys.exports.folder import part_of
from surveys.exports.models import Export

LOCK = "SELECT pg_advisory_xact_lock(hashtext('surveys.exports.claim'))"
# Whoever makes a file says so every second.
LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 3
GIVEN_UP = "It was begun three times, and each time the worker that made it was ended. Ask for it again."


def claim(*, at: datetime) -> Export | None:
    """The export, running now; None when none waits, or while another one is being made: one at a time."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(LOCK)
        left = at - LEASE
        if Export.objects.filter(state=Export.State.RUNNING, beat_at__gte=left).exists():
            return None
        waiting = Q(state=Export.State.WAITING) | Q(state=Export.State.RUNNING, beat_at__lt=left)
        export = Export.objects.filter(waiting).select_related("study").order_by("asked_at", "pk").first()
        if export is None:
            return None
        part_of(export).unlink(missing_ok=True)
        if export.attempts >= MOST_ATTEMPTS:
            Export.objects.filter(pk=export.pk).update(state=Export.State.FAILED, finished_at=at, reason=GIVEN_UP)
            note("export failed", export, by=None, at=at)
            return None
        Export.objects.filter(pk=export.pk).update(
            state=Export.State.RUNNING, started_at=at, beat_at=at, rows=0, attempts=F("attempts") + 1
        )
        export.refresh_from_db(fields=["state", "started_at", "beat_at", "rows", "attempts"])
        return export
