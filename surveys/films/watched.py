"""What somebody saw of a film: from batches of evidence to a coverage, a strip on the film's clock, and an end.

All of it is a union or an extreme of what the batches say, so their order, repetition and delay don't matter.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from surveys.films.claims import Claims, claims, once
from surveys.films.coverage import Stretch, coverage, inside, longest_gap, seconds, without
from surveys.films.evidence import Batch
from surveys.films.feelings import markers, trace
from surveys.films.film_end import film_end
from surveys.films.timeline import Stop, Timeline, hidden, muted, on_film, pauses, spans, stalls, timeline

# What a strip holds at most of each kind: more than that is a page at fault.
MOST_PIECES = 1_000
Strip = Mapping[str, list[list[float]]]


@dataclass(frozen=True)
class Watched:
    """One showing.

    Shares are 0 to 1 of the film. Hidden and muted seconds are seconds of the film that only ever ran so; paused and
    stalled ones are seconds of the clock in which it stood. `ended_at` is in epoch seconds.
    """

    coverage: float
    # Of what played, the share that was in sight; and the coverage, were all refused claims true.
    in_sight: float
    claimed: float
    longest_gap_s: float
    evidence: bool
    ended_at: float | None
    pauses: int
    paused_s: float
    stalled_s: float
    hidden_s: float
    muted_s: float
    seeks: int
    rate_changes: int
    refused: int
    declined: bool
    unplayable: bool
    # The height of the rendition in which most of it ran, and whether the sound was heard before it; None: unknown.
    rendition: int | None
    sound_heard: bool | None
    strip: Strip
    markers: list[float]
    trace: list[list[float]]


def watched(batches: Iterable[Batch], duration_s: float, *, earliest: float | None = None) -> Watched:
    """What a researcher reads of all batches of one step of one person.

    No claim counts that can't be true, also for a film whose page was not there before `earliest` (epoch seconds).
    """
    held = once(batches)
    found = claims(held, duration_s, earliest=earliest)
    lines = timelines(held, found)
    stood = {"paused": every(pauses, lines), "stalled": every(stalls, lines)}
    ran = strip_of(lines, found)
    return Watched(
        coverage=coverage(ran["played"], duration_s),
        in_sight=coverage(without(ran["played"], ran["hidden"]), duration_s),
        claimed=coverage(found.claimed(), duration_s),
        longest_gap_s=longest_gap(ran["played"], duration_s),
        evidence=bool(found.loads()) and any(found.ran().values()),
        ended_at=film_end(held, found),
        pauses=len(stood["paused"]),
        paused_s=sum(each.seconds for each in stood["paused"]),
        stalled_s=sum(each.seconds for each in stood["stalled"]),
        hidden_s=seconds(ran["hidden"]),
        muted_s=seconds(ran["muted"]),
        seeks=sum(seeks(line) for line in lines),
        rate_changes=sum(each.value != 1 for line in lines for each in line.named("rate")),
        refused=len(found.refused),
        declined=any(line.named("declined") for line in lines),
        unplayable=any(line.named("unplayable") for line in lines),
        rendition=rendition(lines),
        sound_heard=sound_heard(lines),
        strip=drawn(ran, stood),
        markers=markers(held, duration_s),
        trace=trace(held, duration_s),
    )


def timelines(batches: Sequence[Batch], found: Claims) -> list[Timeline]:
    """What happened on each page load."""
    ran = found.ran()
    return [
        timeline([batch for batch in batches if batch.load == load], ran.get(load, ()))
        for load in sorted({batch.load for batch in batches})
    ]


def strip_of(lines: Iterable[Timeline], found: Claims) -> dict[str, list[Stretch]]:
    """What of the film ran in which state; hidden, muted and fast are what never ran otherwise."""
    ran: dict[str, list[Stretch]] = {"hidden": [], "muted": []}
    otherwise: dict[str, list[Stretch]] = {"hidden": [], "muted": []}
    for line in lines:
        for state, times in {"hidden": hidden(line), "muted": muted(line)}.items():
            ran[state] += on_film(line, times)
            otherwise[state] += on_film(line, without([(0.0, line.until + 1000)], times))
    length = found.duration_s
    strip = {state: inside(without(ran[state], otherwise[state]), length) for state in ran}
    fast = inside((each[:2] for intervals in found.fast.values() for each in intervals), length)
    return {"played": found.stretches(), "fast": without(fast, found.stretches()), **strip}


def drawn(ran: Mapping[str, Iterable[Stretch]], stood: Mapping[str, Iterable[Stop]]) -> Strip:
    """The strip as it is stored: stretches of the film, and stops with their place and their seconds."""
    strip = {kind: [[round(start, 3), round(end, 3)] for start, end in pieces] for kind, pieces in ran.items()}
    strip |= {
        kind: sorted([round(each.film_s, 3), round(each.seconds, 3)] for each in stops) for kind, stops in stood.items()
    }
    return {kind: pieces[:MOST_PIECES] for kind, pieces in strip.items()}


def every(kind: Callable[[Timeline], list[Stop]], lines: Iterable[Timeline]) -> list[Stop]:
    """The stops of all page loads."""
    return [each for line in lines for each in kind(line)]


def seeks(line: Timeline) -> int:
    """How often somebody jumped; where a page goes on after a reload is its own choice."""
    first = min((each.moment for each in line.named("start", "play")), default=line.until)
    return sum(each.moment > first for each in line.named("seek"))


def rendition(lines: Iterable[Timeline]) -> int | None:
    """The height in which the most seconds of the film ran."""
    ran: dict[int, float] = {}
    for line in lines:
        said = [(each.moment, int(each.value)) for each in line.named("rendition") if each.value]
        for height in {height for _, height in said}:
            times = spans(((moment, now == height) for moment, now in said), line.until)
            ran[height] = ran.get(height, 0.0) + seconds(on_film(line, times))
    return max(ran, key=lambda height: (ran[height], height), default=None)


def sound_heard(lines: Iterable[Timeline]) -> bool | None:
    """Whether somebody heard the sound that was played to try it, on any page load; None where nobody was asked."""
    said = [checks[-1].value == 1 for line in lines if (checks := line.named("soundcheck"))]
    return any(said) if said else None
