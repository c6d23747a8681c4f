"""Delete what may not lie about: files that expired, that hold somebody who left, or that nobody knows of."""

import time
from datetime import datetime

from django.db import connection, transaction

from surveys.exports.departed import OUTDATED
from surveys.exports.folder import file_of, folder, forget_file
from surveys.exports.models import Export

EXPIRED = "Files are kept for seven days; this one is deleted. Ask for a new one."
LEFT = "Somebody who is in it has left and had their answers deleted, so the file is deleted too. Ask for a new one."
# A file is in its place for a moment before its row says so.
STRAY_SECONDS = 60


def sweep(*, at: datetime) -> int:
    """How many files were deleted; safe to run again, and in two workers at once."""
    expired = Export.objects.filter(state=Export.State.DONE, expires_at__lte=at).values_list("pk", flat=True)
    count = sum(delete(key, EXPIRED) for key in list(expired))
    return count + drop_outdated() + sweep_strays()


def drop_outdated() -> int:
    """Drop the files in which somebody is who has left since: those not handed out are made again, without them."""
    with connection.cursor() as cursor:
        cursor.execute(OUTDATED)
        keys = [row[0] for row in cursor.fetchall()]
    return sum(drop(key) for key in keys)


def drop(key: int) -> bool:
    """Drop one file: made again when nobody has it yet, else deleted with a sentence."""
    export = Export.objects.filter(pk=key).only("handed_out_at").first()
    return delete(key, LEFT, again=export is not None and export.handed_out_at is None)


def delete(key: int, reason: str, *, again: bool = False) -> bool:
    """Delete a finished export's file, and say why; `again` lets it wait for a worker anew."""
    with transaction.atomic():
        export = Export.objects.select_for_update().filter(pk=key, state=Export.State.DONE).first()
        if export is None:
            return False
        forget_file(export)
        state = Export.State.WAITING if again else Export.State.DELETED
        Export.objects.filter(pk=key).update(
            state=state, file="", reason=reason, attempts=0 if again else export.attempts, expires_at=None
        )
    return True


def sweep_strays() -> int:
    """Delete files that no row knows of: a worker was killed while it wrote them."""
    known = {file_of(each).name for each in Export.objects.filter(state=Export.State.DONE).only("file")}
    known |= {
        f"part-{pk}-{attempts}"
        for pk, attempts in Export.objects.filter(state=Export.State.RUNNING).values_list("pk", "attempts")
    }
    before, count = time.time() - STRAY_SECONDS, 0
    for path in folder().iterdir():
        if path.name not in known and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            count += 1
    return count
