"""The files of what happened on the film's clock: stretches and stops, the slider's course, and taps of the marker."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from surveys.exports.codebook import CodebookEntry
from surveys.exports.columns import Columns
from surveys.exports.film_facts import SECONDS
from surveys.exports.long import of_person
from surveys.exports.people import people
from surveys.protocols.definition import Film

KINDS = {
    "played": "ran at its own speed",
    "fast": "only ever ran faster",
    "hidden": "only ever ran while the page was out of sight",
    "muted": "only ever ran without sound",
    "paused": "stood still at one place, by the person",
    "stalled": "stood still at one place, for want of data",
}
SHOWING = (
    CodebookEntry("step", "Step of the journey", "category", "", "", "technical"),
    CodebookEntry("occurrence", "Occurrence of a step that is repeated; else empty", "category", "", "", "technical"),
)
FILM_S = CodebookEntry("film_s", "Second of the film", "number", "", "", "answer", unit=SECONDS)
EXPOSURE = (
    CodebookEntry("kind", "What the film did", "category", "", "", "answer", KINDS),
    CodebookEntry("from_s", "From this second of the film", "number", "", "", "answer", unit=SECONDS),
    CodebookEntry("to_s", "To this second of the film", "number", "", "", "answer", unit=SECONDS),
    CodebookEntry("seconds", "How long: of the film; of the clock where it stood", "number", "", "", "answer"),
)
TRACE = (FILM_S, CodebookEntry("value", "Where the slider stood", "number", "", "", "answer"))
MARKERS = (CodebookEntry("number", "Which tap of this showing, from 1", "integer", "", "", "technical"), FILM_S)
# Person by person, so that nothing is ever sorted but the showings of one.
STRETCHES = """
SELECT v.step, v.occurrence, k.kind, e.piece->>0, e.piece->>(CASE WHEN k.stood THEN 0 ELSE 1 END),
       CASE WHEN k.stood THEN e.piece->>1 ELSE round((e.piece->>1)::numeric - (e.piece->>0)::numeric, 3)::text END
FROM participation_viewing v
CROSS JOIN LATERAL (SELECT key, key IN ('paused', 'stalled'), value FROM jsonb_each(v.strip)) k(kind, stood, pieces)
CROSS JOIN LATERAL jsonb_array_elements(k.pieces) WITH ORDINALITY e(piece, place)
WHERE v.participant_id = w.id ORDER BY v.id, (e.piece->>0)::float8, k.kind, e.place
"""
VALUES = """
SELECT v.step, v.occurrence, e.point->>0, e.point->>1
FROM participation_viewing v CROSS JOIN LATERAL jsonb_array_elements(v.trace) WITH ORDINALITY e(point, place)
WHERE v.participant_id = w.id ORDER BY v.id, e.place
"""
TAPS = """
SELECT v.step, v.occurrence, e.place::text, e.tap#>>'{}'
FROM participation_viewing v CROSS JOIN LATERAL jsonb_array_elements(v.markers) WITH ORDINALITY e(tap, place)
WHERE v.participant_id = w.id ORDER BY v.id, e.place
"""


@dataclass(frozen=True)
class FilmFile:
    """A file with lines on the film's clock: of which films, what stands in it, and how its lines are found."""

    name: str
    said: str
    has: Callable[[Film], bool]
    entries: Sequence[CodebookEntry]
    lines: str

    def codebook(self, columns: Columns) -> list[CodebookEntry]:
        """What each column of the file is."""
        return [*(column.entry for column in of_person(columns)), *SHOWING, *self.entries]

    def query(self, columns: Columns, origin: str) -> tuple[list[str], str]:
        """The header and the query."""
        shown = [column.sql(columns.versions) for column in of_person(columns)]
        found = f"({people(columns, origin)}) w CROSS JOIN LATERAL ({self.lines}) e"
        return [entry.name for entry in self.codebook(columns)], f"SELECT {', '.join(shown)}, e.* FROM {found}"  # noqa: S608


def has_slider(film: Film) -> bool:
    """Whether a slider is moved while it plays."""
    return film.trace is not None


def has_marker(film: Film) -> bool:
    """Whether there is a button for tears."""
    return bool(film.marker)


FILES = (
    FilmFile("exposure.csv", "of each film what played, and where it stood", bool, EXPOSURE, STRETCHES),
    FilmFile("trace.csv", "where the slider stood, by the film's clock", has_slider, TRACE, VALUES),
    FilmFile("markers.csv", "when the marker was tapped, by the film's clock", has_marker, MARKERS, TAPS),
)


def film_files(columns: Columns) -> list[FilmFile]:
    """The files for which a study has films."""
    films = [step for version in columns.versions for step in version.definition.walk() if isinstance(step, Film)]
    return [file for file in FILES if any(file.has(film) for film in films)]
