"""How well a film elicits what it is meant to: hits, discreteness, success. NaN is “not answered”; undefined is None.

Gross and Levenson (1995, Cognition & Emotion 9, 87–108, doi 10.1080/02699939508408966) call a film intense when its
target feeling is rated high, and discrete when people feel the target more than anything else; a hit is a person who
rates it at least one point of their scale from 0 to 8 above every other feeling. Schaefer, Nils, Sanchez and Philippot
(2010, doi 10.1080/02699930903274322) look at the distance of the target from the other feelings.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveys.findings.statistics.describe import sd
from surveys.findings.statistics.wilson import wilson

Floats = NDArray[np.float64]
# A point of Gross and Levenson's scale is an eighth of it.
POINTS = 8
# An eighth of a scale is seldom a number that a computer holds exactly.
ROUNDING = 1e-9
NO_TARGET = "A neutral film has no target feeling."
TOO_FEW_FILMS = "Two films with a target feeling are needed to compare them."
ALL_EQUAL = "All films with a target feeling have the same {}, so none stands out."


@dataclass(frozen=True)
class Hits:
    """How many people were hits, of those who rated all the feelings; the share with Wilson's 95 % interval."""

    n: int
    hits: int = 0

    @property
    def rate(self) -> float | None:
        """The share, 0 to 1; None while nobody counts."""
        return self.hits / self.n if self.n else None

    @property
    def ci95(self) -> tuple[float, float] | None:
        """Wilson's interval."""
        return wilson(self.hits, self.n) if self.n else None

    @property
    def reason(self) -> str:
        """Why there is no share; empty when there is."""
        return "" if self.n else "Nobody has rated all the feelings yet."


@dataclass(frozen=True)
class Success:
    """A film among others: its hit rate and intensity as z values, and their sum."""

    index: float | None = None
    z_hits: float | None = None
    z_intensity: float | None = None
    reason: str = ""


def point(low: float, high: float) -> float:
    """What one point of a scale from 0 to 8 is on a scale from `low` to `high`."""
    return (high - low) / POINTS


def hits(target: Floats, others: Floats, low: float, high: float) -> Floats:
    """By person 1 for a hit and 0 for none, NaN where a rating is missing; `others` has a row a person.

    A hit is at least a point above every other feeling (Gross and Levenson 1995).
    """
    above = (target[:, None] - others >= point(low, high) - ROUNDING).all(axis=1)
    return np.where(whole(target[:, None], others), above, np.nan)


def calm_hits(feelings: Floats, low: float, high: float) -> Floats:
    """The same for a neutral film: no feeling is a point or more above the lowest answer.

    A rule of our own, since “neutral” is no feeling that people rate: one point is what tells a hit elsewhere.
    """
    below = (feelings - low < point(low, high) - ROUNDING).all(axis=1)
    return np.where(whole(feelings), below, np.nan)


def discreteness(target: Floats, others: Floats) -> Floats:
    """By person, the target's rating less the mean of the other feelings' (as in Schaefer et al. 2010).

    NaN where a rating is missing, and without another feeling.
    """
    if not others.shape[1]:
        return np.full(len(target), np.nan)
    apart = target - others.mean(axis=1)
    return np.where(whole(target[:, None], others), apart, np.nan)


def whole(*ratings: Floats) -> NDArray[np.bool_]:
    """Who has rated everything."""
    return np.asarray(~np.isnan(np.hstack(ratings)).any(axis=1), dtype=bool)


def count_hits(by_person: Floats) -> Hits:
    """The hits of those of whom it is known."""
    known = by_person[~np.isnan(by_person)]
    return Hits(len(known), int(known.sum()))


def success(rates: Sequence[float | None], intensities: Sequence[float | None]) -> list[Success]:
    """The success index of each film: z of its hit rate plus z of its intensity, over a study's films that have both.

    Gross and Levenson (1995) normalise over the films that they compare; here these are the films of one study.
    """
    both = [place for place, pair in enumerate(zip(rates, intensities, strict=True)) if None not in pair]
    if len(both) < 2:
        return [Success(reason=TOO_FEW_FILMS) for _ in rates]
    found = [Success(reason=NO_TARGET) for _ in rates]
    z_hits, z_intensity = (standardised([values[place] for place in both]) for values in (rates, intensities))
    equal = [name for name, z in (("hit rate", z_hits), ("intensity", z_intensity)) if z is None]
    for position, place in enumerate(both):
        one = None if z_hits is None else z_hits[position]
        two = None if z_intensity is None else z_intensity[position]
        index = None if one is None or two is None else one + two
        found[place] = Success(index, one, two, ALL_EQUAL.format(" and ".join(equal)) if equal else "")
    return found


def standardised(values: Sequence[float | None]) -> list[float] | None:
    """The z values (SD with n − 1); None where all are equal."""
    known = np.array([value for value in values if value is not None])
    spread = sd(known)
    return [float(z) for z in (known - known.mean()) / spread] if spread else None
