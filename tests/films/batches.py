"""Batches of evidence as a page sends them, and those of a person who watches a whole film with two pauses."""

from surveys.films.evidence import Batch, Event, Interval, Sample

DURATION_S = 50.0
# Epoch seconds at which the page was loaded; its own clock begins at 0 there.
LOADED = 1_760_000_000.0


def batch(
    intervals: tuple[Interval, ...] = (),
    events: tuple[Event, ...] = (),
    samples: tuple[Sample, ...] = (),
    *,
    sent: float = 60_000,
    seq: int = 0,
    load: str = "one",
    delay_s: float = 0.0,
    loaded: float = LOADED,
) -> Batch:
    """One batch that took `delay_s` on its way."""
    return Batch(load, seq, sent, intervals, events, loaded + sent / 1000 + delay_s, samples)


def a_play_through(**more: str | float) -> list[Batch]:
    """Fifty seconds in ten batches, with two pauses and an end at 61 s of the page's clock."""
    batches = []
    for seq in range(10):
        began = 1000 + seq * 5000 + (5000 if seq >= 3 else 0) + (5000 if seq >= 7 else 0)
        events: tuple[Event, ...] = ((began, "play", seq * 5.0),) if seq in (0, 3, 7) else ()
        if seq in (2, 6):
            events += ((began + 5000.0, "pause", seq * 5.0 + 5),)
        if seq == 9:
            events += ((began + 4999.0, "pause", 50.0), (began + 5000.0, "ended", 50.0))
        interval = (seq * 5.0, seq * 5.0 + 5, float(began), began + 5000.0)
        samples = ((seq * 5.0 + 1, float(seq), began + 1000.0),)
        batches.append(batch((interval,), events, samples, sent=began + 5010.0, seq=seq, **more))  # type: ignore[arg-type]
    return batches
