"""When somebody needs help: distress rules and self-harm items, both acting in the request that sets them off."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from surveys.participation.known import Known, asked_by
from surveys.protocols.definition import Definition, Safety, Step

Rules = Mapping[str, tuple[Safety, ...]]


@lru_cache(maxsize=256)
def rules_of(definition: Definition) -> Rules:
    """The rules by the step whose answers may set them off; a self-harm item is a rule of its own."""
    found: dict[str, list[Safety]] = {}
    for step in definition.walk():
        if isinstance(step, Safety):
            found.setdefault(step.trigger, []).append(step)
        if asked_by(step):
            found.setdefault(step.id, []).extend(self_harm_rules(definition, step))
    return {trigger: tuple(rules) for trigger, rules in found.items()}


def self_harm_rules(definition: Definition, step: Step) -> list[Safety]:
    """A rule for each self-harm item of a step: any answer above the lowest acts."""
    items = definition.instruments[asked_by(step)].answerable
    return [
        Safety(
            id=f"{step.base}!{item.id}" + (f".{step.occurrence}" if step.occurrence else ""),
            occurrence=step.occurrence,
            item=f"{step.id}.{item.id}",
            trigger=step.id,
            above=item.lowest,
        )
        for item in items
        if item.self_harm and item.lowest is not None
    ]


def rule_by_id(definition: Definition, rule_id: str) -> Safety | None:
    """The rule of this id."""
    return next((rule for rules in rules_of(definition).values() for rule in rules if rule.id == rule_id), None)


class Latest:
    """The names of a rule, each at the occasion that the person answered last."""

    def __init__(self, rule: Safety, known: Known) -> None:
        self.rule, self.known = rule, known

    def get(self, name: str, /) -> Any:
        """The name's value at the latest answered of its steps."""
        step, _, key = name.rpartition(".")
        steps = self.rule.candidates.get(step, (step,))
        return self.known.get(f"{max(reversed(steps), key=self.answered_at)}.{key}" if len(steps) > 1 else name)

    def answered_at(self, step: str) -> float:
        """When a step's last page was sent, in epoch seconds; the beginning of time when none was."""
        found = self.known.definition.step(step)
        own = (found.base, found.occurrence) if found is not None else (step, "")
        return max((sent.at for key, sent in self.known.facts.sent.items() if key[:2] == own), default=0)


def triggered(rule: Safety, known: Known) -> bool:
    """Whether a rule acts: on true only, never on unknown."""
    if rule.when is not None and rule.when.value(known) is not True:
        return False
    names = Latest(rule, known)
    value = names.get(rule.item)
    if value is not None:
        if rule.above is not None and value > rule.above:
            return True
        if rule.at_least is not None and value >= rule.at_least:
            return True
        base = known.get(rule.rise_from) if rule.rise_from else None
        if base is not None and rule.rise_by is not None and value - base >= rule.rise_by:
            return True
    return rule.or_ is not None and rule.or_.value(names) is True
