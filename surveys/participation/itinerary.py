"""Where is this person? One pure function of the version, what was recorded, and the clock."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from surveys.enrolment.models import Participant
from surveys.instruments.instrument import seeded_order
from surveys.participation.distress import Rules, rules_of, triggered
from surveys.participation.facts import Facts
from surveys.participation.known import ENDED_AT, Known, asked_by
from surveys.protocols.definition import Allocate, Complete, Definition, Film, Safety, Show, Shuffle, Step, Wait

CONSENT = "consent"
TEST_PACE = 60.0
Kind = Literal["consent", "ask", "film", "wait", "show", "support", "complete", "allocate", "closed", "stopped"]


@dataclass(frozen=True, slots=True)
class Place:
    """What is due: a page (`step:occurrence:page`), a pause until a time, or the end. Times are epoch seconds."""

    kind: Kind
    step: str = ""
    occurrence: str = ""
    page: int = 0
    until: float | None = None
    terminal: bool = False
    # How many steps lie behind, and how many there are, for the progress line.
    passed: int = 0
    total: int = 0
    # When the window around the page closes.
    closes: float | None = None
    # The rules that call for help, the one of this page first.
    helps: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What the hidden field `step` says."""
        return f"{self.step}:{self.occurrence}:{self.page}"


@dataclass(frozen=True, slots=True)
class Window:
    """When the steps behind a wait may be answered."""

    opens: float
    closes: float | None
    late: str


def itinerary(definition: Definition, facts: Facts, *, now: float, pace: float = 1) -> Place:
    """The place of a person at `now`; `pace` divides waits (60 makes a minute last a second).

    Test persons walk with the fast clock everywhere.
    """
    if facts.stopped_at is not None:
        return Place("stopped", terminal=True)
    if facts.consented_at is None:
        return Place("consent", CONSENT)
    return Walk(definition, facts, now, TEST_PACE if facts.origin == Participant.Origin.TEST else pace).place()


def order_of(definition: Definition, seed: int) -> tuple[Step, ...]:
    """The steps in this person's order."""
    return tuple(step for each in definition.steps for step in laid_out(each, seed))


def laid_out(step: Step, seed: int) -> Iterator[Step]:
    """A step, or those of a shuffle in the person's order."""
    if not isinstance(step, Shuffle):
        yield step
        return
    for position in seeded_order(range(len(step.groups)), seed, step.id):
        for inner in step.groups[position]:
            yield from laid_out(inner, seed)


@lru_cache(maxsize=256)
def shuffle_conditions(definition: Definition) -> Mapping[str, Step]:
    """The shuffle around each step that has one with a `when` of its own."""
    return {
        inner.id: step
        for step in definition.steps
        if isinstance(step, Shuffle) and step.when is not None
        for group in step.groups
        for inner in group
    }


class Walk:
    """One walk along a person's steps up to the first that is due."""

    def __init__(self, definition: Definition, facts: Facts, now: float, pace: float) -> None:
        self.definition, self.facts, self.now, self.pace = definition, facts, now, pace
        self.names = Known(definition, facts)
        self.rules: Rules = rules_of(definition)
        self.steps: Sequence[Step] = order_of(definition, facts.seed)
        # When each step ended, and when the one before did: waits count from there.
        self.ends: dict[str, float] = {}
        self.last_end = facts.consented_at or now
        self.window: Window | None = None

    def place(self) -> Place:
        """The first step that is due."""
        for position, step in enumerate(self.steps):
            found = self.visit(step)
            if found is not None:
                return self.finished(found, position)
        return Place("closed", terminal=True, passed=len(self.steps), total=len(self.steps))

    def finished(self, place: Place, position: int) -> Place:
        """The place with its progress; a last text or code is the end of the journey."""
        last = place.kind in ("show", "complete") and not any(map(self.visible, self.steps[position + 1 :]))
        closes = self.window.closes if self.window is not None else None
        return replace(place, terminal=last, passed=position, total=len(self.steps), closes=closes)

    def visible(self, step: Step) -> bool:
        """Whether a step is shown to this person, as far as is known now."""
        around = shuffle_conditions(self.definition).get(step.id)
        if around is not None and around.when is not None and around.when.value(self.names) is not True:
            return False
        return not isinstance(step, Safety) and (step.when is None or step.when.value(self.names) is True)

    def visit(self, step: Step) -> Place | None:
        """What is due at a step; None when it lies behind."""
        if isinstance(step, Safety):
            self.ends[step.id] = self.last_end
            return self.help((step,))
        if not self.visible(step):
            # A wait that counts from a skipped step counts from the one before it.
            self.ends[step.id] = self.last_end
            return None
        if isinstance(step, Allocate):
            self.ends[step.id] = self.last_end
            return Place("allocate", step.id) if not self.facts.condition else None
        if isinstance(step, Wait):
            return self.wait(step)
        if isinstance(step, Film | Complete):
            self.window = None
        due = self.pages(step)
        # Only questions can come too late: nobody misses a debrief.
        if due is not None and due.kind == "ask" and self.closed():
            self.missed(step)
            return None
        return due

    def wait(self, step: Wait) -> Place | None:
        """The pause, or the page that fills it; None when the window has opened."""
        anchor = self.ends.get(step.after, self.last_end) if step.after else self.last_end
        closes = anchor + step.closes / self.pace if step.closes is not None else None
        self.window = Window(anchor + step.opens / self.pace, closes, step.late)
        help_first = self.support(step)
        if help_first is not None:
            return help_first
        if self.now >= self.window.opens:
            self.ends[step.id] = self.last_end = max(self.last_end, self.window.opens)
            return None
        filler = self.filler(step)
        return filler or Place("wait", step.id, until=self.window.opens)

    def filler(self, step: Wait) -> Place | None:
        """The next page of what fills a pause."""
        if step.filler_text and not self.sent(step.id, 0):
            return Place("show", step.id)
        instrument = self.definition.instruments.get(step.filler_instrument)
        pages = range(instrument.page_count) if instrument is not None else ()
        return next((Place("ask", step.id, "", page) for page in pages if not self.sent(step.id, page)), None)

    def pages(self, step: Step) -> Place | None:
        """The step's first page that was not sent, or the help that its answers call for."""
        instrument = self.definition.instruments.get(asked_by(step))
        for page in range(instrument.page_count if instrument is not None else 1):
            if not self.sent(step.id, page):
                # Until a step is answered its rules would look at an earlier occasion.
                return (self.support(step) if page else None) or Place(kind_of(step), step.id, "", page)
            self.last_end = max(self.last_end, self.end_of(step, page))
        self.ends[step.id] = self.last_end if not isinstance(step, Film) else self.end_of(step, 0)
        return self.support(step)

    def support(self, step: Step) -> Place | None:
        """The help page of a rule that this step's answers have set off and that was not yet seen."""
        return self.help(self.rules.get(step.id, ()))

    def help(self, rules: Sequence[Safety]) -> Place | None:
        """The help page of the first rule that acts; all that act are named with it."""
        acting = tuple(rule.id for rule in rules if not self.sent(rule.id, 0) and triggered(rule, self.names))
        return Place("support", acting[0], helps=acting) if acting else None

    def end_of(self, step: Step, page: int) -> float:
        """When a page was left; a film ends when it ended, not when its page was left."""
        sent = self.facts.sent[step.id, "", page]
        return float(sent.answers[ENDED_AT]) if isinstance(step, Film) and len(sent.answers) > ENDED_AT else sent.at

    def closed(self) -> bool:
        """Whether the window around the steps is over and late answers are not taken."""
        window = self.window
        return window is not None and window.late == "skip" and window.closes is not None and self.now > window.closes

    def missed(self, step: Step) -> None:
        """A step that can't be answered any more: it counts as left when its last page was sent."""
        self.ends[step.id] = self.last_end

    def sent(self, step_id: str, page: int) -> bool:
        """Whether a page was sent."""
        return (step_id, "", page) in self.facts.sent


def kind_of(step: Step) -> Kind:
    """The kind of page that a step has."""
    if isinstance(step, Film):
        return "film"
    if isinstance(step, Show):
        return "show"
    return "complete" if isinstance(step, Complete) else "ask"
