"""Take a film and its captions into the library."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from surveys.films.captions import CaptionError, check_captions
from surveys.films.description import Description, check_description
from surveys.films.error import FilmError
from surveys.films.models import Film
from surveys.films.probe import Probe, probe
from surveys.films.queue import queue
from surveys.films.store import is_stored, store
from surveys.films.store_turn import keep_store
from surveys.ledger.append import append

PLAIN = "Save it as MP4 with H.264 pictures (yuv420p) and AAC sound, so that phones play it."


def import_film(
    source: Path,
    described: Description,
    *,
    at: datetime,
    by: AbstractBaseUser | None = None,
    max_bytes: int | None = None,
    name: str = "",
    must_play: bool = False,
    keep_words: bool = False,
    replaces: Film | None = None,
    variant_of: Film | None = None,
) -> Film:
    """The film with these bytes, stored once however often it is imported; FilmError says what is wrong with it.

    It is made ready for phones later. The words and captions of the latest import are the ones that are kept, unless
    `keep_words` leaves a film of the library as it is. With `must_play`, browsers have to play it as it is.
    """
    check_description(described)
    check_file(source, max_bytes or settings.FILM_MAX_BYTES)
    name = name or source.name
    found = probe(source, name=name)
    check_probe(name, found, must_play=must_play)
    captions = {language: store_captions(path) for language, path in described.captions.items()}
    file_name = kept_name(name, found)
    sha256 = store(source, file_name)
    own = own_facts(found, file_name, source.stat().st_size)
    with transaction.atomic():
        keep_store()
        # Somebody may have deleted the same film just now.
        if not is_stored(sha256, file_name):
            store(source, file_name)
        links = {"replaces": replaces, "variant_of": variant_of, "added_by_id": by.pk if by else None}
        film, new = Film.objects.get_or_create(
            sha256=sha256, defaults={**described.words(), "captions": captions, **own, **links, "imported_at": at}
        )
        if new:
            note("film replaced" if replaces else "film added", film, by=by, at=at, replaces=replaces)
        elif not keep_words:
            describe(film, described, captions, by=by, at=at)
        queue(film, at=at)
    return film


def describe(
    film: Film, described: Description, captions: Mapping[str, str], *, by: AbstractBaseUser | None, at: datetime
) -> None:
    """Give a film other words and captions; the bytes stay. Published versions keep the words that they were given."""
    check_description(described)
    words = {**described.words(), "captions": dict(captions)}
    if all(getattr(film, name) == value for name, value in words.items()):
        return
    for name, value in words.items():
        setattr(film, name, value)
    with transaction.atomic():
        film.save(update_fields=list(words))
        note("film described", film, by=by, at=at)


def note(verb: str, film: Film, *, by: AbstractBaseUser | None, at: datetime, replaces: Film | None = None) -> None:
    """Say in the audit trail what was done to the library."""
    detail = {"sha256": film.sha256, "licence": film.licence} | ({"replaces": replaces.sha256} if replaces else {})
    append(verb, by=str(by.pk) if by else "", about=f"film:{film.pk}", detail=detail, at=at)


def own_facts(found: Probe, file_name: str, size: int) -> dict[str, Any]:
    """What a film is, whatever is said of it."""
    container = "video/mp4" if found.container.ending == ".mp4" else f"video/{found.container.demuxer}"
    return {
        "file_name": file_name,
        "content_type": container,
        "bytes": size,
        "duration_s": found.duration_s,
        "width": found.width,
        "height": found.height,
        "frames": found.frames,
        "playable": found.playable,
    }


def kept_name(name: str, found: Probe) -> str:
    """The name of a film's file, with the ending of what it really is."""
    return PurePosixPath(name.replace("\\", "/")).stem[:200].replace("\0", "") + found.container.ending


def check_file(source: Path, max_bytes: int) -> None:
    """Refuse what is a link, is empty or is too large."""
    if source.is_symlink() or not source.is_file():
        raise FilmError(f"{source.name}: there is no such file. Links are not followed.")
    size = source.stat().st_size
    if not size:
        raise FilmError(f"{source.name} is empty.")
    if size > max_bytes:
        raise FilmError(f"{source.name} has {size:,} bytes; a film has at most {max_bytes:,}.")


def check_probe(name: str, found: Probe, *, must_play: bool) -> None:
    """Refuse what is too long, and what browsers don't play where they have to."""
    minutes = settings.FILM_MAX_MINUTES
    if found.duration_s > 60 * minutes:
        raise FilmError(f"{name} lasts {found.duration_s / 60:.0f} minutes; a film lasts {minutes} at most.")
    if must_play and not found.playable:
        made_of = f"{found.container.name} with {found.codec} ({found.pixels}) and {found.sound or 'no'} sound"
        raise FilmError(f"{name} is {made_of}. {PLAIN}")


def store_captions(path: Path) -> str:
    """Take a file of captions into the store, once it has proved to be one; its hash."""
    if path.is_symlink() or not path.is_file() or path.suffix.lower() != ".vtt":
        raise FilmError(f"{path.name}: there is no such file of captions. They are WebVTT files (.vtt).")
    try:
        check_captions(path)
    except CaptionError as fault:
        raise FilmError(str(fault)) from fault
    return store(path)
