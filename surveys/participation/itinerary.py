"""Where is this person? One pure function of the version, what was recorded, and the clock."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from surveys.enrolment.models import Participant
from surveys.instruments.instrument import seeded_order
from surveys.participation.distress import Rules, rules_of, triggered
from surveys.participation.facts import Facts
from surveys.participation.known import ENDED_AT, Known, asked_by
from surveys.participation.visible import visible
from surveys.participation.window import Window, day_window, deadline
from surveys.protocols.definition import (
    Allocate,
    AskContact,
    Branch,
    Choose,
    Complete,
    Day,
    Definition,
    Event,
    Film,
    Repeat,
    Safety,
    ScreenedOut,
    Show,
    Shuffle,
    Step,
    Timer,
    Wait,
    walk,
)

CONSENT = "consent"
TEST_PACE = 60.0
Kind = Literal[
    "consent",
    "ask",
    "film",
    "wait",
    "timer",
    "event",
    "contact",
    "show",
    "support",
    "complete",
    "allocate",
    "closed",
    "stopped",
]
MORE = 1
PAGES: Mapping[type[Step], Kind] = {Timer: "timer", Event: "event", AskContact: "contact"}
Round = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """What is due: a page (`step:occurrence:page`), a pause until a time, or the end. Times are epoch seconds.

    `step` is the step's whole id, which names the occurrence too.
    """

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
        return f"{self.base}:{self.occurrence}:{self.page}"

    @property
    def base(self) -> str:
        """The step's id in the document, under which its pages are stored."""
        return self.step.removesuffix(f".{self.occurrence}") if self.occurrence else self.step


def itinerary(definition: Definition, facts: Facts, *, now: float, pace: float = 1) -> Place:
    """The place of a person at `now`; `pace` divides waits (60 makes a minute last a second).

    Test persons walk with the fast clock everywhere.
    """
    if facts.stopped_at is not None:
        return Place("stopped", terminal=True)
    if facts.consented_at is None:
        return Place("consent", CONSENT)
    return Walk(definition, facts, now, pace_of(facts, pace)).place()


def pace_of(facts: Facts, pace: float) -> float:
    """How much faster than the clock this person's waits pass."""
    return TEST_PACE if facts.origin == Participant.Origin.TEST else pace


def order_of(definition: Definition, seed: int) -> tuple[Step, ...]:
    """The steps in this person's order."""
    return tuple(step for each in definition.steps for step in laid_out(each, seed))


def laid_out(step: Step, seed: int) -> Iterator[Step]:
    """A step, or those of a branch in the person's order."""
    if not isinstance(step, Branch):
        yield step
        return
    for position in positions(step, seed):
        for inner in step.groups[position]:
            yield from laid_out(inner, seed)


def positions(branch: Branch, seed: int) -> Sequence[int]:
    """Which groups of a branch a person gets, in order."""
    every = range(len(branch.groups))
    if isinstance(branch, Choose):
        return sorted(seeded_order(every, seed, branch.id)[: branch.count])
    in_order = not isinstance(branch, Shuffle) and not (isinstance(branch, Repeat) and branch.shuffled)
    return every if in_order else seeded_order(every, seed, branch.id)


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
        # All that were met on the way, by the step that opens them.
        self.windows: dict[str, Window] = {}
        # The round of a repeat to which the window belongs, and the entry of a diary that was missed as a whole.
        self.windows_round: Round | None = None
        self.lost: Round | None = None
        # In records on demand, by their repeat: the number of the event at which there were no more.
        self.no_more: dict[str, int] = {}
        self.begun = {(base, occurrence) for base, occurrence, _ in facts.sent}

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
        around = self.definition.branches_by_id.get(step.id, ())
        if any(each.when is not None and each.when.value(self.names) is not True for each in around):
            return False
        if step.occurrence and any(isinstance(each, Repeat) and self.over(each, step) for each in around):
            return False
        hidden = isinstance(step, Safety | ScreenedOut | Day)
        return not hidden and (step.when is None or step.when.value(self.names) is True)

    def over(self, repeat: Repeat, step: Step) -> bool:
        """Whether somebody had no more events to record before this step's occurrence."""
        if not repeat.on_demand:
            return False
        if repeat.id not in self.no_more:
            asked = (self.facts.sent.get((repeat.id, key, 0)) for key in repeat.keys)
            ends = (number for number, sent in enumerate(asked) if sent is not None and sent.answers != [MORE])
            self.no_more[repeat.id] = next(ends, len(repeat.keys))
        number = repeat.keys.index(step.occurrence)
        return number > self.no_more[repeat.id] - (not isinstance(step, Event))

    def visit(self, step: Step) -> Place | None:
        """What is due at a step; None when it lies behind."""
        if isinstance(step, Safety):
            self.ends[step.id] = self.last_end
            return self.help((step,))
        if isinstance(step, Day):
            return self.day(step)
        if self.is_lost(step) or not self.visible(step):
            # A wait that counts from a skipped step counts from the one before it.
            self.ends[step.id] = self.last_end
            return None
        if isinstance(step, Allocate):
            self.ends[step.id] = self.last_end
            is_open = not self.facts.condition and step.factor not in self.facts.levels
            return Place("allocate", step.id) if is_open else None
        if isinstance(step, Wait):
            return self.wait(step)
        if isinstance(step, Film | Complete) and not (self.window is not None and self.window.is_entry):
            self.window = None
        if self.windows_round not in (None, self.round_of(step)):
            # The day of a diary is over.
            self.window = self.windows_round = None
        due = self.timer(step) if isinstance(step, Timer) else self.pages(step)
        # Only questions can come too late, and films of a diary: nobody misses a debrief.
        if due is not None and due.kind in self.too_late():
            self.missed(step)
            return None
        return due

    def wait(self, step: Wait) -> Place | None:
        """The pause, or the page that fills it; None when the window has opened."""
        anchor = self.ends.get(step.after, self.last_end) if step.after else self.last_end
        self.window = self.windows[step.id] = deadline(step, anchor, self.pace)
        self.windows_round = self.round_of(step)
        help_first = self.support(step)
        if help_first is not None:
            return help_first
        if self.now >= self.window.opens:
            self.ends[step.id] = self.last_end = max(self.last_end, self.window.opens)
            return None
        filler = self.filler(step)
        return filler or Place("wait", step.id, step.occurrence, until=self.window.opens)

    def timer(self, step: Timer) -> Place | None:
        """The pause of a fixed time, until somebody goes on after it."""
        due = self.pages(step)
        if due is None or due.kind != "timer":
            return due
        return replace(due, until=self.last_end + step.seconds / self.pace)

    def day(self, step: Day) -> Place | None:
        """The pause until an entry of a diary opens; None when it may be written, or can't be any more."""
        window = day_window(step, self.diary_start(step), self.facts.timezone, self.pace)
        self.window, self.windows_round = window, self.round_of(step)
        self.windows[step.id] = window
        if window.closes is not None and self.now > window.closes:
            self.lost = self.unbegun(step)
            return None
        if not self.awaited(step):
            return None
        return Place("wait", step.id, step.occurrence, until=window.opens) if self.now < window.opens else None

    def round_of(self, step: Step) -> Round | None:
        """The repeat around a step and the occurrence; None outside of repeats."""
        around = self.definition.branches_by_id[step.id] if step.occurrence else ()
        return next(((each.id, step.occurrence) for each in around if isinstance(each, Repeat)), None)

    def unbegun(self, step: Day) -> Round | None:
        """The entry that a day opens, where nothing of it was sent: then nothing of it is due any more."""
        diary = self.definition.branches_by_id[step.id][-1]
        entry = next(group for group in diary.groups if group[0] is step)
        begun = any((each.base, each.occurrence) in self.begun for each in walk(entry))
        return None if begun else self.round_of(step)

    def is_lost(self, step: Step) -> bool:
        """Whether a step belongs to an entry that was missed as a whole."""
        return self.lost is not None and self.lost == self.round_of(step)

    def diary_start(self, step: Day) -> float:
        """When the step before a diary ended: its days count from there."""
        repeat = self.definition.branches_by_id[step.id][-1]
        return self.ends.setdefault(repeat.id, self.last_end)

    def awaited(self, step: Day) -> bool:
        """Whether this entry has anything for this person."""
        around = self.definition.branches_by_id[step.id]
        return all(each.when is None or each.when.value(self.names) is True for each in around)

    def filler(self, step: Wait) -> Place | None:
        """The next page of what fills a pause."""
        if step.filler_text and not self.sent(step, 0):
            return Place("show", step.id, step.occurrence)
        instrument = self.definition.instruments.get(step.filler_instrument)
        pages = range(instrument.page_count) if instrument is not None else ()
        due = (page for page in pages if not self.sent(step, page) and not self.hidden(step, page))
        return next((self.page("ask", step, page) for page in due), None)

    def pages(self, step: Step) -> Place | None:
        """The step's first page that was not sent, or the help that its answers call for."""
        instrument = self.definition.instruments.get(asked_by(step))
        for page in range(instrument.page_count if instrument is not None else 1):
            if self.hidden(step, page):
                continue
            if not self.sent(step, page):
                # Until a step is answered its rules would look at an earlier occasion.
                return (self.support(step) if page else None) or self.page(kind_of(step), step, page)
            self.last_end = max(self.last_end, self.end_of(step, page))
        self.ends[step.id] = self.last_end if not isinstance(step, Film) else self.end_of(step, 0)
        return self.support(step)

    def hidden(self, step: Step, page: int) -> bool:
        """Whether none of a page's items is shown to this person."""
        instrument = self.definition.instruments.get(asked_by(step))
        if instrument is None or not instrument.conditional or self.sent(step, page):
            return False
        return not visible(self.definition, self.names, step, instrument, page, self.facts.seed)

    def support(self, step: Step) -> Place | None:
        """The help page of a rule that this step's answers have set off and that was not yet seen."""
        return self.help(self.rules.get(step.id, ()))

    def help(self, rules: Sequence[Safety]) -> Place | None:
        """The help page of the first rule that acts; all that act are named with it."""
        acting = [rule for rule in rules if not self.sent(rule, 0) and triggered(rule, self.names)]
        if not acting:
            return None
        # The rows of a page of help stand under one occurrence; a rule of another one has a page of its own.
        helps = tuple(rule.base for rule in acting if rule.occurrence == acting[0].occurrence)
        return Place("support", acting[0].id, acting[0].occurrence, helps=helps)

    def page(self, kind: Kind, step: Step, page: int) -> Place:
        """A page of a step."""
        return Place(kind, step.id, step.occurrence, page)

    def end_of(self, step: Step, page: int) -> float:
        """When a page was left; a film ends when it ended, not when its page was left."""
        sent = self.facts.sent[step.base, step.occurrence, page]
        return float(sent.answers[ENDED_AT]) if isinstance(step, Film) and len(sent.answers) > ENDED_AT else sent.at

    def too_late(self) -> tuple[Kind, ...]:
        """The kinds of page that are not due any more, where the window is over and late answers are not taken."""
        window = self.window
        if window is None or window.late != "skip" or window.closes is None or self.now <= window.closes:
            return ()
        return ("ask", "event", "film") if window.is_entry else ("ask", "event")

    def missed(self, step: Step) -> None:
        """A step that can't be answered any more: it counts as left when its last page was sent."""
        self.ends[step.id] = self.last_end

    def sent(self, step: Step, page: int) -> bool:
        """Whether a page was sent."""
        return (step.base, step.occurrence, page) in self.facts.sent


def kind_of(step: Step) -> Kind:
    """The kind of page that a step has."""
    if isinstance(step, Film):
        return "film"
    if isinstance(step, Show):
        return "show"
    for kind, name in PAGES.items():
        if isinstance(step, kind):
            return name
    return "complete" if isinstance(step, Complete) else "ask"
