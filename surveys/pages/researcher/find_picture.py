"""Find what a picture shows in a findings document."""

from collections.abc import Sequence

from surveys.findings.charts.arms import Part
from surveys.findings.charts.changes import changes
from surveys.findings.charts.consort import consort
from surveys.findings.charts.course import course
from surveys.findings.charts.draw import Picture
from surveys.findings.charts.improved import improved
from surveys.findings.charts.levels import levels
from surveys.findings.main_stages import main_stages
from surveys.findings.questions import analysed_at
from surveys.findings.scale_ends import scale_ends
from surveys.pages.researcher.find_findings import Asked

FLOW = "flow"


def find_picture(asked: Asked, kind: str, name: str, group_id: str = "") -> Picture | None:
    """The picture of one kind of an outcome (by condition or by a group), of a group, or of the flow; None if none."""
    document = asked.document
    if kind == FLOW:
        return flow_picture(asked) if name == FLOW else None
    if kind == "levels":
        group = by_id(document["groups"], name)
        return levels(group, asked.arms()) if group else None
    group = by_id(document["groups"], group_id)
    if group_id and group is None:
        return None
    outcome = by_id(group["outcomes"] if group else document["outcomes"], name)
    return outcome_picture(asked, kind, outcome, group) if outcome else None


def outcome_picture(asked: Asked, kind: str, outcome: Part, group: Part | None) -> Picture | None:
    """A picture of an outcome; None for a kind that there isn't, and for improvement that nobody knows."""
    arms = asked.arms(group)
    if kind == "course":
        return course(outcome, arms, ends_for(asked, outcome["id"]))
    if kind == "changes":
        return changes(outcome, arms) if outcome["changes"] else None
    return improved(outcome, arms) if kind == "improved" else None


def flow_picture(asked: Asked) -> Picture:
    """The CONSORT diagram."""
    definition, place = asked.definition, analysed_at(asked.definition) if asked.definition else None
    outcome = by_id(asked.document["outcomes"], place[0]) if place else None
    said = f"{outcome['label']} at {place[1]}" if outcome and place else ""
    return consort(asked.document, main_stages(definition) if definition else [], asked.arms(), said)


def ends_for(asked: Asked, outcome_id: str) -> tuple[float, float] | None:
    """The ends of an outcome's scale in the study's latest version."""
    outcomes = asked.definition.outcomes if asked.definition else ()
    found = next((each for each in outcomes if each.id == outcome_id), None)
    return scale_ends(asked.definition, found) if asked.definition and found else None


def by_id(parts: Sequence[Part], name: str) -> Part | None:
    """The part with an id."""
    return next((each for each in parts if each["id"] == name), None)
