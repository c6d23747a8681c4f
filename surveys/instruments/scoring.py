"""Scores from answers: reverse, missing rule, prorating, cut-offs."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from surveys.instruments.document import Words


@dataclass(frozen=True)
class Cutoff:
    """From this value on the score has this name."""

    at: float
    label: Words


@dataclass(frozen=True)
class Score:
    """How a score follows from its items; `ranges` are the ends of each item's line, for reversing."""

    id: str
    method: str
    items: tuple[str, ...]
    ranges: Mapping[str, tuple[float, float]]
    reverse: frozenset[str] = frozenset()
    answered: float = 0.8
    multiply: float = 1
    add: float = 0
    better: str | None = None
    cutoffs: tuple[Cutoff, ...] = ()
    never_prorate: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Scored:
    """A score's value (None: missing), the number of items answered, of all, and whether it was prorated."""

    value: float | None
    answered: int
    items: int
    prorated: bool


def score(rule: Score, answers: Mapping[str, float | None]) -> Scored:
    """The score of one person's answers by its rule (SCIENCE: below the answered share it is missing).

    `answers` are item values, None for any gap. A sum over gaps is prorated: mean of the answered × number of items.
    """
    values = [turned(rule, item, answer) for item in rule.items if (answer := answers.get(item)) is not None]
    count, total = len(values), len(rule.items)
    gap_forbidden = any(answers.get(item) is None for item in rule.never_prorate)
    # 0.8 of 5 items is 4: rounding errors must not ask for a fifth.
    if not values or gap_forbidden or count < rule.answered * total - 1e-9:
        return Scored(None, count, total, prorated=False)
    mean = math.fsum(values) / count
    # A complete sum is added up and not multiplied back, so that whole numbers stay whole.
    raw = mean if rule.method == "mean" else math.fsum(values) if count == total else mean * total
    return Scored(raw * rule.multiply + rule.add, count, total, prorated=count < total)


def turned(rule: Score, item: str, answer: float) -> float:
    """An item's contribution: from + to − answer where it is reversed."""
    if item not in rule.reverse:
        return answer
    low, high = rule.ranges[item]
    return low + high - answer
