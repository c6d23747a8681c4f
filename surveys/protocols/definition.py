"""A study as it is defined: frozen values that everything else reads. Times are in seconds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from surveys.instruments.document import Words
from surveys.instruments.expression import Expression
from surveys.instruments.instrument import Instrument


# Steps are compared and hashed by identity: they are read once, and caches look them up on every request.
@dataclass(frozen=True, kw_only=True, eq=False)
class Step:
    """What all steps of a journey have in common."""

    id: str
    when: Expression | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Ask(Step):
    """An instrument's pages."""

    instrument: str
    occasion: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Allocate(Step):
    """Where people get their condition."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Film(Step):
    """A film, by its id or by a key of the condition."""

    film: str = ""
    condition_key: str = ""
    watched: float = 0.9
    back: bool = False
    optional: bool = False


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
class Shuffle(Step):
    """Steps in an order of each person's own; an inner list stays together."""

    groups: tuple[tuple[Step, ...], ...]


@dataclass(frozen=True)
class Clause:
    """One sentence to agree to."""

    id: str
    text: Words
    optional: bool = False


@dataclass(frozen=True)
class ConsentForm:
    """The text and clauses that come first."""

    file: str
    clauses: tuple[Clause, ...]
    minimum_age: int | None = None
    withdraw_until: float | None = None


@dataclass(frozen=True)
class Arm:
    """A condition and what it sets."""

    id: str
    label: Words
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AllocationPlan:
    """How people get their condition; strata are names of choice items."""

    method: str = "blocks"
    sizes: tuple[int, ...] = ()
    strata: tuple[str, ...] = ()
    abandon_after: float = 24 * 3600


@dataclass(frozen=True)
class FilmSource:
    """A film as the document describes it."""

    id: str
    file: str
    licence: str
    title: Words
    description: Mapping[str, Any]
    captions: Mapping[str, str]
    # Known from publication on.
    sha256: str = ""
    duration_seconds: float = 0.0


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

    def walk(self) -> Iterator[Step]:
        """All steps, those inside a shuffle too, in the document's order."""
        return walk(self.steps)

    @cached_property
    def steps_by_id(self) -> Mapping[str, Step]:
        """All steps by id; the first one wins while a faulty document is being checked."""
        return {step.id: step for step in reversed(list(self.walk()))}

    def step(self, step_id: str) -> Step | None:
        """The step of this id."""
        return self.steps_by_id.get(step_id)

    def text(self, file: str, language: str) -> str:
        """A text file in a language."""
        return self.texts.get(language, {}).get(file, "")

    def arm(self, condition: str) -> Arm | None:
        """The condition of this id."""
        return next((arm for arm in self.conditions if arm.id == condition), None)


def walk(steps: tuple[Step, ...]) -> Iterator[Step]:
    """Steps in the document's order, the shuffle before its own."""
    for step in steps:
        yield step
        if isinstance(step, Shuffle):
            for group in step.groups:
                yield from walk(group)
