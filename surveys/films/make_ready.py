"""Make one film ready, under a lease."""

import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, transaction

from surveys.films.error import FilmError
from surveys.films.lease import Lease
from surveys.films.models import Film, Rendition
from surveys.films.store import is_stored, local_copy, store
from surveys.films.store_turn import keep_store
from surveys.films.transcode import Ready, transcode

Clock = Callable[[], datetime]
BEAT_S = 2.0
# Without the database nobody can know whether the lease still holds.
GONE_S = 8.0
NO_FILE = "The film's file is missing in the store of films. Add the film again."
FAULT = "Something went wrong that shouldn't have; whoever runs this installation finds it in the log of the worker."


class LostError(Exception):
    """Somebody else has the lease, the film was deleted, or the database is gone: nothing may be written any more."""


class Heart:
    """Renews a lease while the work goes on; `lost` as soon as it can't be."""

    def __init__(self, lease: Lease, now: Clock) -> None:
        self.lease, self.now = lease, now
        self.progress, self.lost = 0.0, False
        self.renewed, self._end = time.monotonic(), threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> "Heart":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join(timeout=BEAT_S)

    def hear(self, share: float) -> None:
        """To be told how far the work is; LostError when it is to end."""
        self.progress = share
        if self.lost or self.is_cut_off():
            raise LostError

    def is_cut_off(self) -> bool:
        """Whether the database has not been heard for too long."""
        return time.monotonic() - self.renewed > GONE_S

    def _beat(self) -> None:
        while not self._end.wait(BEAT_S):
            try:
                self.lost = not self.lease.beat(self.progress, at=self.now())
                self.renewed = time.monotonic()
            except (DatabaseError, InterfaceError):
                connection.close()
        connection.close()


def make_ready(lease: Lease, folder: Path, *, now: Clock) -> bool:
    """Make everything of a film and write it into its rows; whether the film is ready.

    LostError when the lease was lost; then nothing has been written.
    """
    film = Film.objects.filter(pk=lease.film_id).first()
    if film is None:
        raise LostError
    try:
        with Heart(lease, now) as heart, local_copy(film.sha256, film.file_name) as source:
            made = transcode(source, folder, threads=settings.TRANSCODE_THREADS, hear=heart.hear, name=film.file_name)
            heart.hear(1.0)
            files = put_away(made)
        if not connection.in_atomic_block:
            # It was idle for as long as the work took, and may be stale.
            connection.close()
        return keep(lease, film, made, files, at=now())
    except FilmError as error:
        lease.fail(str(error), at=now())
    except FileNotFoundError:
        lease.fail(NO_FILE, at=now())
    except OSError as error:
        lease.fail(f"The film can't be made ready: {error.strerror or error}.", at=now())
    except (LostError, DatabaseError, InterfaceError):
        raise
    except Exception:
        lease.fail(FAULT, at=now())
        raise
    return False


def put_away(made: Ready) -> list[str]:
    """Take what was made into the store; the hashes, the picture's last."""
    return [store(path) for path in (*(each.path for each in made.renditions), made.poster)]


def keep(lease: Lease, film: Film, made: Ready, files: list[str], *, at: datetime) -> bool:
    """Write the rows; LostError when the lease was lost."""
    *hashes, picture = files
    rows = [
        Rendition(
            film=film,
            size=each.size.box,
            sha256=sha256,
            bytes=each.path.stat().st_size,
            width=each.size.width,
            height=each.size.height,
            duration_s=each.probe.duration_s,
            frames=each.probe.frames,
        )
        for each, sha256 in zip(made.renditions, hashes, strict=True)
    ]
    with transaction.atomic():
        keep_store()
        paths = (*(each.path for each in made.renditions), made.poster)
        for sha256, path in zip(files, paths, strict=True):
            if not is_stored(sha256, path.name):
                store(path)
        loudness = made.loudness.integrated if made.loudness and made.loudness.is_heard else None
        if not lease.finish(rows, picture, loudness, at=at):
            raise LostError
    return True
