"""What follows from one person's record: scores and items of the outcomes, levels of the groups, steps reached."""

from collections.abc import Iterator
from dataclasses import dataclass

from surveys.findings.models import Measure
from surveys.instruments.expression import is_number
from surveys.instruments.items import NOT_ANSWERED, Answer, Item
from surveys.instruments.scoring import Scored
from surveys.participation.facts import Facts
from surveys.participation.known import Known, scored
from surveys.protocols.definition import Definition, Group, Outcome

Level = str
LEVELS = YES, NO, UNKNOWN = "yes", "no", "unknown"


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
        steps=tuple(sorted(Key(Measure.Kind.STEP, step) for step in facts.steps)),
        levels=tuple(level_key(group.id, level) for group in definition.groups if (level := level_of(group, known))),
    )


def scores_of(definition: Definition, known: Known) -> Iterator[tuple[Key, Scored]]:
    """The value of each outcome at each occasion that was answered, and of the items behind it."""
    for outcome in definition.outcomes:
        instrument = definition.instruments[outcome.instrument]
        for occasion in outcome.occasions:
            answers = known.answers_of(occasion.step, instrument)
            if not answers:
                continue
            rule = instrument.score(outcome.key)
            if not outcome.is_item and rule is not None:
                yield outcome_key(outcome, occasion.step), scored(instrument, rule, answers)
            for item in items_behind(definition, outcome):
                yield item_key(occasion.step, item), item_value(instrument.item(item), answers.get(item, NOT_ANSWERED))


def items_behind(definition: Definition, outcome: Outcome) -> tuple[str, ...]:
    """The items whose values are kept for an outcome: itself, or those of a score of two and more items."""
    rule = definition.instruments[outcome.instrument].score(outcome.key)
    if outcome.is_item or rule is None:
        return (outcome.key,)
    return rule.items if len(rule.items) > 1 else ()


def item_value(item: Item | None, answer: Answer) -> Scored:
    """An item's value as it was answered, not turned; words and gaps have none."""
    found = item.value(answer) if item is not None else None
    value = float(found) if found is not None and is_number(found) else None
    return Scored(value, int(value is not None), 1, prorated=False)


def level_of(group: Group, known: Known) -> Level | None:
    """Whether a person is in a group; None where the group doesn't concern the person."""
    if group.among is not None and group.among.value(known) is not True:
        return None
    truth = group.when.value(known)
    return YES if truth is True else NO if truth is False else UNKNOWN


def outcome_key(outcome: Outcome, step: str) -> Key:
    """The measure of an outcome at a step."""
    return item_key(step, outcome.key) if outcome.is_item else Key(Measure.Kind.SCORE, step, "", outcome.key)


def item_key(step: str, item: str) -> Key:
    """The measure of an item at a step."""
    return Key(Measure.Kind.ITEM, step, "", item)


def level_key(group: str, level: Level) -> Key:
    """The measure of a group's level."""
    return Key(Measure.Kind.GROUP, group, level)
