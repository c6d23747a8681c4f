"""Let another file stand in the library where a film stood; the old one stays for whoever uses it."""

from datetime import datetime
from pathlib import Path

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from surveys.films.description import Description
from surveys.films.error import FilmError
from surveys.films.import_film import import_film
from surveys.films.models import Film
from surveys.films.store import sha256_of

SAME = "This is the file that the film has already, so there is nothing to replace."
KNOWN = "This file is in the library already, as another film. A film can't stand in for two."


def replace_film(old: Film, source: Path, *, name: str = "", by: AbstractBaseUser, at: datetime) -> Film:
    """The new film, with the old one's words and captions; published versions keep the old one."""
    sha256 = sha256_of(source)
    if sha256 == old.sha256:
        raise FilmError(SAME)
    with transaction.atomic():
        if Film.objects.filter(sha256=sha256).exists():
            raise FilmError(KNOWN)
        new = import_film(
            source, words_of(old), name=name, replaces=old, variant_of=old.variant_of, keep_words=True, by=by, at=at
        )
        new.captions = dict(old.captions)
        new.save(update_fields=["captions"])
    return new


def words_of(film: Film) -> Description:
    """What is said of a film, without its captions."""
    return Description(
        licence=film.licence,
        title=film.title,
        source=film.source,
        attribution=film.attribution,
        excerpt=film.excerpt,
        target=film.target,
        themes=film.themes,
        intensity=film.intensity,
        language=film.language,
        norms=film.norms,
    )
