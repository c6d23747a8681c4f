"""The mean of many people's sliders along a film's clock: one pass, flat memory, t intervals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from surveys.findings.statistics.describe import CONFIDENCE

Floats = NDArray[np.float64]
# (film seconds, value), in the film's order.
Trace = Sequence[Sequence[float]]
STEP_S = 0.5
# More points than this nobody sees in a picture; a longer film has them further apart.
MOST_POINTS = 600
STEPS_S = (STEP_S, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)


@dataclass(frozen=True)
class Moment:
    """One place of the film: how many people's sliders stood somewhere, their mean, spread (n − 1) and interval."""

    second: float
    n: int
    mean: float | None = None
    sd: float | None = None
    # The 95 % t interval of the mean; None for fewer than two values, or equal ones.
    ci95: tuple[float, float] | None = None


def grid_of(duration_s: float) -> Floats:
    """The places of a film at which its curve is computed, in seconds."""
    step = next((each for each in STEPS_S if duration_s / each <= MOST_POINTS), STEPS_S[-1])
    return np.arange(0, duration_s + step / 1000, step)


def carried(trace: Trace, until_s: float, grid: Floats) -> Floats:
    """Where one slider stood at each place: the last value before it, from the first touch to the last second seen.

    NaN before and after.
    """
    places = np.full(len(grid), np.nan)
    if not trace:
        return places
    seconds = np.array([sample[0] for sample in trace], dtype=np.float64)
    values = np.array([sample[1] for sample in trace], dtype=np.float64)
    # Samples come four times a second: the first one still counts for the place just before it.
    last = np.searchsorted(seconds, grid + STEP_S / 2, side="right") - 1
    held = (last >= 0) & (grid <= max(until_s, seconds[-1]) + STEP_S / 2)
    places[held] = values[last[held]]
    return places


class Curve:
    """The mean curve of one film, person after person (Welford 1962, doi 10.1080/00401706.1962.10490022)."""

    def __init__(self, duration_s: float) -> None:
        self.grid = grid_of(duration_s)
        self.n, self.mean, self.squares = (np.zeros(len(self.grid)) for _ in range(3))

    def add(self, trace: Trace, until_s: float) -> None:
        """One person more: the trace, and the last second of the film that the person saw."""
        value = carried(trace, until_s, self.grid)
        known = ~np.isnan(value)
        self.n[known] += 1
        off = value[known] - self.mean[known]
        self.mean[known] += off / self.n[known]
        self.squares[known] += off * (value[known] - self.mean[known])

    def moments(self) -> list[Moment]:
        """The curve of all who were added."""
        columns = (each.tolist() for each in (self.grid, self.n, self.mean, self.squares))
        return [moment(*each) for each in zip(*columns, strict=True)]


def trace_curve(people: Iterable[tuple[Trace, float]], duration_s: float) -> list[Moment]:
    """The mean curve of some people, each with a trace and the last second that was seen."""
    curve = Curve(duration_s)
    for trace, until_s in people:
        curve.add(trace, until_s)
    return curve.moments()


def moment(second: float, count: float, mean: float, squares: float) -> Moment:
    """One place, from its count, mean and sum of squared deviations."""
    n = int(count)
    if n < 2:
        return Moment(second, n, mean if n else None)
    sd = float(np.sqrt(max(0.0, squares) / (n - 1)))
    if not sd:
        return Moment(second, n, mean, sd)
    reach = float(stdtrit(n - 1, 0.5 + CONFIDENCE / 2)) * sd / n**0.5
    return Moment(second, n, mean, sd, (mean - reach, mean + reach))
