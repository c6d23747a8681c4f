"""Back up everything: one state of the database, and the films, in an archive that is whole or isn't there."""

import json
import os
import tarfile
import tempfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from surveys.api.archive import FORMAT, MANIFEST, Hashing, copied, key_mark, migrations, sequences, tables


def backup(folder: Path, *, at: datetime) -> Path:
    """Write an archive into a folder; where it is. What is sealed stays sealed; only its owner may read the file."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"lacrima-{at.astimezone(UTC):%Y-%m-%dT%H%M%SZ}.tar"
    part = path.with_suffix(".part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as writing:
            with tarfile.open(fileobj=writing, mode="w", format=tarfile.PAX_FORMAT) as archive:
                write(archive, folder, at)
            writing.flush()
            os.fsync(writing.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def write(archive: tarfile.TarFile, folder: Path, at: datetime) -> None:
    """All parts; the manifest comes last, so an archive that was cut off has none."""
    manifest: dict[str, Any] = {"format": FORMAT, "at": at.isoformat(), "key": key_mark(settings.SECRET_KEY)}
    with transaction.atomic():
        with connection.cursor() as cursor:
            # All tables as they are at one moment, while people go on.
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        manifest["migrations"] = migrations()
        manifest["tables"] = {table: write_table(archive, table, folder) for table in tables()}
        # Asked after the rows: a number that was used is never given out again.
        manifest["sequences"] = sequences()
    manifest["films"] = write_films(archive)
    text = json.dumps(manifest, indent=1).encode()
    add(archive, MANIFEST, BytesIO(text), len(text))


def write_table(archive: tarfile.TarFile, table: str, folder: Path) -> str:
    """One table; its hash. It lies in a file first, since the archive wants to know its length."""
    with tempfile.TemporaryFile(dir=folder) as spool:
        for chunk in copied(table):
            spool.write(chunk)
        size = spool.tell()
        spool.seek(0)
        return add(archive, f"tables/{table}.copy", spool, size)


def write_films(archive: tarfile.TarFile) -> dict[str, str]:
    """The files of the store of films, with their hashes; what lies in a bucket is the bucket's to keep."""
    root = Path(settings.MEDIA_ROOT)
    found = {}
    for path in sorted((root / "films").rglob("*")):
        if path.is_file() and not path.is_symlink() and path.suffix != ".part":
            with path.open("rb") as reading:
                name = path.relative_to(root).as_posix()
                found[name] = add(archive, name, reading, os.fstat(reading.fileno()).st_size)
    return found


def add(archive: tarfile.TarFile, name: str, stream: Any, size: int) -> str:
    """Add a file to the archive; its hash."""
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    hashing = Hashing(stream)
    archive.addfile(entry, hashing)
    return hashing.digest.hexdigest()
