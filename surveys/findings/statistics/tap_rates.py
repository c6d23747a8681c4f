"""How many people tapped a button in each part of a film: shares with Wilson's intervals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from surveys.findings.statistics.wilson import wilson

EVERY_S = 5.0
# A longer film has longer parts.
MOST_PARTS = 120
PARTS_S = (EVERY_S, 10.0, 15.0, 30.0, 60.0, 120.0)
# A part counts for whoever saw at least this much of it; a frame at its edge is no chance to tap.
LEAST_SEEN_S = 0.5
Stretch = Sequence[float]


@dataclass(frozen=True)
class Part:
    """A part of the film: of `n` people who saw some of it, `tapped` tapped at least once; their share's interval."""

    start: float
    end: float
    n: int
    tapped: int

    @property
    def share(self) -> float | None:
        """The share, 0 to 1; None where nobody saw it."""
        return self.tapped / self.n if self.n else None

    @property
    def ci95(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval of the share."""
        return wilson(self.tapped, self.n) if self.n else None


class Taps:
    """The taps of one film, person after person."""

    def __init__(self, duration_s: float) -> None:
        every = next((each for each in PARTS_S if duration_s / each <= MOST_PARTS), PARTS_S[-1])
        count = max(1, ceil(duration_s / every - 1e-9))
        self.every = every
        self.parts = [(number * every, min((number + 1) * every, duration_s)) for number in range(count)]
        self.seen, self.tapped = [0] * count, [0] * count

    def add(self, taps: Sequence[float], played: Sequence[Stretch]) -> None:
        """One person more: the taps' film seconds, and the stretches that played (merged)."""
        # The last second belongs to the last part.
        where = {min(max(0, int(tap // self.every)), len(self.parts) - 1) for tap in taps}
        for number, (start, end) in enumerate(self.parts):
            # Whoever tapped was there.
            if number in where or overlap(played, start, end) >= min(LEAST_SEEN_S, end - start):
                self.seen[number] += 1
        for number in where:
            self.tapped[number] += 1

    def rates(self) -> list[Part]:
        """The parts, with all who were added."""
        return [Part(*part, *counts) for part, *counts in zip(self.parts, self.seen, self.tapped, strict=True)]


def tap_rates(people: Iterable[tuple[Sequence[float], Sequence[Stretch]]], duration_s: float) -> list[Part]:
    """The parts of a film; of each person the taps' film seconds, and the stretches that played."""
    taps = Taps(duration_s)
    for person in people:
        taps.add(*person)
    return taps.rates()


def overlap(played: Iterable[Stretch], start: float, end: float) -> float:
    """How many seconds of a part played."""
    return sum(max(0.0, min(end, stop) - max(start, begin)) for begin, stop in played)
