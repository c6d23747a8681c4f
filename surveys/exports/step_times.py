"""When each step was shown and sent, and how long after what it counts from: the achieved delay."""

from collections.abc import Iterator

from surveys.exports.codebook import CodebookEntry, occasion
from surveys.exports.fit import Fit
from surveys.exports.gaps import NOT_SHOWN
from surveys.exports.literal import literal
from surveys.exports.pages import Pages, Published, page_count, with_pages
from surveys.exports.person_columns import SECONDS, in_seconds
from surveys.protocols.columns import column
from surveys.protocols.definition import Complete, Film, Step, Wait

Made = tuple[CodebookEntry, str]


def step_times(version: Published, pages: Pages, fit: Fit) -> dict[str, list[Made]]:
    """By step: its columns of time, in seconds after the start of the journey."""
    anchors = anchored(version)
    return {step.id: list(times_of(step, anchors.get(step.id), version, pages, fit)) for step in recorded(version)}


def recorded(version: Published) -> Iterator[Step]:
    """The steps of which something is stored."""
    return with_pages(version.definition)


def times_of(step: Step, anchor: Step | None, version: Published, pages: Pages, fit: Fit) -> Iterator[Made]:
    """One step's columns."""
    if isinstance(step, Wait) and version.instrument(step) is None:
        return
    shown, sent = pages.first("s", version, step), sent_at(step, version, pages)
    yield made(step, "_shown_s", "First shown, after the start", shown, fit)
    yield made(step, "_sent_s", "Last page sent, after the start", sent, fit)
    if isinstance(step, Film):
        yield made(step, "_ended_s", "The film ended, after the start", end_of(step, version, pages), fit)
    if anchor is not None:
        label = f"Achieved delay: from the end of “{anchor.id}” until first shown"
        yield made(step, "_delay_s", label, f"{shown} - {end_of(anchor, version, pages)}", fit)


def made(step: Step, suffix: str, label: str, seconds: str, fit: Fit) -> Made:
    """A column of seconds."""
    entry = CodebookEntry(
        fit.name(column(step.id), suffix),
        f"{label} ({step.id})",
        "number",
        step.id,
        occasion(step),
        "quasi",
        unit=SECONDS,
        gaps=(NOT_SHOWN,),
    )
    return entry, f"COALESCE({in_seconds(seconds)}, {literal(NOT_SHOWN)})"


def sent_at(step: Step, version: Published, pages: Pages) -> str:
    """When the step's last page arrived."""
    # The last pages may have been passed over, where all their items are shown to others only.
    sent = [f"t{pages.of(step.id, page)}" for page in range(page_count(version, step))]
    instrument = version.instrument(step)
    passed = instrument is not None and instrument.conditional
    return f"GREATEST({', '.join(sent)})" if passed else sent[-1]


def end_of(step: Step, version: Published, pages: Pages) -> str:
    """When a step ended: a film when it ended, not when its page was sent."""
    if isinstance(step, Film):
        return f"((a{pages.of(step.id, 0)}->>2)::float8 - started)"
    return sent_at(step, version, pages)


def anchored(version: Published) -> dict[str, Step]:
    """What the delay of each step behind a pause counts from; a film or the end of a part ends the pause's window."""
    found: dict[str, Step] = {}
    anchor: Step | None = None
    before: Step | None = None
    definition = version.definition
    for step in definition.walk():
        if isinstance(step, Wait):
            anchor = definition.step(step.after) if step.after else before
        elif isinstance(step, Film | Complete):
            anchor = None
        elif anchor is not None and version.instrument(step) is not None:
            found[step.id] = anchor
        if isinstance(step, Film) or version.instrument(step) is not None:
            before = step
    return found
