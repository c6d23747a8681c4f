"""What follows from one person's record: scores and items of the outcomes, levels of the groups, steps reached."""

from collections.abc import Iterator
from dataclasses import dataclass

from surveys.findings.models import Measure
from surveys.instruments.expression import is_number
from surveys.instruments.scoring import Scored
from surveys.participation.facts import Facts
from surveys.participation.known import Known, scored
from surveys.protocols.definition import Definition, Group, Outcome

Level = str
YES, NO, UNKNOWN = "yes", "no", "unknown"


@dataclass(frozen=True, order=True)
class Key:
    """What a measure is called within its study."""

    kind: str
    step: str
    occurrence: str = ""
    key: str = ""


@dataclass(frozen=True)
class Derived:
    """All that is kept of one person."""

    scores: dict[Key, Scored]
    steps: tuple[Key, ...]
    levels: tuple[Key, ...]


def derive(definition: Definition, facts: Facts) -> Derived:
    """Scores, steps and levels of a person, by the version on which the person started."""
    known = Known(definition, facts)
    return Derived(
        scores=dict(scores_of(definition, known)),
        steps=tuple(sorted({Key(Measure.Kind.STEP, step) for step, _, _ in facts.sent})),
        levels=tuple(level_key(group.id, level) for group in definition.groups if (level := level_of(group, known))),
    )


def scores_of(definition: Definition, known: Known) -> Iterator[tuple[Key, Scored]]:
    """The value of each outcome at each occasion that was answered."""
    for outcome in definition.outcomes:
        for occasion in outcome.occasions:
            value = value_of(definition, known, outcome, occasion.step)
            if value is not None:
                yield outcome_key(outcome, occasion.step), value


def value_of(definition: Definition, known: Known, outcome: Outcome, step: str) -> Scored | None:
    """A person's score or item at a step; None where nothing was sent there."""
    instrument = definition.instruments[outcome.instrument]
    answers = known.answers_of(step, instrument)
    if not answers:
        return None
    rule = instrument.score(outcome.key)
    if not outcome.is_item and rule is not None:
        return scored(instrument, rule, answers)
    item = instrument.item(outcome.key)
    answer = item.value(answers.get(outcome.key)) if item is not None else None
    value = float(answer) if answer is not None and is_number(answer) else None
    return Scored(value, int(value is not None), 1, prorated=False)


def level_of(group: Group, known: Known) -> Level | None:
    """Whether a person is in a group; None where the group doesn't concern the person."""
    if group.among is not None and group.among.value(known) is not True:
        return None
    truth = group.when.value(known)
    return YES if truth is True else NO if truth is False else UNKNOWN


def outcome_key(outcome: Outcome, step: str) -> Key:
    """The measure of an outcome at a step."""
    return Key(Measure.Kind.ITEM if outcome.is_item else Measure.Kind.SCORE, step, "", outcome.key)


def level_key(group: str, level: Level) -> Key:
    """The measure of a group's level."""
    return Key(Measure.Kind.GROUP, group, level)
