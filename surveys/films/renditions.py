"""The files of a film that a player may choose from; asked at every film page, so each process keeps what it knows."""

import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

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
    learn([sha256])
    return _KNOWN[sha256][1]


def learn(films: Iterable[str]) -> None:
    """Know the files of these films; one statement for all that this process doesn't know, none when it knows all."""
    now = time.monotonic()
    unknown = {film for film in films if not (film in _KNOWN and (_KNOWN[film][1].done or now < _KNOWN[film][0]))}
    if not unknown:
        return
    if len(_KNOWN) + len(unknown) > KEPT:
        _KNOWN.clear()
    _KNOWN.update({film: (now + LOOK_AGAIN_S, files) for film, files in read_files(unknown).items()})


def forget_files() -> None:
    """Ask the database again: for tests, which make films anew."""
    _KNOWN.clear()


def read_files(films: Collection[str]) -> dict[str, Files]:
    """All files of films, as the database has them now; one statement, for participants' pages have two."""
    made = [f"renditions__{name}" for name in ("size", "sha256", "bytes", "width", "height")]
    rows = list(
        Film.objects.filter(sha256__in=films)
        .order_by("renditions__size")
        .values_list("sha256", "playable", "poster", "transcode__state", "bytes", "width", "height", *made)
    )
    return {film: files_from(film, [row[1:] for row in rows if row[0] == film]) for film in films}


def files_from(sha256: str, rows: list[tuple[Any, ...]]) -> Files:
    """The files of one film from its rows, one a rendition."""
    if not rows:
        return Files()
    playable, poster, state, size, width, height = rows[0][:6]
    own = Made(height, sha256, size, width, height) if playable else None
    renditions = tuple(Made(*row[6:]) for row in rows if row[6] is not None)
    return Files(renditions, poster, own, state == Transcode.State.DONE)


_KNOWN: dict[str, tuple[float, Files]] = {}
