"""Hand a finished file to somebody, and enter that in the audit trail."""

from datetime import datetime
from pathlib import Path

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction

from surveys.exports.ask import note
from surveys.exports.blinded import refuse_blinded
from surveys.exports.departed import OUTDATED
from surveys.exports.error import ExportError
from surveys.exports.folder import file_of
from surveys.exports.models import Export
from surveys.exports.sweep import EXPIRED, LEFT, delete, drop

NOT_READY = {
    Export.State.WAITING: "This export is not ready yet: it waits for a worker.",
    Export.State.RUNNING: "This export is not ready yet: it is being made.",
    Export.State.CANCELLED: "This export was cancelled, so there is no file.",
}
LOST = "The file of this export is not where it should be. Ask for a new one."


def hand_out(export: Export, *, to: AbstractBaseUser | None, at: datetime) -> Path:
    """The file's path. ExportError where there is none, or none that may leave any more."""
    export.refresh_from_db()
    if export.state != Export.State.DONE:
        raise ExportError(NOT_READY.get(Export.State(export.state), export.reason))
    if export.expires_at is not None and export.expires_at <= at:
        delete(export.pk, EXPIRED)
        raise ExportError(EXPIRED)
    # A file from before the study was blinded would tell the same.
    refuse_blinded(export.study, export.origin, at=at)
    if is_outdated(export):
        drop(export.pk)
        raise ExportError(LEFT if export.handed_out_at else f"{LEFT.partition(',')[0]}; it is being made again.")
    path = file_of(export)
    if not path.is_file():
        delete(export.pk, LOST)
        raise ExportError(LOST)
    with transaction.atomic():
        Export.objects.filter(pk=export.pk).update(handed_out_at=at)
        note("export handed out", export, by=to, at=at)
    return path


def is_outdated(export: Export) -> bool:
    """Whether somebody is in the file who has left since."""
    with connection.cursor() as cursor:
        cursor.execute(f"{OUTDATED} AND e.id = %s", [export.pk])
        return cursor.fetchone() is not None
