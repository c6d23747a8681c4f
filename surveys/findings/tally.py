"""What a study's people add up to: the figures of a findings document before it is laid out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from surveys.findings.derive import Key
from surveys.findings.statistics.describe import Summary


@dataclass(frozen=True, order=True)
class Bucket:
    """People who are put together: those of a condition (no group), or those at a level of a group."""

    group: str
    level: str


def of_condition(condition: str) -> Bucket:
    """The people of a condition."""
    return Bucket("", condition)


@dataclass(frozen=True)
class Flow:
    """The way of a condition's people; `allocated`, `reached` and `withdrawn` count those who left too."""

    allocated: int = 0
    completed: int = 0
    stopped: int = 0
    withdrawn: int = 0
    reached: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Tally:
    """Everything that is counted or averaged."""

    # people who started, by what became of them
    enrolment: Mapping[str, int]
    n_participants: int
    flow: Mapping[str, Flow]
    # people who are here, by bucket
    people: Mapping[Bucket, int]
    cells: Mapping[tuple[Bucket, Key], Summary]
    # differences between two measures of the same people: later − earlier
    changes: Mapping[tuple[Bucket, Key, Key], Summary]
