"""How a made-up person watches a film: pauses, stalls, spells out of sight and without sound, and what was felt."""

from bisect import bisect_right
from collections.abc import Sequence
from math import exp
from random import Random

from surveys.films.evidence import MAX_ENTRIES, Event, Interval, Sample
from surveys.protocols.definition import Film

PAUSES, STALLS, HIDES, MUTES = 0.14, 0.1, 0.05, 0.04
# People whose phone can't play it: the page says so after a while.
UNPLAYABLE, HELPLESS_S = 0.015, 20.0
HEARS = 0.97
HEIGHTS, HEIGHT_WEIGHTS = (360.0, 480.0, 720.0), (2, 3, 5)
PAUSE_S, STALL_S, AWAY_S = 9.0, 2.0, 8.0
SAMPLE_S = 0.25
TOUCHED_S = 2.0
# Shares of people who tap at all, at a film that moves and at another one.
TAPS, TAPS_ELSEWHERE = 0.45, 0.03
# Where a story moves most, as a share of the film, and how suddenly.
MOVING, SUDDEN = 0.72, 0.14


class MadeUpShowing:
    """One showing, from a moment of the page's clock (ms) to the last second of the film that is seen."""

    def __init__(self, step: Film, seen_s: float, duration_s: float, begins_ms: float, *, moves: bool, dice: Random):
        self.step, self.seen_s, self.duration_s, self.moves, self.dice = step, seen_s, duration_s, moves, dice
        self.stops = sorted(self.made_up_stops())
        self.intervals: list[Interval] = []
        self.events: list[Event] = [*self.before(begins_ms), (begins_ms, "play", 0.0)]
        self.ends_ms = self.play(begins_ms)
        self.spells("hidden", "visible", HIDES)
        self.spells("muted", "unmuted", MUTES)
        if step.marker:
            self.tap()
        self.samples = self.moved()

    def made_up_stops(self) -> Sequence[tuple[float, str, float]]:
        """Where the film stops: its second, why, and for how many seconds."""
        likely = (("pause", PAUSES, PAUSE_S), ("stall", STALLS, STALL_S))
        return [
            (self.dice.uniform(0.1, 0.9) * self.seen_s, name, 0.3 + self.dice.expovariate(1 / mean))
            for name, share, mean in likely
            if self.dice.random() < share
        ]

    def before(self, begins_ms: float) -> Sequence[Event]:
        """What is told as the film begins: whether its sound is heard, and how high its pictures are."""
        heard, height = self.dice.random() < HEARS, self.dice.choices(HEIGHTS, HEIGHT_WEIGHTS)[0]
        return (0.5 * begins_ms, "soundcheck", 0.0, float(heard)), (begins_ms, "rendition", 0.0, height)

    def play(self, page: float) -> float:
        """Go through the film; when it is over on the page's clock."""
        film = 0.0
        for second, name, seconds in self.stops:
            stopped = page + (second - film) * 1000
            self.intervals.append((film, second, page, stopped))
            page, film = stopped + seconds * 1000, second
            self.events += [(stopped, name, film), (page, "play", film)]
        over = page + (self.seen_s - film) * 1000
        self.intervals.append((film, self.seen_s, page, over))
        if self.seen_s == self.duration_s:
            self.events.append((over, "ended", self.duration_s))
        return over

    def page_at(self, film: float) -> float:
        """The page's clock when the film is at a second."""
        place = max(0, bisect_right([interval[0] for interval in self.intervals], film) - 1)
        start, _, began, _ = self.intervals[place]
        return began + (film - start) * 1000

    def spells(self, begins: str, ends: str, share: float) -> None:
        """The film plays on meanwhile."""
        if self.dice.random() < share:
            start = self.dice.uniform(0, 0.8) * self.seen_s
            end = min(self.seen_s, start + self.dice.expovariate(1 / AWAY_S))
            self.events += [(self.page_at(start), begins, start), (self.page_at(end), ends, end)]

    def tap(self) -> None:
        """Tap now and then where the film moves."""
        if self.dice.random() < (TAPS if self.moves else TAPS_ELSEWHERE):
            second = self.dice.gauss(MOVING, SUDDEN / 2) * self.duration_s
            if 0 < second < self.seen_s:
                self.events.append((self.page_at(second), "marker", second))

    def moved(self) -> tuple[Sample, ...]:
        """Where the slider stands, from a first touch on; fewer of them than a report may hold."""
        trace = self.step.trace
        if trace is None:
            return ()
        every = max(SAMPLE_S, self.seen_s / (MAX_ENTRIES - 10))
        first, person = self.dice.expovariate(1 / TOUCHED_S), self.dice.gauss(0.2, 0.12)
        depth, found, value = (max(0.0, self.dice.gauss(0.5, 0.2)) if self.moves else 0.0), [], person
        for number in range(int(self.seen_s / every)):
            second = number * every
            # A hand follows a feeling in jumps.
            if self.dice.random() < every:
                near = exp(-(((second / self.duration_s - MOVING) / (2 * SUDDEN)) ** 2))
                value = person + depth * near + self.dice.gauss(0, 0.05)
            if second >= first:
                place = trace.low + (trace.high - trace.low) * min(1.0, max(0.0, value))
                found.append((round(second, 3), float(round(place)), round(self.page_at(second), 1)))
        return tuple(found)
