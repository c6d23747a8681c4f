"""What is said of a film: who may use it, where it is from, what it is meant to make people feel."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from surveys.films.error import FilmError

FEELING = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}")
LONGEST = {"title": 200, "licence": 100, "target": 64, "language": 16, "intensity": 32, "citation": 1000}
LONG = 4000
NORM = "Write a norm as “sad; 5.1; 1.2; 80; 0-8; Smith 2001”: feeling, mean, SD, n, scale (or nothing) and citation."


@dataclass(frozen=True)
class Description:
    """The words of the library; `norms` are feeling -> mean, sd, n, citation and scale, as others measured them."""

    licence: str
    title: str = ""
    source: str = ""
    attribution: str = ""
    target: str = ""
    themes: Sequence[str] = ()
    language: str = ""
    captions: Mapping[str, Path] = field(default_factory=dict)
    excerpt: str = ""
    intensity: str = ""
    norms: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def words(self) -> dict[str, Any]:
        """Everything but the captions, by the names of the film's columns."""
        names = ("licence", "title", "source", "attribution", "target", "language", "excerpt", "intensity")
        lists = {"themes": list(self.themes), "norms": {key: dict(norm) for key, norm in self.norms.items()}}
        return {**{name: getattr(self, name) for name in names}, **lists}


def check_description(described: Description) -> None:
    """FilmError for words that the library can't keep; a licence there must be."""
    if not described.licence.strip():
        raise FilmError("Say under which licence, or by whose leave, the film may be shown.")
    for name, value in described.words().items():
        texts = value if isinstance(value, list) else [value] if isinstance(value, str) else []
        for text in texts:
            if len(text) > LONGEST.get(name, LONG):
                raise FilmError(f"The {name} has {LONGEST.get(name, LONG):,} characters at most.")
            if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
                raise FilmError(f"The {name} holds a character that can't be kept.")
    for language in (*described.captions, *([described.language] if described.language else [])):
        if not LANGUAGE.fullmatch(language):
            raise FilmError(f"“{language}” is no language: write its short name, such as en or pt-BR.")


def read_themes(text: str) -> list[str]:
    """Themes from a line: they are parted by commas or line ends."""
    return [theme.strip() for theme in re.split(r"[,\n]", text) if theme.strip()]


def read_norms(text: str) -> dict[str, dict[str, Any]]:
    """Norms from lines such as “sad; 5.1; 1.2; 80; 0-8; Smith 2001”; FilmError names the line that can't be read."""
    norms = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            feeling, norm = read_norm(line, number)
            norms[feeling] = norm
    return norms


def read_norm(line: str, number: int = 1) -> tuple[str, dict[str, Any]]:
    """One feeling with its mean, SD, n, citation and scale."""
    parts = [part.strip() for part in line.split(";", 5)]
    try:
        feeling, (mean, sd), people = parts[0], map(float, parts[1:3]), int(parts[3])
        scale = read_scale(parts[4]) if len(parts) > 4 else None
    except (ValueError, IndexError):
        raise FilmError(f"Norms, line {number}: {NORM}") from None
    if not FEELING.fullmatch(feeling) or not math.isfinite(mean) or not math.isfinite(sd) or sd < 0 or people < 2:
        raise FilmError(f"Norms, line {number}: {NORM}")
    if scale and not scale[0] <= mean <= scale[1]:
        raise FilmError(f"Norms, line {number}: the mean {mean:g} lies outside of its scale.")
    citation = parts[5] if len(parts) > 5 else ""
    if len(citation) > LONGEST["citation"]:
        raise FilmError(f"Norms, line {number}: a citation has {LONGEST['citation']:,} characters at most.")
    said = {"mean": mean, "sd": sd, "n": people, "citation": citation}
    return feeling, said | ({"scale": scale} if scale else {})


def read_scale(text: str) -> list[float] | None:
    """The ends of a scale such as “0-8”; None for nothing. ValueError for anything else."""
    if not text:
        return None
    found = re.fullmatch(r"(-?[\d.]+)\s*(?:-|–|to)\s*(-?[\d.]+)", text)
    if not found or float(found[1]) >= float(found[2]):
        raise ValueError(text)
    return [float(found[1]), float(found[2])]


def norm_lines(norms: Mapping[str, Any]) -> str:
    """Norms as the lines that read_norms reads."""
    return "\n".join(norm_line(feeling, norm) for feeling, norm in norms.items() if isinstance(norm, Mapping))


def norm_line(feeling: str, norm: Mapping[str, Any]) -> str:
    """One norm as a line."""
    scale = norm.get("scale") or ()
    ends = "-".join(f"{end:g}" for end in scale)
    return f"{feeling}; {norm['mean']:g}; {norm['sd']:g}; {norm['n']}; {ends}; {norm.get('citation', '')}"
