"""What people saw of the film of one step, and felt while it played, by condition and film."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from surveys.films.verdict import NO_EVIDENCE, SEEN
from surveys.findings.statistics.describe import Summary, describe
from surveys.findings.statistics.tap_rates import Part, Taps
from surveys.findings.statistics.trace_curve import Curve, Moment
from surveys.findings.viewings import Showing, Whose, film_step, showings, without_evidence
from surveys.participation.stimulus import films_of
from surveys.protocols.definition import Definition, Film
from surveys.protocols.freeze import definition_of

ALL = "all"
BINS = 10
SPELLS = ("stalled_s", "paused_s", "hidden_s", "muted_s")
# Shorter than this nobody is said to have paused, stalled, hidden or muted.
LEAST_SPELL_S = 0.5
# A condition, and the films that its people saw at the step.
Whom = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Spell:
    """How many people's showings had one (a pause, a stall …), and how many seconds it took those, in all."""

    people: int
    seconds: Summary


@dataclass(frozen=True)
class Exposed:
    """The people of one condition and film; `bins` count coverage by tenths, from the least to the most."""

    condition: str
    films: tuple[str, ...]
    n: int
    without: int
    enough: int
    bins: tuple[int, ...]
    coverage: Summary
    verdicts: Mapping[str, int]
    spells: Mapping[str, Spell]
    refused: int


@dataclass(frozen=True)
class Felt:
    """What the people of one condition felt in one film: `n` moved the slider, `tapped` of `asked` tapped at all."""

    condition: str
    films: tuple[str, ...]
    duration_s: float
    n: int
    curve: Sequence[Moment]
    asked: int
    tapped: int
    taps: Sequence[Part]


@dataclass(frozen=True)
class FilmFigures:
    """All figures of a step; `withheld` feelings wait for unblinding, `apart` are people who saw another file."""

    exposed: Sequence[Exposed]
    felt: Sequence[Felt]
    withheld: bool = False
    apart: int = 0


@dataclass
class Seen:
    """What is gathered of one condition and film."""

    without: int = 0
    enough: int = 0
    refused: int = 0
    bins: list[int] = field(default_factory=lambda: [0] * BINS)
    coverages: list[float] = field(default_factory=list)
    verdicts: Counter[str] = field(default_factory=Counter)
    spells: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in SPELLS})

    def add(self, showing: Showing) -> None:
        """One person more."""
        if showing.verdict == NO_EVIDENCE:
            self.without += 1
            return
        self.coverages.append(showing.coverage)
        self.bins[min(int(showing.coverage * BINS), BINS - 1)] += 1
        self.enough += showing.verdict == SEEN
        self.refused += showing.refused > 0
        self.verdicts[showing.verdict] += 1
        for name in SPELLS:
            if (seconds := getattr(showing, name)) >= LEAST_SPELL_S:
                self.spells[name].append(seconds)


class Gathering:
    """The figures of a step while people are gone through, one after the other."""

    def __init__(self, definition: Definition, whose: Whose, *, pooled: bool) -> None:
        step = film_step(definition, whose.step)
        if step is None:
            raise LookupError(f"“{whose.step}” shows no film.")
        self.definition, self.whose, self.step, self.pooled = definition, whose, step, pooled
        self.withheld = pooled and not same_for_all(definition, whose.step)
        self.seen: dict[Whom, Seen] = {}
        self.curves: dict[Whom, tuple[Curve, list[int]]] = {}
        self.taps: dict[Whom, tuple[Taps, list[int]]] = {}
        self.apart = 0

    def run(self) -> FilmFigures:
        """All of it."""
        for showing in showings(self.whose):
            self.seen.setdefault(self.whom(showing.condition, showing.films), Seen()).add(showing)
            if not self.withheld:
                self.feel(showing)
        for version, condition, occurrence, people in without_evidence(self.whose):
            films = films_at(definition_of(version), self.whose.step, occurrence, condition)
            self.seen.setdefault(self.whom(condition, films), Seen()).without += people
        exposed = [exposed_of(whom, self.seen[whom]) for whom in self.ordered(self.seen)]
        return FilmFigures(exposed, self.felt(), self.withheld, self.apart)

    def whom(self, condition: str, films: tuple[str, ...]) -> Whom:
        """With whom somebody is put together: never with people who saw another film, unless nothing may be told."""
        if self.pooled:
            return ALL, (() if self.withheld else films)
        return condition, films

    def feel(self, showing: Showing) -> None:
        """One person's trace and taps; of another film or on another scale they are left out."""
        then = definition_of(showing.version)
        step = film_step(then, self.whose.step)
        if step is None or not (self.step.trace or self.step.marker):
            return
        if not same_stimulus(self.definition, then, showing.films):
            self.apart += 1
            return
        whom, duration = self.whom(showing.condition, showing.films), seconds_of(self.definition, showing.films)
        until = max((end for _, end in showing.played), default=0.0)
        if self.step.trace and step.trace and scale(step) == scale(self.step):
            curve, counts = self.curves.setdefault(whom, (Curve(duration), [0]))
            curve.add(showing.trace, until)
            counts[0] += bool(showing.trace)
        if self.step.marker and step.marker:
            taps, counts = self.taps.setdefault(whom, (Taps(duration), [0, 0]))
            taps.add(showing.markers, showing.played)
            counts[0] += bool(showing.played)
            counts[1] += bool(showing.markers)

    def felt(self) -> list[Felt]:
        """The curves and rates of all who were gone through."""
        found = []
        for whom in self.ordered({**self.curves, **self.taps}):
            curve, (n,) = self.curves.get(whom, (None, [0]))
            taps, (asked, tapped) = self.taps.get(whom, (None, [0, 0]))
            found.append(
                Felt(
                    *whom,
                    duration_s=seconds_of(self.definition, whom[1]),
                    n=n,
                    curve=curve.moments() if curve and n else (),
                    asked=asked,
                    tapped=tapped,
                    taps=taps.rates() if taps else (),
                )
            )
        return found

    def ordered(self, found: Mapping[Whom, object]) -> list[Whom]:
        """Conditions in the study's order, and films in that of the document."""
        arms, films = [arm.id for arm in self.definition.conditions], list(self.definition.films)

        def place(whom: Whom) -> tuple[int, list[int], Whom]:
            rank = arms.index(whom[0]) if whom[0] in arms else len(arms)
            return rank, [films.index(film) if film in films else len(films) for film in whom[1]], whom

        return sorted(found, key=place)


def film_figures(definition: Definition, whose: Whose, *, pooled: bool) -> FilmFigures:
    """The figures of a step; `pooled` puts all conditions together. LookupError where the step shows no film."""
    return Gathering(definition, whose, pooled=pooled).run()


def exposed_of(whom: Whom, seen: Seen) -> Exposed:
    """What was gathered of one condition and film, as figures."""
    spells = {name: Spell(len(seconds), describe(seconds)) for name, seconds in seen.spells.items()}
    return Exposed(
        *whom,
        n=len(seen.coverages),
        without=seen.without,
        enough=seen.enough,
        bins=tuple(seen.bins),
        coverage=describe(seen.coverages),
        verdicts=dict(seen.verdicts),
        spells=spells,
        refused=seen.refused,
    )


def same_for_all(definition: Definition, base: str) -> bool:
    """Whether people of all conditions see the same at a step, so that pooled figures betray no condition."""
    if len(definition.conditions) < 2:
        return True
    steps = [step for step in definition.steps_by_base[base] if isinstance(step, Film)]
    branches = [branch for step in steps for branch in definition.branches_by_id.get(step.id, ())]
    shown = [{films_of(definition, step, arm.id) for arm in definition.conditions} for step in steps]
    return all(len(films) == 1 for films in shown) and all(each.when is None for each in (*steps, *branches))


def films_at(definition: Definition, base: str, occurrence: str, condition: str) -> tuple[str, ...]:
    """The films that somebody was shown at one occurrence of a step."""
    step = definition.stored_step(base, occurrence)
    return films_of(definition, step, condition) if isinstance(step, Film) else ()


def same_stimulus(now: Definition, then: Definition, films: Sequence[str]) -> bool:
    """Whether the films of these ids are the same files in two versions."""
    pairs = [(now.films.get(film), then.films.get(film)) for film in films]
    return all(new is not None and old is not None and new.sha256 == old.sha256 for new, old in pairs)


def seconds_of(definition: Definition, films: Sequence[str]) -> float:
    """How long some films last, one after the other."""
    return sum(definition.films[film].duration_seconds for film in films if film in definition.films)


def scale(step: Film) -> tuple[int, int] | None:
    """The ends of a step's slider."""
    return (step.trace.low, step.trace.high) if step.trace else None
