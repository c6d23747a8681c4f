"""The consent page as a study defines it: a text, clauses to tick, and questions on what was read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from surveys.instruments.document import Words


@dataclass(frozen=True)
class Clause:
    """One sentence to agree to."""

    id: str
    text: Words
    optional: bool = False


@dataclass(frozen=True)
class Question:
    """Whether the text was understood: one of the options is right; the hint is shown after a wrong answer."""

    id: str
    text: Words
    options: Mapping[str, Words]
    right: str
    hint: Words = field(default_factory=dict)


@dataclass(frozen=True)
class ConsentForm:
    """The text, clauses and questions that come first."""

    file: str
    clauses: tuple[Clause, ...]
    minimum_age: int | None = None
    withdraw_until: float | None = None
    questions: tuple[Question, ...] = ()
