"""A film as a document describes it, and what is asked while it plays."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from surveys.instruments.document import Words


@dataclass(frozen=True)
class Norm:
    """What a film was measured to do before; `scale` are the ends of the answers, None where it isn't told."""

    mean: float
    sd: float
    n: int
    citation: str = ""
    scale: tuple[float, float] | None = None


@dataclass(frozen=True)
class FilmSource:
    """A film as the document describes it."""

    id: str
    file: str
    licence: str
    title: Words
    description: Mapping[str, Any]
    captions: Mapping[str, str]
    # Known from publication on.
    sha256: str = ""
    duration_seconds: float = 0.0
    # What people are told before they agree and before the film.
    themes: tuple[Words, ...] = ()
    intensity: Words = field(default_factory=dict)
    # By feeling, what others measured.
    norms: Mapping[str, Norm] = field(default_factory=dict)


@dataclass(frozen=True)
class Trace:
    """One slider that is moved while a film plays; whole numbers from `low` to `high`."""

    label: Words
    ends: tuple[Words, ...] = ()
    low: int = 0
    high: int = 100
