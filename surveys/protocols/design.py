"""The design of a study: its conditions, their factors, how people get theirs, and how long findings are blinded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
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


@dataclass(frozen=True)
class Stop:
    """Until when findings are blinded: until so many people reached the end, or until a day begins in UTC."""

    completed: int | None = None
    day: date | None = None

    @property
    def until(self) -> str:
        """As the document has it."""
        return f"completed {self.completed}" if self.day is None else self.day.isoformat()

    @property
    def said(self) -> str:
        """What has to be so, in words."""
        if self.day is not None:
            return f"{self.day.day} {self.day:%B %Y} has begun (UTC)"
        people = "1 person has" if self.completed == 1 else f"{self.completed} people have"
        return f"{people} reached the end of the journey"

    def is_reached(self, completed: int, now: datetime) -> bool:
        """Whether it is so, when `completed` people of all conditions have reached the end."""
        if self.day is not None:
            return now.astimezone(UTC).date() >= self.day
        return completed >= (self.completed or 0)
