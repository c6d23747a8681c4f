"""A film's page: what is told before it, its player, and the addresses of the films' files, which expire."""

import json
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext

from surveys.films.renditions import Made, files_of, learn
from surveys.films.sign import film_path
from surveys.pages.participant.feelings import feelings
from surveys.pages.participant.languages import name_of
from surveys.pages.participant.slots import slot
from surveys.pages.participant.texts import line
from surveys.pages.participant.warning import warning_before
from surveys.protocols.definition import Definition, Film, FilmSource

# A film page may stay open for a night.
FILM_SECONDS = 24 * 3600
# What is played without a script: a size for every phone.
PLAIN_HEIGHT = 480


def film_content(definition: Definition, step: Film, films: Sequence[str], language: str) -> dict[str, Any]:
    """The page of a film or of several films that are one stimulus; addresses are slots."""
    sources = [definition.films[film] for film in films]
    titles = dict.fromkeys(filter(None, (source.title.get(language, "") for source in sources)))
    captions = [(code, name_of(code), slot(f"captions:{code}")) for code in sources[0].captions]
    told = warning_before(definition, step, language)
    return {
        "page_title": line(" · ".join(titles) or gettext("A short film")),
        "film": {
            "title": sources[0].title.get(language, ""),
            "duration_s": sum(source.duration_seconds for source in sources),
            "captions": captions,
            "has_captions": any(source.captions for source in sources),
            "first": slot("film_src:0"),
            "others": [slot(f"film_src:{number}") for number in range(1, len(sources))],
        },
        "back": step.back,
        "warning": told if told is not None and (told.themes or told.intensity) else None,
        **feelings(step, language),
    }


def film_slots(definition: Definition, films: Sequence[str], now: float) -> dict[str, str]:
    """The signed addresses of a page's films, and for the player all files that it may choose from."""
    sources = [definition.films[film] for film in films]
    learn(source.sha256 for source in sources)
    expires = now + FILM_SECONDS
    clips = [clip_of(source, expires) for source in sources]
    found = {f"film_src:{number}": plain_address(clip) for number, clip in enumerate(clips)}
    found |= {f"captions:{code}": address for code, _, address in clips[0]["captions"]}
    poster = files_of(sources[0].sha256).poster
    if poster:
        found["poster"] = film_path(poster, "poster.jpg", expires=expires)
    found["films"] = str(escape(json.dumps(clips, separators=(",", ":"))))
    return found


def clip_of(source: FilmSource, expires: float) -> dict[str, Any]:
    """A film as the player knows it: its length, its files with the smallest first, its captions."""
    files = [
        {
            "src": film_path(made.sha256, name, expires=expires),
            "height": made.height,
            "width": made.width,
            "bytes": made.bytes,
        }
        for made, name in files_for(source)
    ]
    captions = [
        (code, name_of(code), film_path(sha256, f"{code}.vtt", expires=expires))
        for code, sha256 in source.captions.items()
    ]
    return {"seconds": round(source.duration_seconds, 3), "files": files, "captions": captions}


def files_for(source: FilmSource) -> list[tuple[Made, str]]:
    """A film's renditions; as long as there are none, the film as it was given."""
    files = files_of(source.sha256)
    if files.renditions:
        return [(made, "film.mp4") for made in files.renditions]
    suffix = PurePosixPath(source.file).suffix.lower() or ".mp4"
    return [(files.original or Made(0, source.sha256, 0, 0, 0), f"film{suffix}")]


def plain_address(clip: dict[str, Any]) -> str:
    """The file that is nearest to the size for every phone."""
    nearest = min(clip["files"], key=lambda file: abs(file["height"] - PLAIN_HEIGHT))
    return str(nearest["src"])
