"""A study as it is defined: frozen values that everything else reads. Times are in seconds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from surveys.instruments.document import Words
from surveys.instruments.expression import Expression
from surveys.instruments.instrument import Instrument
from surveys.protocols.consent_form import Clause as Clause
from surveys.protocols.consent_form import ConsentForm as ConsentForm
from surveys.protocols.consent_form import Question as Question
from surveys.protocols.design import AllocationPlan, Arm, Factors, Stop
from surveys.protocols.film_source import FilmSource as FilmSource
from surveys.protocols.film_source import Trace as Trace


# Steps are compared and hashed by identity: they are read once, and caches look them up on every request.
@dataclass(frozen=True, kw_only=True, eq=False)
class Step:
    """What all steps of a journey have in common.

    A repeat is unfolded when it is read: each occurrence has steps of its own, `id` is then `base.occurrence`, and
    every name in them means the occurrence at hand. What is stored stands under (base, occurrence).
    """

    id: str
    when: Expression | None = None
    occurrence: str = ""

    @property
    def base(self) -> str:
        """The id in the document, the same for all occurrences."""
        return self.id.removesuffix(f".{self.occurrence}") if self.occurrence else self.id

    @property
    def seeded_by(self) -> str:
        """What a person's orders at this step follow from, beside the seed."""
        return f"{self.base}:{self.occurrence}"


@dataclass(frozen=True, kw_only=True, eq=False)
class Ask(Step):
    """An instrument's pages."""

    instrument: str
    occasion: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Allocate(Step):
    """Where people get their condition, or their level of one factor."""

    factor: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Film(Step):
    """A film, by its id or by a key of the condition; or several, one after the other, as one stimulus."""

    film: str = ""
    condition_key: str = ""
    playlist: tuple[str, ...] = ()
    watched: float = 0.9
    back: bool = False
    optional: bool = False
    # Feelings on the film's clock: a slider that is moved while it plays, and a button for tears (its words).
    trace: Trace | None = None
    marker: Words = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, eq=False)
class Wait(Step):
    """A pause that is counted from the end of a step, and the window of the steps behind it."""

    wait: float
    after: str = ""
    opens: float = 0
    closes: float | None = None
    late: str = "keep"
    filler_instrument: str = ""
    filler_text: str = ""
    remind: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Show(Step):
    """A text, by its file or by a key of the condition."""

    file: str = ""
    condition_key: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Safety(Step):
    """A distress rule on the latest occasion of an item; `trigger` is the step that asks it, `page` where it stands."""

    item: str
    trigger: str = ""
    # For the step in each name, all the steps that ask the same before the rule: the latest answered one counts.
    candidates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    at_least: float | None = None
    # A self-harm item acts above its lowest answer.
    above: float | None = None
    rise_from: str = ""
    rise_by: float | None = None
    or_: Expression | None = None
    offer: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Complete(Step):
    """The completion code or link of a part."""

    part: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Timer(Step):
    """A pause or task of a fixed time, with a text; seconds from the end of the step before."""

    seconds: float
    text: Words = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, eq=False)
class ScreenedOut(Step):
    """Who can't take part, checked after each page before the allocation; it has no place of its own."""

    rule: "ScreenOut"


@dataclass(frozen=True, kw_only=True, eq=False)
class Day(Step):
    """Opens one entry of a diary: `number` days after the step before it ended, in the person's time zone.

    `opens` and `closes` are minutes after midnight; a window that closes before it opens ends on the next day.
    """

    number: int
    opens: int
    closes: int
    remind: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class AskContact(Step):
    """Asks for the e-mail address that reminders go to; it may be left empty."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Event(Step):
    """Asks whether there is an event to record, or no more of them."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Branch(Step):
    """Steps in groups; each group stays together."""

    groups: tuple[tuple[Step, ...], ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Shuffle(Branch):
    """Groups in an order of each person's own."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Choose(Branch):
    """Some of the groups, chosen for each person by chance, in the document's order."""

    count: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Repeat(Branch):
    """The same steps for each of `keys`, a group an occurrence; in an order of each person's own where `shuffled`."""

    keys: tuple[str, ...]
    # What stands for the key inside; empty in diaries and event records.
    name: str = ""
    shuffled: bool = False
    on_demand: bool = False


@dataclass(frozen=True)
class Part:
    """What a finished part gives: a code, or a link of the panel."""

    code: str = ""
    url: str = ""


@dataclass(frozen=True)
class ScreenOut:
    """Who can't take part, and the text that tells them."""

    when: Expression
    file: str


@dataclass(frozen=True)
class Recruitment:
    """Where people come from."""

    keep: tuple[str, ...] = ()
    complete: Mapping[str, Part] = field(default_factory=dict)
    screened_out: ScreenOut | None = None
    target: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Occasion:
    """A point in time at which an outcome is measured: its name and its step."""

    id: str
    step: str


@dataclass(frozen=True)
class Outcome:
    """What the study is about: a score or an item over occasions."""

    id: str
    label: Words
    instrument: str
    key: str
    is_item: bool
    occasions: tuple[Occasion, ...]
    better: str
    changed: float | None = None
    primary: str = ""
    # The first occasion is the baseline; the occurrences of a repeat have none.
    has_baseline: bool = True

    @property
    def later(self) -> tuple[Occasion, ...]:
        """The occasions that are compared with the baseline."""
        return self.occasions[1:] if self.has_baseline else ()


@dataclass(frozen=True)
class Group:
    """People by something observed, never randomised."""

    id: str
    label: Words
    when: Expression
    among: Expression | None
    labels: tuple[Words, Words]


@dataclass(frozen=True)
class Exclusion:
    """A flag for the per-protocol analysis."""

    id: str
    when: Expression


@dataclass(frozen=True)
class Lead:
    """Who answers for the study."""

    team: str
    email: str
    controller: str = ""
    ethics: str = ""
    safety_email: str = ""
    privacy: str = ""
    support: str = ""


# Compared and hashed by identity: a version is read once and kept, and what is compiled from it is kept beside it.
@dataclass(frozen=True, eq=False)
class Definition:
    """One whole study; `texts` holds every text file by language and name."""

    slug: str
    title: Words
    languages: tuple[str, ...]
    lead: Lead
    consent: ConsentForm
    conditions: tuple[Arm, ...]
    allocation: AllocationPlan
    films: Mapping[str, FilmSource]
    steps: tuple[Step, ...]
    instruments: Mapping[str, Instrument]
    recruitment: Recruitment
    outcomes: tuple[Outcome, ...]
    groups: tuple[Group, ...]
    moderators: tuple[str, ...]
    manipulation: Mapping[str, Any]
    exclusions: tuple[Exclusion, ...]
    privacy: Mapping[str, Any]
    texts: Mapping[str, Mapping[str, str]]
    factors: Factors = field(default_factory=dict)
    blinded: Stop | None = None

    def walk(self) -> Iterator[Step]:
        """All steps, those inside of branches too, in the document's order."""
        return walk(self.steps)

    @cached_property
    def steps_by_id(self) -> Mapping[str, Step]:
        """All steps by id; the first one wins while a faulty document is being checked."""
        return {step.id: step for step in reversed(list(self.walk()))}

    def step(self, step_id: str) -> Step | None:
        """The step of this id."""
        return self.steps_by_id.get(step_id)

    def stored_step(self, base: str, occurrence: str) -> Step | None:
        """The step whose pages are stored under these two."""
        found = self.step(f"{base}.{occurrence}" if occurrence else base)
        return found if found is not None and found.occurrence == occurrence else None

    @cached_property
    def steps_by_base(self) -> Mapping[str, tuple[Step, ...]]:
        """The steps of all occurrences by the id that they have in the document."""
        found: dict[str, tuple[Step, ...]] = {}
        for step in self.walk():
            found[step.base] = (*found.get(step.base, ()), step)
        return found

    def resolved(self, step: Step, name: str) -> str:
        """What a name in a text of a step stands for: within a repeat that of the occurrence at hand."""
        owner, _, key = name.rpartition(".")
        here = self.step(f"{owner}.{step.occurrence}") if step.occurrence else None
        return f"{here.id}.{key}" if here is not None and here.occurrence == step.occurrence else name

    def key_here(self, step: Step, name: str) -> str | None:
        """The key of the occurrence at hand, where `name` stands for it in a text of a step."""
        around = self.branches_by_id.get(step.id, ()) if step.occurrence else ()
        return step.occurrence if any(isinstance(each, Repeat) and each.name == name for each in around) else None

    @cached_property
    def branches_by_id(self) -> Mapping[str, tuple[Branch, ...]]:
        """The branches around each step, the outermost first."""
        return dict(surrounded(self.steps, ()))

    @cached_property
    def screen_outs(self) -> tuple[ScreenOut, ...]:
        """All that says who can't take part."""
        rules = (self.recruitment.screened_out, *(each.rule for each in self.walk() if isinstance(each, ScreenedOut)))
        return tuple(rule for rule in rules if rule is not None)

    def text(self, file: str, language: str) -> str:
        """A text file in a language."""
        return self.texts.get(language, {}).get(file, "")

    def arm(self, condition: str) -> Arm | None:
        """The condition of this id."""
        return next((arm for arm in self.conditions if arm.id == condition), None)

    def arms_with(self, levels: Mapping[str, str]) -> tuple[Arm, ...]:
        """The conditions that have these levels."""
        return tuple(arm for arm in self.conditions if levels.items() <= arm.levels.items())


def walk(steps: tuple[Step, ...]) -> Iterator[Step]:
    """Steps in the document's order, a branch before its own."""
    for step in steps:
        yield step
        if isinstance(step, Branch):
            for group in step.groups:
                yield from walk(group)


def surrounded(steps: tuple[Step, ...], around: tuple[Branch, ...]) -> Iterator[tuple[str, tuple[Branch, ...]]]:
    """The id of each step with the branches around it."""
    for step in steps:
        yield step.id, around
        if isinstance(step, Branch):
            for group in step.groups:
                yield from surrounded(group, (*around, step))
