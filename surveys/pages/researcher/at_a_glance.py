"""The first answer of a findings page: how far from the start is every outcome, at each occasion, by condition."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from surveys.findings.charts.arms import Arms, Part
from surveys.findings.charts.said import verdict
from surveys.pages.researcher.numbers import NONE, interval, number

MARKS = {"better": "good", "worse": "bad", "no clear change": "soft"}


@dataclass(frozen=True)
class Seen:
    """A change in a cell: the mean, its interval and n, and what that says."""

    mean: str = NONE
    interval: str = ""
    n: str = ""
    verdict: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Line:
    """A condition's row: where it started, and its changes."""

    label: str
    start: str
    n: str
    changes: Sequence[Seen]


@dataclass(frozen=True)
class Outcome:
    """An outcome's rows."""

    id: str
    label: str
    better: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class Glance:
    """All outcomes; the columns are the occasions after the first."""

    occasions: Sequence[str]
    outcomes: Sequence[Outcome]


def at_a_glance(outcomes: Sequence[Part], arms: Arms) -> Glance:
    """The overview of the outcomes of a findings document, in the order they come."""
    occasions = list(dict.fromkeys(change["to"] for outcome in outcomes for change in outcome["changes"]))
    return Glance(
        occasions,
        [
            Outcome(each["id"], each["label"], each["better"], list(lines(each, arms, occasions)))
            for each in outcomes
            # The occurrences of a repeat have no baseline.
            if each["changes"]
        ],
    )  # fmt: skip


def lines(outcome: Part, arms: Arms, occasions: Sequence[str]) -> Iterator[Line]:
    """A row for each condition."""
    for name in arms.names(outcome["cells"]):
        start = next(cell for cell in outcome["cells"] if cell[arms.by] == name)
        changes = {change["to"]: change for change in outcome["changes"] if change[arms.by] == name}
        found = [seen(changes[each], outcome["better"]) if each in changes else Seen() for each in occasions]
        yield Line(arms.label(name), number(start["mean"], decimals=1), str(start["n"]), found)


def seen(change: Part, better: str) -> Seen:
    """A change in a cell."""
    said = verdict(change, better)
    return Seen(
        mean=number(change["mean"], "+", 1),
        interval=interval(change["ci95"], decimals=1) if change["ci95"] else "",
        n=str(change["n"]),
        verdict=said,
        mark=MARKS.get(said, ""),
    )
