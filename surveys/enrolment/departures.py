"""Who left, for backups that still hold them: keyed hashes that only the person's own row answers to.

A hash is HMAC-SHA-256 of what is kept of the person's link, under a key of this installation. The list stands in the
database and, written after each commit, in a file: a restore needs it when the database is lost.
"""

import hmac
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from surveys.enrolment.models import Departure

BLOCK_BYTES = 64
LABEL = b"lacrima.enrolment.departures"


@dataclass(frozen=True)
class Departed:
    """One entry of the list: the hash, how and at which step the person left, and the day."""

    sha256: str
    mode: str
    step: str
    on: date

    def line(self) -> str:
        """The entry as the file keeps it."""
        return "\t".join((self.sha256, self.mode, self.step, self.on.isoformat())) + "\n"


def halves(secret: str) -> tuple[bytes, bytes]:
    """The outer and inner block of the key: PostgreSQL has SHA-256, and makes HMAC of these."""
    key = hmac.digest(secret.encode(), LABEL, "sha256").ljust(BLOCK_BYTES, b"\0")
    return bytes(byte ^ 0x5C for byte in key), bytes(byte ^ 0x36 for byte in key)


def departure_of(token_hash: bytes, secret: str) -> str:
    """The hash under which somebody with this link stands in the list."""
    outer, inner = halves(secret)
    return sha256(outer + sha256(inner + bytes(token_hash)).digest()).hexdigest()


def note(departed: Departed) -> None:
    """Write an entry into the file; it stands in the database already, so a disk that is full stops nobody."""
    path = Path(settings.DEPARTURES)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, departed.line().encode())
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError:
        return


def noted() -> Iterator[Departed]:
    """The entries of the file; a line that was cut off is left out."""
    path = Path(settings.DEPARTURES)
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        parts = line.split("\t")
        try:
            key, mode, step, on = parts
            yield Departed(key, mode, step, date.fromisoformat(on))
        except ValueError:
            continue


def expire_departures(*, at: datetime) -> int:
    """Drop what is older than any backup that may be restored, and write the file anew; how many went."""
    oldest = at.date() - timedelta(days=settings.BACKUP_DAYS)
    gone, _ = Departure.objects.filter(on__lt=oldest).delete()
    path = Path(settings.DEPARTURES)
    rows = Departure.objects.order_by("on", "sha256").values_list("sha256", "mode", "step", "on")
    # What another process appends in between stands in the database, and comes with the next run.
    known = {Departed(*row) for row in rows} | {each for each in noted() if each.on >= oldest}
    part = path.with_name(f"{path.name}.part")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as writing:
        writing.writelines(each.line() for each in sorted(known, key=lambda each: (each.on, each.sha256)))
        writing.flush()
        os.fsync(writing.fileno())
    part.replace(path)
    return gone
