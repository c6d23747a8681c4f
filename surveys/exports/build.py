"""Make the file of an export that was claimed: whole, or not at all."""

import os
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import psycopg
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import QuerySet

from surveys.exports.ask import note
from surveys.exports.bundle import Written, bundle
from surveys.exports.claim import claim
from surveys.exports.error import ExportError
from surveys.exports.folder import folder, part_of
from surveys.exports.models import Export
from surveys.exports.pace import Pace
from surveys.exports.snapshot import snapshot
from surveys.exports.wide import TooWideError

Clock = Callable[[], datetime]
KEPT = timedelta(days=7)
BEAT_SECONDS = 1.0
TOO_LONG = "It took longer than four and a half minutes, so it was ended. Ask for one layout alone."
NO_ROOM = "The file couldn't be written: {}. Tell whoever runs this installation; then ask again."
DATABASE = "The database ended the work before it was done. Ask for it again."
FAULT = "Something went wrong that shouldn't have; whoever runs this installation finds it in the log of the worker."


class StoppedError(Exception):
    """The export was cancelled, or another worker has taken it over."""


def build_next(*, now: Clock) -> bool:
    """Make the file that was asked for first; whether there was one."""
    export = claim(at=now())
    if export is None:
        return False
    build(export, now=now)
    return True


def build(export: Export, *, now: Clock) -> None:
    """Make the file; what became of it stands in the export's row."""
    part = part_of(export)
    try:
        written = write(export, part, now)
        keep(export, part, written, at=now())
    except StoppedError:
        pass
    except (ExportError, TooWideError) as error:
        fail(export, str(error), at=now())
    except SoftTimeLimitExceeded:
        fail(export, TOO_LONG, at=now())
    except OSError as error:
        fail(export, NO_ROOM.format(error.strerror or error), at=now())
    except psycopg.Error:
        # A cancelled export isn't running any more, so this says nothing of it.
        fail(export, DATABASE, at=now())
    except Exception:
        fail(export, FAULT, at=now())
        raise
    finally:
        part.unlink(missing_ok=True)


def write(export: Export, part: Path, now: Clock) -> Written:
    """Write all of it beside its place, to the disk itself."""
    heart = Heart(export, now)
    with open(part, "xb", opener=private) as target:
        with snapshot(export.study, activity(export)) as raw:
            # From here on cancel() finds the work in PostgreSQL; before, it could only be said in the row.
            heart.check()
            written = bundle(raw, export, target, beat=heart.beat, at=now())
        target.flush()
        os.fsync(target.fileno())
    return written


def private(path: str, flags: int) -> int:
    """Open for the owner alone."""
    return os.open(path, flags, 0o600)


def activity(export: Export) -> str:
    """Under which name PostgreSQL lists the work; cancel() looks for it."""
    return f"lacrima export {export.pk}"


class Heart:
    """Says once a second that the work goes on, and stops it when it was cancelled."""

    def __init__(self, export: Export, now: Clock) -> None:
        self.export, self.now, self.said, self.pace = export, now, time.monotonic(), Pace()

    def beat(self, rows: int) -> None:
        """To be called after every block."""
        self.pace.rest()
        if time.monotonic() - self.said >= BEAT_SECONDS:
            self.check(rows)

    def check(self, rows: int = 0) -> None:
        """Say it now; StoppedError when it was cancelled or taken over."""
        self.said = time.monotonic()
        if not mine(self.export).update(beat_at=self.now(), rows=rows):
            raise StoppedError


def mine(export: Export) -> QuerySet[Export]:
    """The row, as long as this attempt is the one that makes the file."""
    return Export.objects.filter(pk=export.pk, state=Export.State.RUNNING, attempts=export.attempts)


def keep(export: Export, part: Path, written: Written, *, at: datetime) -> None:
    """Put the whole file in its place, and say so in one commit; a file that nobody is told of is swept away."""
    name = f"{export.pk}-{export.attempts}.zip"
    digest, size = digest_of(part), part.stat().st_size
    part.rename(folder() / name)
    sync_folder()
    with transaction.atomic():
        done = mine(export).update(
            state=Export.State.DONE,
            finished_at=at,
            expires_at=at + KEPT,
            people=written.people,
            rows=written.rows,
            bytes=size,
            sha256=digest,
            file=name,
            versions=list(written.versions),
            departed=written.departed,
            reason="",
        )
        if done:
            export.refresh_from_db()
            note("export finished", export, by=None, at=at)
    if not done:
        (folder() / name).unlink(missing_ok=True)
        raise StoppedError


def sync_folder() -> None:
    """Make the new name last through a power cut."""
    descriptor = os.open(folder(), os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def digest_of(file: Path) -> str:
    """SHA-256 in hex."""
    digest = sha256()
    with file.open("rb") as opened:
        while block := opened.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def fail(export: Export, reason: str, *, at: datetime) -> None:
    """Say in the row, and in the audit trail, why there is no file."""
    with transaction.atomic():
        if mine(export).update(state=Export.State.FAILED, finished_at=at, reason=reason[:300]):
            note("export failed", export, by=None, at=at)
