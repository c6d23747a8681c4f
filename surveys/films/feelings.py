"""Feelings on the film's clock: taps of a marker, and a slider that is moved while the film plays."""

from collections.abc import Iterable, Sequence

from surveys.films.evidence import Batch
from surveys.films.film_end import epoch, is_moment

# One value a quarter of a second is all that is kept.
PER_SECOND = 4
# Nobody taps more often; a page that does is at fault.
MOST_MARKERS = 1_000


def markers(batches: Iterable[Batch], duration_s: float) -> list[float]:
    """The seconds of the film at which the marker was tapped, in the film's order."""
    taps = {
        (batch.load, event[0], event[2])
        for batch in batches
        for event in batch.events
        if event[1] == "marker" and is_moment(event[0], batch.sent)
    }
    return sorted(round(min(max(film, 0.0), duration_s), 3) for _, _, film in taps)[:MOST_MARKERS]


def trace(batches: Sequence[Batch], duration_s: float) -> list[list[float]]:
    """Seconds of the film with the slider's value there, in the film's order; the last of those at one place."""
    said = sorted(
        (epoch(batches, batch.load, page), film, value)
        for batch in batches
        for film, value, page in batch.samples
        if 0 <= film <= duration_s and is_moment(page, batch.sent)
    )
    latest = {int(film * PER_SECOND): [round(film, 3), value] for _, film, value in said}
    return [latest[place] for place in sorted(latest)]
