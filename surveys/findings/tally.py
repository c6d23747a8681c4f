"""What a study's people add up to: the figures of a findings document before it is laid out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from surveys.findings.statistics.ancova import Ancova
from surveys.findings.statistics.describe import Summary
from surveys.findings.statistics.improvement import Improvement
from surveys.findings.statistics.paired import Paired
from surveys.findings.statistics.reliability import Reliability


@dataclass(frozen=True)
class Whose:
    """Whose answers count: a study's people of one origin, of all its versions or of one (by its id)."""

    study: int
    origin: str
    version: int | None = None
    # Whether figures of everybody together are wanted too: what a blinded study shows.
    with_everybody: bool = False


@dataclass(frozen=True, order=True)
class Bucket:
    """People who are put together: those of a condition (no group), or those at a level of a group."""

    group: str
    level: str


def of_condition(condition: str) -> Bucket:
    """The people of a condition."""
    return Bucket("", condition)


# The people of all conditions together.
EVERYBODY = of_condition("all")


@dataclass(frozen=True)
class Flow:
    """The way of a condition's people; `allocated`, `reached` and `withdrawn` count those who left too."""

    allocated: int = 0
    completed: int = 0
    stopped: int = 0
    withdrawn: int = 0
    reached: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """A change from the first occasion in people who have both, and how many got better by the outcome's criterion."""

    paired: Paired
    improvement: Improvement


@dataclass(frozen=True)
class Figures:
    """An outcome's figures, by condition or by a group's levels; the names beside buckets are occasions."""

    cells: Mapping[tuple[Bucket, str], Summary]
    changes: Mapping[tuple[Bucket, str], Change]
    ancova: Mapping[str, Ancova]
    reliability: Mapping[str, Reliability]


@dataclass(frozen=True)
class Tally:
    """Everything that is counted or averaged."""

    # people who started, by what became of them
    enrolment: Mapping[str, int]
    n_participants: int
    flow: Mapping[str, Flow]
    # people who are here, by bucket
    people: Mapping[Bucket, int]
    # people of a condition at a group's level
    levels: Mapping[tuple[str, Bucket], int]
    # by group and outcome; the group is empty for the figures by condition
    figures: Mapping[tuple[str, str], Figures]
    # by outcome, of everybody together; empty where that isn't wanted
    everybody: Mapping[str, Figures] = field(default_factory=dict)
