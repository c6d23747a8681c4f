"""Which studies use a film, whether a study may, and how a film leaves the library: never while a study uses it."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import QuerySet

from surveys.films.delete_film import delete_film
from surveys.films.error import FilmError
from surveys.films.models import Film, Transcode
from surveys.films.store import is_stored
from surveys.films.store_turn import own_store
from surveys.protocols.access import studies_visible_to
from surveys.protocols.models import Draft, Study

# Versions name the hash of each film; a draft holds a film while its protocol names the film's file.
IN_VERSIONS = """
SELECT DISTINCT v.study_id FROM protocols_version v, jsonb_each(v.definition -> 'films') film
WHERE film.value ->> 'sha256' = %s
"""


class FilmInUseError(FilmError):
    """A film that can't be deleted, because studies use it."""


def studies_with(sha256: str) -> "QuerySet[Study]":
    """The studies with a version or a draft that uses a film, whoever they belong to."""
    with connection.cursor() as cursor:
        cursor.execute(IN_VERSIONS, [sha256])
        studies = {study for (study,) in cursor.fetchall()}
    for draft in Draft.objects.exclude(films={}):
        if sha256 in named_films(draft.texts, draft.films).values():
            studies.add(draft.study_id)
    return Study.objects.filter(pk__in=studies).order_by("slug")


def named_films(texts: Mapping[str, str], films: Mapping[str, str]) -> dict[str, str]:
    """The films of a draft that its protocol still names."""
    protocol = texts.get("protocol.yaml", "")
    return {file: sha256 for file, sha256 in films.items() if file in protocol}


def usable_film(sha256: str, file: str) -> Film:
    """A film of the library that people can be shown; FilmError with a sentence when it isn't there or isn't ready."""
    film = Film.objects.filter(sha256=sha256).select_related("transcode").first()
    if film is None or not is_stored(sha256, film.file_name):
        raise FilmError(f"“{file}” is missing in the store of films.")
    if reason := why_not_ready(film):
        raise FilmError(reason)
    return film


def why_not_ready(film: Film) -> str:
    """Why browsers can't play a film yet, as a sentence; empty when they can."""
    if film.playable:
        return ""
    work = getattr(film, "transcode", None)
    if work is None or work.state == Transcode.State.WAITING:
        return f"“{film.file_name}” can't be played as it is, and waits to be made ready. Try again in some minutes."
    if work.state == Transcode.State.RUNNING:
        done = f"{work.progress:.0%}"
        return (
            f"“{film.file_name}” can't be played as it is, and is being made ready ({done}). Try again in some minutes."
        )
    if work.state == Transcode.State.FAILED:
        return f"“{film.file_name}” can't be played as it is, and could not be made ready: {work.reason}"
    return ""


def not_ready(hashes: Collection[str]) -> dict[str, str]:
    """Of films by their hashes, those that can't be shown now, each with a sentence."""
    rows = {film.sha256: film for film in Film.objects.filter(sha256__in=hashes).select_related("transcode")}
    reasons = {
        sha256: why_not_ready(rows[sha256]) if sha256 in rows else "It isn't in the library of films any more."
        for sha256 in hashes
    }
    return {sha256: reason for sha256, reason in reasons.items() if reason}


def remove_film(film: Film, *, by: AbstractBaseUser, at: datetime) -> None:
    """Delete a film of the library; FilmInUseError names the studies that use it, and then nothing has changed."""
    with transaction.atomic():
        own_store()
        using = studies_with(film.sha256)
        if using.exists():
            raise FilmInUseError(in_use(film, using, by))
        delete_film(film, by=by, at=at)


def in_use(film: Film, using: "QuerySet[Study]", by: AbstractBaseUser) -> str:
    """The sentence; studies that somebody may not see are only counted."""
    names = list(
        studies_visible_to(by).filter(pk__in=using.values("pk")).order_by("slug").values_list("slug", flat=True)
    )
    others = using.count() - len(names)
    told = [f"“{name}”" for name in names]
    if others:
        told.append(f"{others} {'study' if others == 1 else 'studies'} that you have no part in")
    return f"“{film}” is used by {' and '.join(filter(None, [', '.join(told[:-1]), told[-1]]))}, so it stays."
