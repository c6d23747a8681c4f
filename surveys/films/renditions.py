"""The files of a film that a player may choose from; asked at every film page, so each process keeps what it knows."""

import time
from dataclasses import dataclass

from surveys.films.models import Film, Transcode

# As long as a film isn't ready, it is asked for again after this long.
LOOK_AGAIN_S = 5.0
KEPT = 1024


@dataclass(frozen=True)
class Made:
    """One file that can play: `size` is the height that it was made for, `width` and `height` are its own."""

    size: int
    sha256: str
    bytes: int
    width: int
    height: int


@dataclass(frozen=True)
class Files:
    """All that there is of a film; `done` once nothing of it will change."""

    renditions: tuple[Made, ...] = ()
    poster: str = ""
    original: Made | None = None
    done: bool = False


def renditions_of(sha256: str) -> tuple[Made, ...]:
    """The renditions of the film with this hash, the smallest first; none until all of them are made."""
    return files_of(sha256).renditions


def poster_of(sha256: str) -> str:
    """The hash of a film's picture (address it as `poster.jpg`); empty while there is none."""
    return files_of(sha256).poster


def original_of(sha256: str) -> Made | None:
    """The film as it was given, where browsers play that; None where they need a rendition."""
    return files_of(sha256).original


def files_of(sha256: str) -> Files:
    """All files of a film, by what this process knows: for ever once they are made, else for some seconds."""
    known = _KNOWN.get(sha256)
    if known is not None and (known[1].done or time.monotonic() < known[0]):
        return known[1]
    found = read_files(sha256)
    if len(_KNOWN) >= KEPT:
        _KNOWN.clear()
    _KNOWN[sha256] = (time.monotonic() + LOOK_AGAIN_S, found)
    return found


def forget_files() -> None:
    """Ask the database again: for tests, which make films anew."""
    _KNOWN.clear()


def read_files(sha256: str) -> Files:
    """All files of a film, as the database has them now; one statement, for participants' pages have two."""
    made = [f"renditions__{name}" for name in ("size", "sha256", "bytes", "width", "height")]
    rows = list(
        Film.objects.filter(sha256=sha256)
        .order_by("renditions__size")
        .values_list("playable", "poster", "transcode__state", "bytes", "width", "height", *made)
    )
    if not rows:
        return Files()
    playable, poster, state, size, width, height = rows[0][:6]
    own = Made(height, sha256, size, width, height) if playable else None
    renditions = tuple(Made(*row[6:]) for row in rows if row[6] is not None)
    return Files(renditions, poster, own, state == Transcode.State.DONE)


_KNOWN: dict[str, tuple[float, Files]] = {}
