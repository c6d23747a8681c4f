"""The design of a study: its conditions, the factors that they are crossed from, and how people get theirs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from surveys.instruments.document import Words

# factor -> level -> what the level sets
Factors = Mapping[str, Mapping[str, Mapping[str, str]]]
DEFAULT_P = 0.8


@dataclass(frozen=True)
class Arm:
    """A condition and what it sets; `levels` by factor where it is a crossing of factors."""

    id: str
    label: Words
    settings: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AllocationPlan:
    """How people get their condition; `strata`, and `factors` of the minimisation, are names of items."""

    method: str = "blocks"
    sizes: tuple[int, ...] = ()
    strata: tuple[str, ...] = ()
    abandon_after: float = 24 * 3600
    weights: Mapping[str, int] = field(default_factory=dict)
    factors: tuple[str, ...] = ()
    p: float = DEFAULT_P

    @property
    def shape(self) -> tuple[Any, ...]:
        """What lists and counts depend on: they begin anew in a version in which it is another."""
        more = (sorted(self.weights.items()), self.factors) if self.weights or self.factors else ()
        return (self.method, self.sizes, self.strata, *more)

    @property
    def has_slots(self) -> bool:
        """Whether people are given slots of lists that were shuffled before."""
        return self.method in ("blocks", "weighted")
