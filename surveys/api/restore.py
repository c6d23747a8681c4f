"""Restore a backup into an empty database: all of it or nothing, and without those who left since."""

import json
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.db import connection, transaction

from surveys.api.archive import (
    CHUNK_BYTES,
    FORMAT,
    MANIFEST,
    BackupError,
    Hashing,
    columns,
    digest_of,
    known_key,
    migrations,
    quoted,
    rows,
    tables,
)
from surveys.enrolment.departures import Departed, departure_of, noted
from surveys.enrolment.models import Departure, Participant
from surveys.enrolment.withdraw import withdraw
from surveys.exports.models import Export
from surveys.ledger.append import append
from surveys.protocols.freeze import definition_of

NO_FILE = "The file was lost when a backup was restored. Ask for a new one."
# Django fills these when it makes a database; the archive has its own.
MADE_BY_DJANGO = ("django_content_type", "auth_permission")


@dataclass(frozen=True)
class Restored:
    """How many tables and films came back, and how many people were removed again."""

    tables: int
    films: int
    removed: int


def restore(path: Path, *, at: datetime) -> Restored:
    """Restore an archive; BackupError with a sentence where it can't be, and then the database is as it was."""
    try:
        with tarfile.open(path) as archive:
            manifest = read_manifest(archive)
            check(manifest, at)
            with transaction.atomic():
                load(archive, manifest)
                removed = remove_departed(at=at)
            films = sum(restore_film(archive, name, sha256) for name, sha256 in manifest["films"].items())
    except (tarfile.TarError, OSError) as error:
        raise BackupError(f"The archive can't be read: {error}.") from None
    return Restored(len(manifest["tables"]), films, removed)


def read_manifest(archive: tarfile.TarFile) -> dict[str, Any]:
    """What the archive says of itself; it comes last, so an archive that was cut off has none."""
    try:
        found: dict[str, Any] = json.load(opened(archive, MANIFEST))
    except ValueError:
        raise BackupError("The archive's manifest can't be read: it is damaged.") from None
    return found


def opened(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    """A file of the archive."""
    try:
        found = archive.extractfile(name)
    except KeyError:
        found = None
    if found is None:
        raise BackupError(f"The archive has no “{name}”: it is damaged, or it is no backup of Lacrima.")
    return found


def check(manifest: Mapping[str, Any], at: datetime) -> None:
    """Whether this archive may come into this database."""
    if manifest.get("format") != FORMAT:
        raise BackupError("This Lacrima can't read archives of that format.")
    if datetime.fromisoformat(manifest["at"]) < at - timedelta(days=settings.BACKUP_DAYS):
        raise BackupError(
            f"The archive is older than {settings.BACKUP_DAYS} days: nobody knows any more who has left since."
        )
    if not known_key(manifest["key"]):
        raise BackupError("The archive was made with another SECRET_KEY. Set that key, or put it in its fallbacks.")
    if sorted(manifest["migrations"]) != sorted(migrations()):
        raise BackupError("The archive is of another release. Restore it with that one, and update afterwards.")
    if sorted(manifest["tables"]) != sorted(tables()):
        raise BackupError("The archive has other tables than this database.")
    full = [table for table in tables() if table not in MADE_BY_DJANGO and has_rows(table)]
    if full:
        raise BackupError(
            f"The database isn't empty ({', '.join(full[:3])} …). Restore into a new one, after “migrate”."
        )


def has_rows(table: str) -> bool:
    """Whether a table holds anything."""
    return bool(rows(f"SELECT 1 FROM {quoted(table)} LIMIT 1"))  # noqa: S608 - our own names


def load(archive: tarfile.TarFile, manifest: Mapping[str, Any]) -> None:
    """All rows and sequences; keys are checked at the end of the transaction, hashes at once."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in reversed(MADE_BY_DJANGO):
            cursor.execute(f"DELETE FROM {quoted(table)}")  # noqa: S608 - our own names
    for table, sha256 in manifest["tables"].items():
        load_table(opened(archive, f"tables/{table}.copy"), table)
        if digest_of(table) != sha256:
            raise BackupError(f"The rows of “{table}” are not those that were backed up. Nothing was restored.")
    with connection.cursor() as cursor:
        for sequence, last in manifest["sequences"].items():
            if last:
                cursor.execute("SELECT setval(%s::regclass, %s)", [quoted(sequence), last])


def load_table(stream: IO[bytes], table: str) -> None:
    """One table's rows."""
    names = ", ".join(map(quoted, columns(table)))
    connection.ensure_connection()
    with connection.connection.cursor() as cursor, cursor.copy(f"COPY {quoted(table)} ({names}) FROM STDIN") as copy:
        while chunk := stream.read(CHUNK_BYTES):
            copy.write(chunk)


def remove_departed(*, at: datetime) -> int:
    """Remove again who has left since the backup, each with the tombstone that stood there; how many."""
    rows_kept = Departure.objects.values_list("sha256", "mode", "step", "on")
    left = {each.sha256: each for each in (*(Departed(*row) for row in rows_kept), *noted())}
    people = Participant.objects.exclude(token_hash=None).values_list("id", "token_hash", "version_id") if left else ()
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    count = 0
    for person, token_hash, version in people:
        keys = [departure_of(bytes(token_hash or b""), each) for each in secrets]
        found = next((left[key] for key in keys if key in left), None)
        if found is not None:
            day = datetime(found.on.year, found.on.month, found.on.day, tzinfo=at.tzinfo)
            withdraw(person, reached=found.step, mode=found.mode, at=day, study=definition_of(version).slug)
            count += 1
    # Files of exports are no part of a backup: they are made again.
    Export.objects.filter(state=Export.State.DONE).update(state=Export.State.DELETED, file="", reason=NO_FILE)
    append("restored", detail={"removed again": count}, at=at)
    return count


def restore_film(archive: tarfile.TarFile, name: str, sha256: str) -> bool:
    """Bring a film's file back, unless it is there; whether it was missing."""
    target = Path(settings.MEDIA_ROOT) / plain_name(name)
    if target.exists():
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    stream = Hashing(opened(archive, name))
    try:
        with part.open("wb") as writing:
            while chunk := stream.read(CHUNK_BYTES):
                writing.write(chunk)
        if stream.digest.hexdigest() != sha256:
            raise BackupError(f"The film “{name}” is damaged in the archive. All else is restored.")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return True


def plain_name(name: str) -> PurePosixPath:
    """A name that stays within the store of films."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or path.parts[:1] != ("films",):
        raise BackupError(f"“{name}” is no place for a film.")
    return path
