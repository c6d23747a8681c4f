"""What happened around a film on the clock of one page load: pauses, stalls, and in which state it played."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from surveys.films.coverage import Stretch
from surveys.films.evidence import Batch, Interval
from surveys.films.film_end import is_moment

# The pause that every browser reports just before the end, of a film or of one of a playlist.
END_PAUSE_MS = 500.0
ENDS = frozenset({"ended", "clip"})


@dataclass(frozen=True)
class Happening:
    """An event: milliseconds of the page's clock, its name, seconds of the film, and its value where it has one."""

    moment: float
    name: str
    film_s: float
    value: float | None = None


@dataclass(frozen=True)
class Stop:
    """A time in which the film stood still: where, and for how many seconds."""

    film_s: float
    seconds: float


@dataclass(frozen=True)
class Timeline:
    """One page load in the order of its clock, up to its last report."""

    happenings: tuple[Happening, ...]
    intervals: tuple[Interval, ...]
    until: float

    def named(self, *names: str) -> list[Happening]:
        """The events of these names."""
        return [each for each in self.happenings if each.name in names]


def timeline(batches: Sequence[Batch], intervals: Iterable[Interval]) -> Timeline:
    """The batches of one load; what they say of a time after they were sent is left out."""
    ordered = sorted(
        (event[0], batch.seq, place, event)
        for batch in batches
        for place, event in enumerate(batch.events)
        if is_moment(event[0], batch.sent)
    )
    happenings = tuple(Happening(*event) for _, _, _, event in ordered)
    until = max((batch.sent for batch in batches), default=0.0)
    return Timeline(happenings, tuple(sorted(intervals)), until)


def pauses(line: Timeline) -> list[Stop]:
    """Each pause that somebody made, until the film went on, or until the last report."""
    return stops(line, "pause", frozenset({"play", "stall", *ENDS}))


def stalls(line: Timeline) -> list[Stop]:
    """Each time in which the film waited for the network."""
    return stops(line, "stall", frozenset({"play", "pause", *ENDS}))


def stops(line: Timeline, opens: str, closes: frozenset[str]) -> list[Stop]:
    """The times from an opening event to the next closing one; those that the end explains are left out."""
    found: list[Stop] = []
    since: Happening | None = None
    for each in line.happenings:
        if each.name == opens and since is None:
            since = each
        elif each.name in closes and since is not None:
            explained = opens == "pause" and each.name in ENDS and each.moment - since.moment <= END_PAUSE_MS
            found += [] if explained else [Stop(since.film_s, (each.moment - since.moment) / 1000)]
            since = None
    if since is not None:
        found.append(Stop(since.film_s, max(0.0, line.until - since.moment) / 1000))
    return found


def hidden(line: Timeline) -> list[Stretch]:
    """The times of the page's clock in which it was out of sight."""
    return spans(((each.moment, each.name == "hidden") for each in line.named("hidden", "visible")), line.until)


def muted(line: Timeline) -> list[Stretch]:
    """The times in which nothing could be heard: muted, or turned down to nothing."""
    return spans(silences(line), line.until)


def silences(line: Timeline) -> Iterator[tuple[float, bool]]:
    """From which moment on there was silence, and from which there was none."""
    off, volume = False, 1.0
    for each in line.named("muted", "unmuted", "volume"):
        if each.name == "volume":
            volume = volume if each.value is None else each.value
        else:
            off = each.name == "muted"
        yield each.moment, off or volume <= 0


def spans(switches: Iterable[tuple[float, bool]], until: float) -> list[Stretch]:
    """The times between switching on and off."""
    found: list[Stretch] = []
    since: float | None = None
    for moment, on in switches:
        if on and since is None:
            since = moment
        elif not on and since is not None:
            found, since = [*found, (since, moment)], None
    return found if since is None else [*found, (since, until)]


def on_film(line: Timeline, spans: Iterable[Stretch]) -> list[Stretch]:
    """What of the film ran in these times of the page's clock."""
    return [
        piece
        for begin, stop in spans
        for interval in line.intervals
        if (piece := part_of(interval, begin, stop)) is not None
    ]


def part_of(interval: Interval, begin: float, stop: float) -> Stretch | None:
    """The part of a played stretch that lies in a time of the page's clock."""
    start, end, began, ended = interval
    first, last = max(begin, began), min(stop, ended)
    if last <= first:
        return None
    speed = (end - start) / (ended - began)
    return start + (first - began) * speed, start + (last - began) * speed
