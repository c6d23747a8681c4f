"""The names that expressions and piping may use: where each becomes known, and of which type it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from surveys.instruments.expression import (
    Both,
    Comparison,
    Either,
    Expression,
    Literal,
    Name,
    Not,
    comparisons_in,
    is_number,
    names_in,
    renamed,
)
from surveys.instruments.instrument import Instrument
from surveys.instruments.items import Choice, Choices, Item, Text
from surveys.instruments.kinds import KINDS
from surveys.protocols.definition import Allocate, Arm, Ask, Clause, Film, Safety, Shuffle, Step, walk

BEFORE_ALL = -1
AFTER_ALL = 10_000
ORDERS = ("<", "<=", ">", ">=")


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
        values = tuple(option.value for option in getattr(item, "options", ()))
        yield item.id, Known(0, type_of(item), (*values, "other") if getattr(item, "other", False) else values)
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
    yield from without_truth(tree, names)


def without_truth(tree: Expression, names: Mapping[str, Known]) -> Iterator[str]:
    """Parts that stand where something true or false is needed, and never are either."""
    if isinstance(tree, Not):
        yield from without_truth(tree.part, names)
    elif isinstance(tree, Both | Either):
        yield from without_truth(tree.left, names)
        yield from without_truth(tree.right, names)
    elif isinstance(tree, Literal):
        yield f"“{tree.content}” alone is neither true nor false. Compare it with a name."
    elif isinstance(tree, Name) and tree.name in names and names[tree.name].type != "truth":
        yield f"“{tree.name}” alone is neither true nor false. Compare it with a value."


def mismatch(comparison: Comparison, names: Mapping[str, Known]) -> Iterator[str]:
    """Why a comparison can never hold."""
    sides, operator = (comparison.left, comparison.right), comparison.operator
    if not all(isinstance(side, Name | Literal) for side in sides):
        yield "A comparison can't be compared again. Join comparisons with and, or, not."
    elif all(isinstance(side, Literal) for side in sides):
        yield "This compares no name, so it is the same for everybody."
    known = [names[side.name] for side in sides if isinstance(side, Name) and side.name in names]
    if len(known) == 2 and "in" not in operator and is_numeric(known[0]) != is_numeric(known[1]):
        yield "This compares a number with something that is none."
    for side, other in (sides, sides[::-1]):
        if not isinstance(side, Name) or side.name not in names:
            continue
        if operator in ORDERS and not has_order(names[side.name]):
            yield f"“{side.name}” has no order, so it can't be compared by {operator}."
        elif operator in ("==", "!=") and names[side.name].type == "list":
            yield f"“{side.name}” may hold several answers. Write “in” for {operator}."
        elif isinstance(other, Literal):
            yield from (why_never(side.name, names[side.name], operator, other.content))


def why_never(name: str, known: Known, operator: str, content: Any) -> Iterator[str]:
    """Why a name never compares with something that is written out."""
    if isinstance(content, tuple) and "in" not in operator:
        yield f"“{name}” is compared with a list. Write “in” for {operator}."
    for value in content if isinstance(content, tuple) else (content,):
        if (known.type in ("number", "truth") or operator in ORDERS) and not is_number(value):
            yield f"“{name}” is a number, so it can't be compared with “{value}”."
        elif known.type == "text" and is_number(value):
            yield f"“{name}” is a text, so it can't be compared with {value}."
        elif known.values and value not in known.values and operator not in ORDERS:
            listed = ", ".join(str(each) for each in known.values)
            yield f"“{name}” never is “{value}”. Its values are {listed}."


def has_order(known: Known) -> bool:
    """Whether one answer can be above another."""
    return known.type == "number" or (known.type == "choice" and is_numeric(known))


def is_numeric(known: Known) -> bool:
    """Whether every answer is a number; truth counts as 0 and 1."""
    if known.type == "choice":
        return all(is_number(value) for value in known.values)
    return known.type in ("number", "truth")


def surely_known(names: Mapping[str, Known], steps: Sequence[Step]) -> list[Mapping[str, Known]]:
    """The names for each step, by position: what another group of the same shuffle asks may come later."""
    found: list[Mapping[str, Known]] = []
    for step in steps:
        start = len(found)
        found.append(names)
        if isinstance(step, Shuffle):
            spans: list[range] = []
            for group in step.groups:
                begin = spans[-1].stop if spans else start + 1
                spans.append(range(begin, begin + len(list(walk(group)))))
            for span in spans:
                others = {position for other in spans if other is not span for position in other}
                late = {
                    key: replace(each, position=AFTER_ALL) for key, each in names.items() if each.position in others
                }
                found += [{**names, **late}] * len(span)
    return found


def with_triggers(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps, with every safety rule's names resolved to the latest occasion before it."""
    asked: dict[str, tuple[str, ...]] = {}
    order: list[str] = []
    found: list[Step] = []
    for step in steps:
        for inner in walk((step,)):
            if isinstance(inner, Ask):
                for name in dict.fromkeys((inner.instrument, inner.id)):
                    asked[name] = (*asked.get(name, ()), inner.id)
                order.append(inner.id)
        if isinstance(step, Safety):
            step = resolved(step, asked, order)
        found.append(step)
    return tuple(found)


def resolved(rule: Safety, asked: Mapping[str, tuple[str, ...]], order: Sequence[str]) -> Safety:
    """The rule with full names; its trigger is the last step asked of those that it names."""
    candidates: dict[str, tuple[str, ...]] = {}

    def full(name: str) -> str:
        step, _, key = name.rpartition(".")
        steps = asked.get(step, (step,))
        candidates[steps[-1]] = steps
        return f"{steps[-1]}.{key}"

    item = full(rule.item)
    instrument, _, key = rule.item.rpartition(".")
    expression = renamed(rule.or_, full) if rule.or_ is not None else None
    named = {item, *(names_in(expression) if expression is not None else ())}
    steps = [name.rpartition(".")[0] for name in named]
    trigger = max((step for step in steps if step in order), key=order.index, default="")
    rise_from = f"{instrument}.{rule.rise_from}.{key}" if rule.rise_from else ""
    return replace(rule, item=item, or_=expression, rise_from=rise_from, trigger=trigger, candidates=candidates)
