"""What chance decides at one allocation, and what a person has then. Pure: no database, no dice."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from surveys.protocols.definition import Allocate, Definition


@dataclass(frozen=True)
class Outcome:
    """The condition, empty until all factors are there; and the levels of factors that were allocated by themselves."""

    condition: str
    levels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Draw:
    """The conditions (or levels of one factor) to draw from, with their weights and what follows from each.

    `key` tells draws of one study apart; it is empty where everything is drawn at once.
    """

    key: str
    weights: Mapping[str, int]
    outcomes: Mapping[str, Outcome]


def draw_of(definition: Definition, factor: str, levels: Mapping[str, str]) -> Draw:
    """What is drawn for a person who has these levels: one factor's level, or without a factor all that is open."""
    arms = definition.arms_with(levels)
    weights, outcomes = Counter[str](), {}
    for arm in arms:
        drawn = arm.levels[factor] if factor else arm.id
        # A level weighs as much as its conditions do together.
        weights[drawn] += definition.allocation.weights.get(arm.id, 1)
        after = {**levels, factor: drawn} if factor else levels
        complete = not factor or len(after) == len(definition.factors)
        outcomes[drawn] = Outcome(arm.id if complete else "", after)
    given = "/".join(f"{name}={levels[name]}" for name in definition.factors if name in levels)
    return Draw(f"{factor}:{given}" if factor or given else "", dict(weights), outcomes)


def draws_of(definition: Definition) -> Iterator[Draw]:
    """All the draws that people can come to, in the order of the journey."""
    ways: list[Mapping[str, str]] = [{}]
    for step in definition.walk():
        if isinstance(step, Allocate):
            draws = [draw_of(definition, step.factor, levels) for levels in ways]
            yield from draws
            ways = [outcome.levels for outcome in chain(*(draw.outcomes.values() for draw in draws))]
