"""A scale: where numbers stand along an axis, and which of them are marked."""

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """Numbers from `low` to `high` laid along an axis from `start` to `end` (inches)."""

    low: float
    high: float
    start: float
    end: float

    def at(self, number: float) -> float:
        """Where a number stands; what lies outside stands at the end."""
        share = (min(max(number, self.low), self.high) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def ticks(low: float, high: float) -> list[float]:
    """Five marks from one end of the scale to the other, and zero where it lies inside."""
    marks = {round(low + (high - low) * quarter / 4, 6) for quarter in range(5)}
    return sorted(marks | ({0.0} if low < 0 < high else set()))


def round_steps(low: float, high: float, most: int = 6) -> list[float]:
    """Round numbers that enclose the range, at most `most` steps apart."""
    span = (high - low) or abs(high) or 1.0
    high = low + span
    size = 10.0 ** math.floor(math.log10(span / most))
    step = next(size * times for times in (1, 2, 5, 10) if span / (size * times) <= most)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(number * step, 10) for number in range(first, max(last, first + 1) + 1)]


def around(values: Iterable[float | None]) -> list[float]:
    """Round marks around zero and all the values that there are."""
    known = [value for value in values if value is not None]
    return round_steps(min([0.0, *known]), max([0.0, *known]))


def written(number: float) -> str:
    """A mark's number with a real minus sign and no needless zeros."""
    return f"{number:g}".replace("-", "−")
