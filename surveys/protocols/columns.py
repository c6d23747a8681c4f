"""The column names of an export: known at publication, so that no file ever has to rename one."""

from collections.abc import Iterator

from surveys.protocols.definition import Ask, Definition, Film, Wait

LONGEST = 32
# What is known of how a film was watched, as its columns end; surveys/exports/film_facts.py says what they are.
OF_FILM = (
    *("coverage", "evidence", "verdict", "played", "gap_s", "stall_s", "pause_s", "hidden_s", "muted_s"),
    *("pauses", "seeks", "rates", "refused", "sound", "height"),
)
OF_MARKER = ("markers", "marker_s")


def column(*parts: str) -> str:
    """The parts of a name joined by _, with _ for - and dots."""
    return "_".join(part for part in parts if part).replace("-", "_").replace(".", "_")


def columns_of(definition: Definition) -> Iterator[tuple[str, str]]:
    """Each column with the step that yields it, in the order of the journey."""
    for step in definition.walk():
        asked = step.instrument if isinstance(step, Ask) else step.filler_instrument if isinstance(step, Wait) else ""
        instrument = definition.instruments.get(asked)
        if instrument is not None:
            for item in instrument.answerable:
                yield from ((column(step.id, name), step.id) for name in item.columns)
            yield from ((column(step.id, score.id), step.id) for score in instrument.scores)
        if isinstance(step, Film):
            yield from ((column(step.id, name), step.id) for name in film_names(step))


def film_names(step: Film) -> tuple[str, ...]:
    """The endings of a film's columns."""
    return (*OF_FILM, *OF_MARKER) if step.marker else OF_FILM


def column_faults(definition: Definition) -> Iterator[tuple[str, str]]:
    """A step and a sentence for each column that is too long or stands twice; SPSS takes Sad and sad for the same."""
    seen: dict[str, str] = {}
    for name, step in columns_of(definition):
        if len(name) > LONGEST:
            yield step, f"The column “{name}” has {len(name)} characters; {LONGEST} are the most. Shorten an id."
        if name.lower() in seen:
            yield step, f"“{seen[name.lower()]}” and “{step}” would both have a column “{name}”."
        seen[name.lower()] = step
