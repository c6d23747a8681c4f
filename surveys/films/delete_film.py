"""Take a film out of the library, with everything that was made of it."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from surveys.films.import_film import note
from surveys.films.models import Film, Rendition
from surveys.films.store import discard
from surveys.films.store_turn import own_store

Files = Sequence[tuple[str, str]]


def delete_film(film: Film, *, by: AbstractBaseUser, at: datetime) -> None:
    """Delete its rows, and then its files. Whoever asks for that knows that no study uses it.

    Captions stay: they are small, and versions of studies keep them by their hashes.
    """
    files = [(film.sha256, film.file_name), *((made.sha256, "made.mp4") for made in film.renditions.all())]
    files += [(film.poster, "poster.jpg")] if film.poster else []
    with transaction.atomic():
        note("film deleted", film, by=by, at=at)
        film.delete()
        # Only what is committed is gone.
        transaction.on_commit(lambda: discard_unused(files))


def discard_unused(files: Files) -> None:
    """Take files out of the store that no film has any more; two films may share one."""
    with transaction.atomic():
        own_store()
        for sha256, name in files:
            if not is_needed(sha256):
                discard(sha256, name)


def is_needed(sha256: str) -> bool:
    """Whether a film or a rendition has this file."""
    return (
        Film.objects.filter(sha256=sha256).exists()
        or Film.objects.filter(poster=sha256).exists()
        or Rendition.objects.filter(sha256=sha256).exists()
    )
