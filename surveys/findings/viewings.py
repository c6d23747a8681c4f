"""What a study's people saw of the film of one step, read from their viewings."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from surveys.protocols.definition import Definition, Film

# Whoever is in figures: consented, of one study and origin, and of one version where it is asked for.
WHO = """
FROM enrolment_participant p JOIN protocols_version o ON o.id = p.version_id
JOIN {table} s ON s.participant_id = p.id
WHERE o.study_id = %(study)s AND p.origin = %(origin)s AND p.consented_at IS NOT NULL
  AND o.id = COALESCE(%(version)s, o.id) AND s.step = %(step)s
"""
FIGURES = f"""
SELECT p.version_id, p.condition, s.films, s.duration_s, s.verdict, s.coverage, s.longest_gap_s, s.stalled_s,
       s.paused_s, s.hidden_s, s.muted_s, s.pauses, s.refused, s.strip->'played', s.markers, s.trace
{WHO.format(table="participation_viewing")}
"""
# The page was sent, and no batch is there or on its way into a viewing.
WITHOUT_EVIDENCE = f"""
SELECT p.version_id, p.condition, s.occurrence, COUNT(*)
{WHO.format(table="participation_response")} AND s.page = 0
  AND NOT EXISTS (SELECT FROM participation_viewing w
                  WHERE (w.participant_id, w.step, w.occurrence) = (p.id, s.step, s.occurrence))
  AND NOT EXISTS (SELECT FROM participation_exposure e WHERE e.participant_id = p.id AND NOT e.seen)
GROUP BY 1, 2, 3
"""  # noqa: S608  (put together from our own texts)
STRIPS = f"""
SELECT p.id, p.condition, s.occurrence, s.films, s.duration_s, s.verdict, s.coverage, s.longest_gap_s, s.stalled_s,
       s.paused_s, s.hidden_s, s.muted_s, s.pauses, s.refused, s.strip, s.markers, COUNT(*) OVER ()
{WHO.format(table="participation_viewing")} AND s.verdict = COALESCE(%(verdict)s, s.verdict)
ORDER BY CASE WHEN %(pooled)s THEN 0 ELSE COALESCE(ARRAY_POSITION(%(conditions)s::text[], p.condition::text), 0) END,
         s.occurrence, s.coverage DESC, md5(p.id::text || %(salt)s)
LIMIT %(most)s OFFSET %(first)s
"""
# What changes whenever a figure may.
STAMP = f"""
SELECT COUNT(*), MAX(s.at), MAX(s.id) {WHO.format(table="participation_viewing")}
UNION ALL SELECT COUNT(*), MAX(s.at), MAX(s.id) {WHO.format(table="participation_response")}
"""
CHUNK = 500


@dataclass(frozen=True)
class Whose:
    """The people of a study who are asked about, and the step whose film they saw; `version` is an id."""

    study: int
    origin: str
    version: int | None
    step: str

    @property
    def values(self) -> dict[str, Any]:
        """For a statement."""
        return {"study": self.study, "origin": self.origin, "version": self.version, "step": self.step}


@dataclass(frozen=True)
class Showing:
    """One person's showing, for figures: `coverage` from 0 to 1; stretches and taps in seconds of the film."""

    version: int
    condition: str
    films: tuple[str, ...]
    duration_s: float
    verdict: str
    coverage: float
    longest_gap_s: float
    stalled_s: float
    paused_s: float
    hidden_s: float
    muted_s: float
    pauses: int
    refused: int
    played: Sequence[Sequence[float]]
    markers: Sequence[float]
    trace: Sequence[Sequence[float]]


@dataclass(frozen=True)
class Strip:
    """One person's showing, to be drawn on the film's clock."""

    participant: int
    condition: str
    occurrence: str
    films: tuple[str, ...]
    duration_s: float
    verdict: str
    coverage: float
    longest_gap_s: float
    stalled_s: float
    paused_s: float
    hidden_s: float
    muted_s: float
    pauses: int
    refused: int
    strip: dict[str, Any]
    markers: Sequence[float]


def film_steps(definition: Definition) -> list[str]:
    """The steps that show a film, by their id in the document and in its order."""
    return list(dict.fromkeys(step.base for step in definition.walk() if isinstance(step, Film)))


def film_step(definition: Definition, base: str) -> Film | None:
    """The first occurrence of a step that shows a film; all of them ask the same while it plays."""
    return next((step for step in definition.steps_by_base.get(base, ()) if isinstance(step, Film)), None)


def showings(whose: Whose) -> Iterator[Showing]:
    """Every showing that there is evidence of, some hundred in memory at a time."""
    # A cursor of its own in the database: traces of thousands are too much to hold at once.
    with connection.chunked_cursor() as cursor:
        cursor.execute(FIGURES, whose.values)
        while rows := cursor.fetchmany(CHUNK):
            for version, condition, films, *figures, played, markers, trace in rows:
                lists = (listed(each) for each in (played, markers, trace))
                yield Showing(version, condition, tuple(listed(films)), *figures, *lists)


def without_evidence(whose: Whose) -> list[tuple[int, str, str, int]]:
    """How many sent the film's page without a sign of what played: (version, condition, occurrence, people)."""
    with connection.cursor() as cursor:
        cursor.execute(WITHOUT_EVIDENCE, whose.values)
        return list(cursor.fetchall())


def strips(
    whose: Whose, *, conditions: Sequence[str], pooled: bool, verdict: str, salt: str, first: int, most: int
) -> tuple[list[Strip], int]:
    """Some people's strips from the `first` on, and how many there are in all; ordered by condition and coverage."""
    more: dict[str, Any] = {"conditions": list(conditions), "pooled": pooled, "verdict": verdict or None, "salt": salt}
    with connection.cursor() as cursor:
        cursor.execute(STRIPS, {**whose.values, **more, "first": first, "most": most})
        rows = cursor.fetchall()
    found = []
    for who, condition, occurrence, films, *rest in rows:
        *figures, strip, markers, _ = rest
        known: tuple[Any, ...] = (tuple(listed(films)), *figures, listed(strip), listed(markers))
        found.append(Strip(who, condition, occurrence, *known))
    return found, (rows[0][-1] if rows else 0)


def stamp(whose: Whose) -> str:
    """Equal as long as the figures are; it costs little to ask."""
    with connection.cursor() as cursor:
        cursor.execute(STAMP, whose.values)
        return "-".join(f"{count}:{at.timestamp() if at else 0}:{last or 0}" for count, at, last in cursor.fetchall())


def listed(value: Any) -> Any:
    """JSON as psycopg gives it: read, or still a text."""
    return json.loads(value) if isinstance(value, str) else value
