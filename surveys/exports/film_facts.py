"""What is known of how a film was watched: what each fact is, and how PostgreSQL tells it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from surveys.exports.gaps import NOT_SHOWN
from surveys.exports.literal import literal
from surveys.films.verdict import NO_EVIDENCE, VERDICTS

Kind = Literal["number", "integer", "category", "flag", "text"]
SECONDS = "seconds"
YES_NO = {0: "no", 1: "yes"}


@dataclass(frozen=True)
class Fact:
    """One fact of a showing; `told` is SQL over the row `v` of its viewing, empty for what the film's page stored."""

    label: str
    kind: Kind
    told: str = ""
    unit: str = ""
    low: float | None = None
    high: float | None = None
    values: Mapping[Any, str] = field(default_factory=dict)


FACTS: Mapping[str, Fact] = {
    "coverage": Fact("Share of the film that had really played when its page was sent", "number", low=0, high=1),
    "evidence": Fact("Whether the page could report what was played", "flag", values=YES_NO),
    "verdict": Fact("How the film was watched, in a word", "category", "v.verdict", values=VERDICTS),
    "played": Fact(
        "Share of the film that really played, by all reports, also late ones", "number", "v.coverage", low=0, high=1
    ),
    "gap_s": Fact("Longest part of the film that never played", "number", "v.longest_gap_s", SECONDS),
    "stall_s": Fact("The film waited for the network", "number", "v.stalled_s", SECONDS),
    "pause_s": Fact("The film was paused", "number", "v.paused_s", SECONDS),
    "hidden_s": Fact("Film that only ever ran while the page was out of sight", "number", "v.hidden_s", SECONDS),
    "muted_s": Fact("Film that only ever ran without sound", "number", "v.muted_s", SECONDS),
    "pauses": Fact("Times that the film was paused", "integer", "v.pauses"),
    "seeks": Fact("Jumps, or attempts to jump", "integer", "v.seeks"),
    "rates": Fact("Attempts to change the speed", "integer", "v.rate_changes"),
    "refused": Fact("Claims of stretches played that can't be true; left out", "integer", "v.refused"),
    "sound": Fact("Sound was heard in the check before it; empty without", "flag", "v.sound_heard::int", values=YES_NO),
    "height": Fact("Height of the rendition in which most played; empty: untold", "integer", "v.rendition", "pixels"),
    "markers": Fact("Times that the marker was tapped", "integer", "jsonb_array_length(v.markers)"),
    "marker_s": Fact("Film's second of the first tap of the marker; empty: none", "number", "v.markers->0", SECONDS),
}
# In the order of a film's response.
STORED = ("coverage", "evidence")
TOLD = {name: fact.told for name, fact in FACTS.items() if fact.told}
# Of one person `p`: the facts of each showing by the film step's whole id.
VIEWINGS = """(SELECT jsonb_object_agg({whole_id}, jsonb_build_object({facts}))
FROM participation_viewing v WHERE v.participant_id = p.id)"""


def viewings_sql(whole_id: str) -> str:
    """All showings of a person as one object."""
    return VIEWINGS.format(whole_id=whole_id, facts=", ".join(f"'{name}', {told}" for name, told in TOLD.items()))


def cell(name: str, answers: str, viewing: str) -> str:
    """A fact as text, from the film's stored answers and the facts of its viewing; null where nobody said so."""
    if name in STORED:
        return f"COALESCE({answers}->>{STORED.index(name)}, {literal(NOT_SHOWN)})"
    # Evidence that is only just being worked out isn't none.
    none = f"WHEN {answers}->>1 = '0' THEN {literal(NO_EVIDENCE)}" if name == "verdict" else ""
    known = f"WHEN {viewing} IS NOT NULL THEN {viewing}->>{literal(name)}"
    return f"CASE {known} WHEN {answers} IS NULL THEN {literal(NOT_SHOWN)} {none} END"
