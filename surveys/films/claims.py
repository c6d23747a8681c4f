"""Which of the stretches that pages claim to have played can be true: a film takes its time, on every clock.

Three clocks bound a claim. On the page's, a stretch takes as long as it lasts, and so do all stretches of one page load
together. On the server's, no more of the film can have played when a batch arrives than time has passed since the page
in front of the film was sent; this holds over all page loads, so two tabs that play two halves at once gain nothing.
None of it compares the page's clock with the server's: clocks that sleep, jump or are days off, and batches that
arrive days later, are no lies.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from surveys.films.coverage import Stretch, inside, merged, seconds
from surveys.films.evidence import Batch, Interval

# Browsers refuse to play faster than this.
FASTEST = 16.0
# Clocks of pages tick as coarsely as this where the browser blurs them against fingerprinting.
CLOCK_GRAIN_S = 0.1
# A browser and ffmpeg may disagree by a few frames about how long a film is.
OVERRUN_S = 0.5
# The film's clock follows the sound card's, which is not quite the page's; both may be blurred.
DRIFT = 1.05
STRETCH_GRAIN_S = 0.25
# What all the blurred beginnings and ends of one page load, or of one showing, may come to.
LOAD_GRAIN_S = 1.0
# Reports agree about when their page was loaded where none took longer on its way than this; they tell it where they
# were sent so far apart.
AGREE_S, APART_S = 1.0, 3.0


@dataclass
class Claims:
    """The stretches of one showing by page load: played at the film's own speed, played faster, and refused."""

    duration_s: float
    played: dict[str, list[Interval]] = field(default_factory=dict)
    fast: dict[str, list[Interval]] = field(default_factory=dict)
    refused: list[Interval] = field(default_factory=list)

    def stretches(self) -> list[Stretch]:
        """What really played at the film's own speed, merged."""
        return inside((each[:2] for each in all_of(self.played)), self.duration_s)

    def claimed(self) -> list[Stretch]:
        """The same, were everything true that was refused."""
        return inside((each[:2] for each in [*all_of(self.played), *self.refused]), self.duration_s)

    def ran(self) -> dict[str, list[Interval]]:
        """By page load, what ran at whatever speed."""
        return {load: sorted([*self.played.get(load, ()), *self.fast.get(load, ())]) for load in self.loads()}

    def loads(self) -> list[str]:
        """The page loads in which anything ran."""
        return sorted({*self.played, *self.fast})


def claims(batches: Iterable[Batch], duration_s: float, *, earliest: float | None = None) -> Claims:
    """What can be true of the batches of one showing; `earliest` (epoch seconds): the film's page wasn't there before.

    The result depends on no order and no repetition of the batches.
    """
    held = once(batches)
    found = Claims(duration_s)
    for load in sorted({batch.load for batch in held}):
        sort_out([batch for batch in held if batch.load == load], found)
    since = begun(held, found, earliest)
    if since is not None:
        refuse_too_early(held, found, since)
    return found


def once(batches: Iterable[Batch]) -> list[Batch]:
    """Each batch once, as it arrived first, in the order of the loads' names and of their numbers."""
    first: dict[tuple[str, int], Batch] = {}
    for batch in sorted(set(batches), key=lambda each: (each.load, each.seq, each.at)):
        first.setdefault((batch.load, batch.seq), batch)
    return list(first.values())


def sort_out(batches: Sequence[Batch], found: Claims) -> None:
    """Judge the stretches of one page load by that page's clock."""
    load, rates = batches[0].load, rates_of(batches)
    possible: set[Interval] = set()
    for batch in batches:
        for interval in batch.intervals:
            if interval[0] == interval[1]:
                continue
            if not is_possible(interval, sent=batch.sent, duration_s=found.duration_s):
                found.refused.append(interval)
            elif takes_its_time(interval):
                possible.add(interval)
            elif takes_its_time(interval, rate_during(interval, rates)):
                found.fast.setdefault(load, []).append(interval)
            else:
                found.refused.append(interval)
    found.played[load], refused = one_after_the_other(sorted(possible, key=lambda each: (each[2:], each)))
    found.refused += refused


def is_possible(interval: Interval, *, sent: float, duration_s: float) -> bool:
    """Whether a stretch lies in the film, runs forward on both clocks, and was over when it was sent."""
    start, end, began, ended = interval
    if not all(math.isfinite(value) for value in (*interval, sent)):
        return False
    return (
        -OVERRUN_S <= start < end <= duration_s + OVERRUN_S
        and start < duration_s
        and end > 0
        and 0 <= began <= ended <= sent + 1000 * CLOCK_GRAIN_S
    )


def takes_its_time(interval: Interval, rate: float = 1.0) -> bool:
    """Whether a stretch can have played in its time on the page's clock at a speed."""
    start, end, began, ended = interval
    return end - start <= rate * DRIFT * (ended - began) / 1000 + STRETCH_GRAIN_S


def one_after_the_other(intervals: Sequence[Interval]) -> tuple[list[Interval], list[Interval]]:
    """Of one load's stretches, in the order of its clock, those that fit into its time, and those that don't."""
    kept: list[Interval] = []
    refused: list[Interval] = []
    film_s = wall_s = reached_ms = 0.0
    for start, end, began, ended in intervals:
        more_s = max(0.0, ended - max(began, reached_ms)) / 1000
        if film_s + end - start > DRIFT * (wall_s + more_s) + LOAD_GRAIN_S:
            refused.append((start, end, began, ended))
            continue
        film_s, wall_s, reached_ms = film_s + end - start, wall_s + more_s, max(reached_ms, ended)
        kept.append((start, end, began, ended))
    return kept, refused


def rates_of(batches: Iterable[Batch]) -> list[tuple[float, float]]:
    """The speeds that one load reported: from which moment on, and how fast."""
    return sorted(
        (event[0], min(event[3], FASTEST))
        for batch in batches
        for event in batch.events
        if len(event) == 4 and event[1] == "rate"
    )


def rate_during(interval: Interval, rates: Sequence[tuple[float, float]]) -> float:
    """The highest speed that was reported for the time of a stretch; 1 where none was."""
    before = [rate for moment, rate in rates if moment <= interval[2]]
    during = [rate for moment, rate in rates if interval[2] < moment <= interval[3]]
    return max([1.0, *before[-1:], *during])


def begun(batches: Sequence[Batch], found: Claims, earliest: float | None) -> float | None:
    """When the film can have begun at the earliest (epoch seconds); None when nobody knows.

    Loads that reported while they played tell it best: then each batch came as long after the page's load as it says.
    """
    if earliest is None or any(batch.at < earliest for batch in batches):
        # Reports come after the page: the server's clock was set back in between.
        return None
    loaded = {load: loaded_live(batches, load) for load, played in found.played.items() if played}
    lived = [at + min(each[2] for each in found.played[load]) / 1000 for load, at in loaded.items() if at is not None]
    return max(earliest, min(lived)) if lived and len(lived) == len(loaded) else earliest


def loaded_live(batches: Iterable[Batch], load: str) -> float | None:
    """When a page was loaded, where two reports at different times agree about it; else None."""
    arrived = sorted((batch.sent / 1000, batch.at - batch.sent / 1000) for batch in batches if batch.load == load)
    first = min((loaded for _, loaded in arrived), default=0.0)
    agreeing = [sent for sent, loaded in arrived if loaded - first <= AGREE_S]
    return first - AGREE_S if agreeing and agreeing[-1] - agreeing[0] >= APART_S else None


def refuse_too_early(batches: Sequence[Batch], found: Claims, since: float) -> None:
    """Take out what can't have played yet when it arrived, by the server's clock."""
    arrived = {
        (batch.load, interval): batch.at
        for batch in sorted(batches, key=lambda each: -each.at)
        for interval in batch.intervals
    }
    claimed = sorted((arrived[load, each], load, each) for load, played in found.played.items() for each in played)
    union: list[Stretch] = []
    most_s = 0.0
    for at, load, interval in claimed:
        allowed_s = DRIFT * (at - since) + LOAD_GRAIN_S
        most_s += interval[1] - interval[0]
        # As long as the sum fits, nothing need be merged.
        if most_s > allowed_s:
            more = merged([*union, interval[:2]])
            if seconds(more) > allowed_s:
                found.played[load].remove(interval)
                found.refused.append(interval)
                most_s -= interval[1] - interval[0]
                continue
            union, most_s = more, seconds(more)
        else:
            union.append(interval[:2])


def all_of(by_load: Mapping[str, Sequence[Interval]]) -> list[Interval]:
    """The stretches of all loads."""
    return [interval for intervals in by_load.values() for interval in intervals]
