"""When a film ended, in the server's time, by what pages report in times of their own."""

import math
from collections.abc import Iterable, Sequence

from surveys.films.claims import CLOCK_GRAIN_S, Claims
from surveys.films.evidence import Batch


def film_end(batches: Iterable[Batch], found: Claims) -> float | None:
    """When the film ended, in epoch seconds: the last `ended`, else the end of the last second that played.

    None without evidence. Every page load has a clock of its own.
    """
    held = list(batches)
    ends = [
        (batch.load, moment)
        for batch in held
        for moment, name, *_ in batch.events
        if name == "ended" and is_moment(moment, batch.sent)
    ]
    if not ends:
        ends = [(load, interval[3]) for load, intervals in found.ran().items() for interval in intervals]
    return max((epoch(held, load, moment) for load, moment in ends), default=None)


def epoch(batches: Sequence[Batch], load: str, moment_ms: float) -> float:
    """arrival - (sent - moment), by the quickest of the batches that were sent at or after that moment.

    A delay only ever makes the result later, so the least is nearest. Earlier batches don't count: page clocks
    of some browsers stand still while a computer sleeps.
    """
    return min(
        batch.at - (batch.sent - moment_ms) / 1000
        for batch in batches
        if batch.load == load and is_moment(moment_ms, batch.sent)
    )


def is_moment(moment_ms: float, sent_ms: float) -> bool:
    """Whether a time of a page lies before the report about it."""
    return math.isfinite(moment_ms) and 0 <= moment_ms <= sent_ms + 1000 * CLOCK_GRAIN_S
