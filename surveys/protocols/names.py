"""The names that expressions and piping may use: where each becomes known, and of which type it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from surveys.instruments.expression import (
    Comparison,
    Expression,
    Literal,
    Name,
    comparisons_in,
    is_number,
    names_in,
    renamed,
)
from surveys.instruments.instrument import Instrument
from surveys.instruments.items import Choice, Choices, Item, Text
from surveys.instruments.kinds import KINDS
from surveys.protocols.definition import Allocate, Arm, Ask, Clause, Film, Safety, Step, walk

BEFORE_ALL = -1


@dataclass(frozen=True)
class Known:
    """A name: the position of the step that yields it, its type, and the values of a choice."""

    position: int
    type: str
    values: tuple[Any, ...] = ()


def known_names(
    steps: Sequence[Step], instruments: Mapping[str, Instrument], arms: Sequence[Arm], clauses: Sequence[Clause]
) -> dict[str, Known]:
    """Every name of a journey; positions count the steps in the document's order."""
    names = {f"consent.{clause.id}": Known(BEFORE_ALL, "truth") for clause in clauses}
    position_of_arm = BEFORE_ALL
    for position, step in enumerate(walk(tuple(steps))):
        if isinstance(step, Ask) and step.instrument in instruments:
            names |= {
                f"{step.id}.{key}": replace(known, position=position) for key, known in of(instruments[step.instrument])
            }
        if isinstance(step, Film):
            yields = KINDS["film"].yields or {}
            names |= {f"{step.id}.{key}": Known(position, kind) for key, kind in yields.items()}
        if isinstance(step, Allocate):
            position_of_arm = position
    names["condition.id"] = Known(position_of_arm, "text", tuple(arm.id for arm in arms))
    names["condition.label"] = Known(position_of_arm, "text")
    for key in {key for arm in arms for key in arm.settings}:
        names[f"condition.{key}"] = Known(position_of_arm, "text")
    return names


def of(instrument: Instrument) -> Iterator[tuple[str, Known]]:
    """The names of one instrument, without its step."""
    for item in instrument.answerable:
        yield item.id, Known(0, type_of(item), tuple(option.value for option in getattr(item, "options", ())))
    for score in instrument.scores:
        yield score.id, Known(0, "number")


def type_of(item: Item) -> str:
    """What a comparison with the item's answer may stand against."""
    if isinstance(item, Choices):
        return "list"
    if isinstance(item, Choice):
        return "choice"
    return "text" if isinstance(item, Text) else "number"


def faults_of(tree: Expression, names: Mapping[str, Known], before: int) -> Iterator[str]:
    """A sentence for each unknown name, each name asked too late, and each comparison that can never hold."""
    for name in sorted(names_in(tree)):
        if name not in names:
            near = [known for known in names if known.rpartition(".")[2] == name.rpartition(".")[2]]
            hint = f" Do you mean {', '.join(sorted(near)[:4])}?" if near else ""
            yield f"There is no name “{name}” here.{hint}"
        elif names[name].position >= before:
            yield f"“{name}” is asked later than the step that uses it."
    for comparison in comparisons_in(tree):
        yield from mismatch(comparison, names)


def mismatch(comparison: Comparison, names: Mapping[str, Known]) -> Iterator[str]:
    """Why a comparison of a name with something written out can never hold."""
    sides = (comparison.left, comparison.right)
    for side, other in (sides, sides[::-1]):
        if not isinstance(side, Name) or not isinstance(other, Literal) or side.name not in names:
            continue
        known = names[side.name]
        wanted = list(other.content) if isinstance(other.content, tuple) else [other.content]
        for value in wanted:
            if known.type in ("number", "truth") and not is_number(value):
                yield f"“{side.name}” is a number, so it can't be compared with “{value}”."
            elif known.type == "text" and is_number(value):
                yield f"“{side.name}” is a text, so it can't be compared with {value}."
            elif known.values and value not in known.values and value != "other":
                listed = ", ".join(str(each) for each in known.values)
                yield f"“{side.name}” never is “{value}”. Its values are {listed}."
        if comparison.operator in ("<", "<=", ">", ">=") and known.type in ("text", "list"):
            yield f"“{side.name}” has no order, so it can't be compared by {comparison.operator}."


def with_triggers(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps, with every safety rule's names resolved to the latest occasion before it."""
    asked: dict[str, str] = {}
    order: list[str] = []
    found: list[Step] = []
    for step in steps:
        for inner in walk((step,)):
            if isinstance(inner, Ask):
                asked[inner.instrument] = inner.id
                asked[inner.id] = inner.id
                order.append(inner.id)
        if isinstance(step, Safety):
            step = resolved(step, asked, order)
        found.append(step)
    return tuple(found)


def resolved(rule: Safety, asked: Mapping[str, str], order: Sequence[str]) -> Safety:
    """The rule with full names; its trigger is the last step asked of those that it names."""

    def full(name: str) -> str:
        step, _, key = name.rpartition(".")
        return f"{asked.get(step, step)}.{key}"

    item = full(rule.item)
    instrument, _, key = rule.item.rpartition(".")
    expression = renamed(rule.or_, full) if rule.or_ is not None else None
    named = {item, *(names_in(expression) if expression is not None else ())}
    steps = [name.rpartition(".")[0] for name in named]
    trigger = max((step for step in steps if step in order), key=order.index, default="")
    rise_from = f"{instrument}.{rule.rise_from}.{key}" if rule.rise_from else ""
    return replace(rule, item=item, or_=expression, rise_from=rise_from, trigger=trigger)
