"""Take a film and its captions into the store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction

from surveys.films.captions import CaptionError, check_captions
from surveys.films.duration import FilmError, duration
from surveys.films.models import Film
from surveys.films.store import store

MAX_FILM_BYTES = 500_000_000
FTYP_AT, FTYP = slice(4, 8), b"ftyp"


@dataclass(frozen=True)
class Description:
    """What is said of a film: who may use it, where it is from, what it is meant to make people feel."""

    licence: str
    title: str = ""
    source: str = ""
    attribution: str = ""
    target: str = ""
    themes: Sequence[str] = ()
    language: str = ""
    captions: Mapping[str, Path] = field(default_factory=dict)


def import_film(source: Path, described: Description, *, at: datetime, max_bytes: int = MAX_FILM_BYTES) -> Film:
    """The film with these bytes, stored once however often it is imported; FilmError says what is wrong with it.

    The words and captions of the latest import are the ones that are kept.
    """
    check_film(source, max_bytes=max_bytes)
    seconds = duration(source)
    captions = {language: _captions(path) for language, path in described.captions.items()}
    describing = {
        "title": described.title,
        "licence": described.licence,
        "source": described.source,
        "attribution": described.attribution,
        "target": described.target,
        "themes": list(described.themes),
        "language": described.language,
        "captions": captions,
    }
    own = {
        "file_name": source.name[:255],
        "content_type": "video/mp4",
        "bytes": source.stat().st_size,
        "duration_s": seconds,
        "imported_at": at,
    }
    sha256 = store(source)
    with transaction.atomic():
        film, _ = Film.objects.update_or_create(sha256=sha256, defaults=describing, create_defaults=describing | own)
    return film


def check_film(source: Path, *, max_bytes: int = MAX_FILM_BYTES) -> None:
    """Refuse what is no MP4 file by its content, is a link, is empty or is too large."""
    if source.is_symlink() or not source.is_file():
        raise FilmError(f"{source.name}: there is no such file. Links are not followed.")
    size = source.stat().st_size
    if size > max_bytes:
        raise FilmError(f"{source.name} has {size:,} bytes; a film has at most {max_bytes:,}.")
    with source.open("rb") as stream:
        if stream.read(12)[FTYP_AT] != FTYP or source.suffix.lower() != ".mp4":
            raise FilmError(f"{source.name} is not an MP4 film. Save it as MP4 with H.264 and AAC sound.")


def _captions(path: Path) -> str:
    if path.is_symlink() or not path.is_file() or path.suffix.lower() != ".vtt":
        raise FilmError(f"{path.name}: there is no such file of captions. They are WebVTT files (.vtt).")
    try:
        check_captions(path)
    except CaptionError as fault:
        raise FilmError(str(fault)) from fault
    return store(path)
