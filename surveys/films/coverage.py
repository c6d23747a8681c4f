"""What somebody saw of a film: from batches of evidence to a coverage, a longest gap and an end.

Everything here is a union or an extreme of what the batches say, so their order, repetition and delay don't matter.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from surveys.films.evidence import Batch, Interval

# Browsers refuse to play faster than this.
FASTEST = 16.0
# Clocks of pages tick as coarsely as this where the browser blurs them against fingerprinting.
CLOCK_GRAIN_S = 0.1
# A browser and ffmpeg may disagree by a few frames about how long a film is.
OVERRUN_S = 0.5
# Played stretches that are nearer to each other than this are one: a frame at 25 a second is 0.04 s.
JOIN_S = 0.06
# The pause that every browser reports just before the end.
END_PAUSE_MS = 500.0

Stretch = tuple[float, float]


@dataclass(frozen=True)
class Watched:
    """One showing, in seconds of the film (`coverage` 0 to 1) and of the clock (`ended_at` in epoch seconds)."""

    coverage: float
    longest_gap_s: float
    evidence: bool
    ended_at: float | None
    pauses: int
    stalled_s: float
    hidden_s: float


def watched(batches: Iterable[Batch], duration_s: float) -> Watched:
    """The verdict on one showing: what a researcher reads of all batches of one step of one person."""
    held = sorted(set(batches), key=lambda batch: (batch.load, batch.seq, batch.at))
    stretches = played(held, duration_s)
    return Watched(
        coverage=coverage(stretches, duration_s),
        longest_gap_s=longest_gap(stretches, duration_s),
        evidence=bool(stretches),
        ended_at=film_end(held, duration_s),
        pauses=_pauses(held),
        stalled_s=_seconds_between(held, "stall", {"play", "pause", "ended"}),
        hidden_s=_seconds_between(held, "hidden", {"visible"}),
    )


def played(batches: Iterable[Batch], duration_s: float) -> list[Stretch]:
    """The stretches of the film that really played, merged; claims that can't be true are dropped."""
    loads: dict[str, set[Interval]] = {}
    for batch in batches:
        possible = (each for each in batch.intervals if is_possible(each, sent=batch.sent, duration_s=duration_s))
        loads.setdefault(batch.load, set()).update(possible)
    return merged(
        (max(0.0, interval[0]), min(duration_s, interval[1]))
        for intervals in loads.values()
        if took_its_time(intervals)
        for interval in intervals
    )


def took_its_time(intervals: Collection[Interval]) -> bool:
    """Whether the stretches of one page load can have played one after the other on that page's clock."""
    wall_s = sum(end - begin for begin, end in merged((began, ended) for _, _, began, ended in intervals)) / 1000
    return sum(end - start for start, end, _, _ in intervals) <= FASTEST * wall_s + CLOCK_GRAIN_S * len(intervals)


def is_possible(interval: Interval, *, sent: float, duration_s: float) -> bool:
    """Whether a stretch lies in the film, took its time on the page's clock and was over when it was sent."""
    start, end, began, ended = interval
    if not all(math.isfinite(value) for value in (*interval, sent)):
        return False
    wall_s = (ended - began) / 1000
    return (
        -OVERRUN_S <= start < end <= duration_s + OVERRUN_S
        and start < duration_s
        and end > 0
        and 0 <= began <= ended <= sent + 1000 * CLOCK_GRAIN_S
        and end - start <= FASTEST * wall_s + CLOCK_GRAIN_S
    )


def merged(intervals: Iterable[Stretch]) -> list[Stretch]:
    """The union of stretches, in order and apart; those nearer than a frame are joined."""
    union: list[Stretch] = []
    for start, end in sorted(stretch for stretch in intervals if stretch[0] < stretch[1]):
        if union and start <= union[-1][1] + JOIN_S:
            union[-1] = (union[-1][0], max(union[-1][1], end))
        else:
            union.append((start, end))
    return union


def coverage(intervals: Iterable[Stretch], duration_s: float) -> float:
    """The share of the film that played, 0 to 1; 0 for a film without length."""
    if not duration_s > 0:
        return 0.0
    seconds = math.fsum(end - start for start, end in _inside(intervals, duration_s))
    return min(1.0, max(0.0, seconds / duration_s))


def longest_gap(intervals: Iterable[Stretch], duration_s: float) -> float:
    """The longest part of the film, in seconds, that never played."""
    gap, reached = 0.0, 0.0
    for start, end in _inside(intervals, duration_s):
        gap, reached = max(gap, start - reached), end
    return max(gap, duration_s - reached)


def film_end(batches: Iterable[Batch], duration_s: float = math.inf) -> float | None:
    """When the film ended, in epoch seconds: the last `ended`, else the end of the last second that played.

    None without evidence. Every page load has a clock of its own.
    """
    held = list(batches)
    ends = [
        (batch.load, moment)
        for batch in held
        for moment, name, *_ in batch.events
        if name == "ended" and _is_moment(moment, batch.sent)
    ]
    if not ends:
        ends = [
            (batch.load, interval[3])
            for batch in held
            for interval in batch.intervals
            if is_possible(interval, sent=batch.sent, duration_s=duration_s)
        ]
    return max((_epoch(held, load, moment) for load, moment in ends), default=None)


def _epoch(batches: Sequence[Batch], load: str, moment_ms: float) -> float:
    """arrival - (sent - moment), by the quickest of the batches that were sent at or after that moment.

    A delay only ever makes the result later, so the least is nearest. Earlier batches don't count: page clocks
    of some browsers stand still while a computer sleeps.
    """
    return min(
        batch.at - (batch.sent - moment_ms) / 1000
        for batch in batches
        if batch.load == load and _is_moment(moment_ms, batch.sent)
    )


def _is_moment(moment_ms: float, sent_ms: float) -> bool:
    return math.isfinite(moment_ms) and 0 <= moment_ms <= sent_ms + 1000 * CLOCK_GRAIN_S


def _inside(intervals: Iterable[Stretch], duration_s: float) -> list[Stretch]:
    return merged((max(0.0, start), min(duration_s, end)) for start, end in intervals)


def _events(batches: Iterable[Batch]) -> dict[str, list[tuple[float, str]]]:
    """Load -> its events in the order of its clock, each once."""
    found: dict[str, set[tuple[float, str]]] = {}
    for batch in batches:
        found.setdefault(batch.load, set()).update((moment, name) for moment, name, *_ in batch.events)
    return {load: sorted(events) for load, events in found.items()}


def _pauses(batches: Iterable[Batch]) -> int:
    """How often somebody paused; the pause that comes with the end is none."""
    count = 0
    for events in _events(batches).values():
        ends = [moment for moment, name in events if name == "ended"]
        pauses = [moment for moment, name in events if name == "pause"]
        count += sum(1 for pause in pauses if not any(0 <= end - pause <= END_PAUSE_MS for end in ends))
    return count


def _seconds_between(batches: Sequence[Batch], opens: str, closes: set[str]) -> float:
    """Seconds from each opening event to the next closing one, or to the load's last report."""
    total_ms = 0.0
    for load, events in _events(batches).items():
        since: float | None = None
        for moment, name in events:
            if name == opens and since is None:
                since = moment
            elif name in closes and since is not None:
                total_ms, since = total_ms + moment - since, None
        if since is not None:
            total_ms += max(0.0, max(batch.sent for batch in batches if batch.load == load) - since)
    return total_ms / 1000
