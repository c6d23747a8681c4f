"""What is known of a person by name: answers, scores, film coverage, condition, consent."""

from collections.abc import Iterator
from math import inf
from statistics import fmean
from typing import Any

from surveys.instruments.instrument import Instrument
from surveys.instruments.items import NOT_ANSWERED, Answer
from surveys.instruments.scoring import Score, Scored, score
from surveys.participation.facts import Facts
from surveys.protocols.definition import Ask, Definition, Film, Step, Wait

COVERAGE, EVIDENCE, ENDED_AT = range(3)


class Known:
    """Names of one person, looked up when an expression or a text asks for them; None while unknown."""

    def __init__(self, definition: Definition, facts: Facts) -> None:
        self.definition, self.facts = definition, facts
        self.answers: dict[str, dict[str, Answer]] = {}

    def get(self, name: str, /) -> Any:
        """The name's value; of a repeated one, “mean(name)” and the like."""
        if name.endswith(")"):
            return self.over(*name[:-1].split("(", 1))
        step_id, _, key = name.rpartition(".")
        if step_id == "consent":
            return key in self.facts.clauses
        if step_id == "condition":
            return self.of_condition(key)
        if step_id == "factor":
            return self.level_of(key)
        step = self.definition.step(step_id)
        if isinstance(step, Film):
            return self.of_film(step, key)
        instrument = self.definition.instruments.get(asked_by(step))
        return self.of_instrument(step_id, instrument, key) if instrument is not None else None

    def over(self, function: str, name: str) -> Any:
        """What the answered values of a name say together, in the order in which they were given; None without any."""
        base, _, key = name.rpartition(".")
        steps = self.definition.steps_by_base.get(base, ())
        found = [
            value for step in sorted(steps, key=self.sent_at) if (value := self.get(f"{step.id}.{key}")) is not None
        ]
        if function == "count":
            return len(found)
        if not found:
            return None
        return fmean(found) if function == "mean" else found[0 if function == "first" else -1]

    def sent_at(self, step: Step) -> float:
        """When the first of a step's pages was sent, in epoch seconds; the end of time where none was."""
        instrument = self.definition.instruments.get(asked_by(step))
        # The first pages may have been passed over, where all their items are shown to others only.
        pages = range(instrument.page_count if instrument is not None else 1)
        found = (self.facts.sent.get((step.base, step.occurrence, page)) for page in pages)
        return next((sent.at for sent in found if sent is not None), inf)

    def of_condition(self, key: str) -> str | None:
        """The condition's id, label or a setting; None before it is allocated."""
        arm = self.definition.arm(self.facts.condition)
        if arm is None:
            return self.set_by_levels().get(key)
        if key == "label":
            return arm.label.get(self.facts.language)
        return arm.id if key == "id" else arm.settings.get(key)

    def set_by_levels(self) -> dict[str, str]:
        """What the levels set that were allocated so far."""
        found: dict[str, str] = {}
        for factor, level in self.facts.levels.items():
            found |= self.definition.factors[factor][level]
        return found

    def level_of(self, factor: str) -> str | None:
        """The level of a factor; None before it is allocated."""
        arm = self.definition.arm(self.facts.condition)
        return arm.levels.get(factor) if arm is not None else self.facts.levels.get(factor)

    def of_film(self, step: Film, key: str) -> Any:
        """Coverage (0 to 1) or evidence of a film that was shown."""
        sent = self.facts.sent.get((step.base, step.occurrence, 0))
        if sent is None or not sent.answers:
            return None
        return sent.answers[COVERAGE] if key == "coverage" else bool(sent.answers[EVIDENCE])

    def of_instrument(self, step_id: str, instrument: Instrument, key: str) -> Any:
        """An item's value or a score, once the step has been answered."""
        answers = self.answers_of(step_id, instrument)
        item = instrument.item(key)
        if item is not None:
            return item.value(answers.get(key))
        grid = instrument.grid(key)
        if grid is not None:
            return grid.part(key, answers.get(grid.id))
        rule = instrument.score(key)
        return scored(instrument, rule, answers).value if rule is not None and answers else None

    def answers_of(self, step_id: str, instrument: Instrument) -> dict[str, Answer]:
        """The stored answers of a step's pages by item; pages that were not sent are left out."""
        step = self.definition.step(step_id)
        if step is None:
            return {}
        if step_id not in self.answers:
            self.answers[step_id] = answers_of(self.facts, step, instrument)
        return self.answers[step_id]

    def forget(self, step_id: str) -> None:
        """Read a step anew, since a page of it has come."""
        self.answers.pop(step_id, None)


def acting_condition(definition: Definition, facts: Facts) -> str:
    """A condition that sets all that is settled for a person: the person's own, or any with the levels so far."""
    return facts.condition or (definition.arms_with(facts.levels)[0].id if facts.levels else "")


def asked_by(step: object) -> str:
    """The instrument that a step asks, empty when it asks none."""
    if isinstance(step, Ask):
        return step.instrument
    return step.filler_instrument if isinstance(step, Wait) else ""


def answers_of(facts: Facts, step: Step, instrument: Instrument) -> dict[str, Answer]:
    """The stored answers of a step's pages by item."""
    found: dict[str, Answer] = {}
    for page in range(instrument.page_count):
        sent = facts.sent.get((step.base, step.occurrence, page))
        if sent is not None:
            items = instrument.stored(page, facts.seed, step.seeded_by)
            found |= {item.id: answer for item, answer in zip(items, sent.answers, strict=True)}
    return found


def scored(instrument: Instrument, rule: Score, answers: dict[str, Answer]) -> Scored:
    """A score of stored answers."""
    values = {}
    for item_id in {*rule.items, *rule.never_prorate}:
        item = instrument.item(item_id)
        values[item_id] = item.value(answers.get(item_id, NOT_ANSWERED)) if item is not None else None
    return score(rule, values)


def scores_of(definition: Definition, facts: Facts) -> Iterator[tuple[str, str, str, Scored]]:
    """Every score of the steps that were answered: step, occurrence, score, and what came of it."""
    known = Known(definition, facts)
    for step in definition.walk():
        instrument = definition.instruments.get(asked_by(step))
        if instrument is None:
            continue
        answers = known.answers_of(step.id, instrument)
        if answers:
            yield from (
                (step.base, step.occurrence, rule.id, scored(instrument, rule, answers)) for rule in instrument.scores
            )


def known(definition: Definition, facts: Facts) -> Known:
    """The names of one person."""
    return Known(definition, facts)
