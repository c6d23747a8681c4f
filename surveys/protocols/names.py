"""The names that expressions and piping may use: where each becomes known, and of which type it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from surveys.instruments.expression import (
    SUMMARIES,
    Both,
    Comparison,
    Either,
    Expression,
    Literal,
    Name,
    Not,
    Summary,
    comparisons_in,
    is_number,
    names_in,
    renamed,
)
from surveys.instruments.instrument import Instrument
from surveys.instruments.items import Choice, Choices, Grid, Item, Text
from surveys.instruments.kinds import KINDS
from surveys.protocols.definition import Allocate, Ask, Branch, Clause, Film, Repeat, Safety, Shuffle, Step, walk
from surveys.protocols.design import Arm, Factors

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
    steps: Sequence[Step],
    instruments: Mapping[str, Instrument],
    arms: Sequence[Arm],
    clauses: Sequence[Clause],
    factors: Factors | None = None,
) -> dict[str, Known]:
    """Every name of a journey; positions count the steps in the document's order."""
    names = {f"consent.{clause.id}": Known(BEFORE_ALL, "truth") for clause in clauses}
    for position, step in enumerate(walk(tuple(steps))):
        if isinstance(step, Ask) and step.instrument in instruments:
            names |= {
                f"{step.id}.{key}": replace(known, position=position) for key, known in of(instruments[step.instrument])
            }
        if isinstance(step, Film):
            yields = KINDS["film"].yields or {}
            names |= {f"{step.id}.{key}": Known(position, kind) for key, kind in yields.items()}
    return names | summaries(names, steps) | of_conditions(steps, arms, factors or {})


def of_conditions(steps: Sequence[Step], arms: Sequence[Arm], factors: Factors) -> dict[str, Known]:
    """What is known of conditions: levels and what they set from their own allocation on, the rest from the last."""
    places = [(place, step.factor) for place, step in enumerate(walk(tuple(steps))) if isinstance(step, Allocate)]
    last = max((place for place, _ in places), default=BEFORE_ALL)
    names = {
        "condition.id": Known(last, "text", tuple(arm.id for arm in arms)),
        "condition.label": Known(last, "text"),
        **{f"condition.{key}": Known(last, "text") for arm in arms for key in arm.settings},
    }
    for factor, levels in factors.items():
        place = min((place for place, named in places if named in ("", factor)), default=BEFORE_ALL)
        names[f"factor.{factor}"] = Known(place, "text", tuple(levels))
        names |= {f"condition.{key}": Known(place, "text") for settings in levels.values() for key in settings}
    return names


def summaries(names: Mapping[str, Known], steps: Sequence[Step]) -> dict[str, Known]:
    """What may be said outside of a repeat of the names inside, as “mean(name)”; known when the repeat is over."""
    bases = {step.id: step.base for step in walk(tuple(steps)) if step.occurrence}
    found: dict[str, Known] = {}
    for name, known in names.items() if bases else ():
        owner, _, key = name.rpartition(".")
        if owner in bases:
            found |= {f"{function}({bases[owner]}.{key})": each for function, each in said_of(known)}
    return found


def said_of(known: Known) -> Iterator[tuple[str, Known]]:
    """The summaries that a name has; only numbers have a mean."""
    for function in SUMMARIES:
        if function in ("first", "last"):
            yield function, known
        elif function == "count" or is_numeric(known):
            yield function, Known(known.position, "number")


def of(instrument: Instrument) -> Iterator[tuple[str, Known]]:
    """The names of one instrument, without its step."""
    for item in instrument.answerable:
        if isinstance(item, Grid):
            yield from ((name, Known(0, "number")) for name in item.columns)
            continue
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
            near = [known for known in names if last_part(known) == last_part(name)]
            # What is said of the same name's occurrences comes first.
            near.sort(key=lambda known: (not known.endswith(f"({name})"), known))
            hint = f" Do you mean {', '.join(near[:4])}?" if near else ""
            yield f"There is no name “{name}” here.{hint}"
        elif names[name].position >= before:
            yield f"“{name}” is asked later than the step that uses it."
    for comparison in comparisons_in(tree):
        yield from mismatch(comparison, names)
    yield from without_truth(tree, names)


def last_part(name: str) -> str:
    """What a name ends with, said of occurrences or not."""
    return name.rpartition(".")[2].rstrip(")")


def without_truth(tree: Expression, names: Mapping[str, Known]) -> Iterator[str]:
    """Parts that stand where something true or false is needed, and never are either."""
    if isinstance(tree, Not):
        yield from without_truth(tree.part, names)
    elif isinstance(tree, Both | Either):
        yield from without_truth(tree.left, names)
        yield from without_truth(tree.right, names)
    elif isinstance(tree, Literal):
        yield f"“{tree.content}” alone is neither true nor false. Compare it with a name."
    elif (name := name_of(tree)) in names and names[name].type != "truth":
        yield f"“{name}” alone is neither true nor false. Compare it with a value."


def mismatch(comparison: Comparison, names: Mapping[str, Known]) -> Iterator[str]:
    """Why a comparison can never hold."""
    sides, operator = (comparison.left, comparison.right), comparison.operator
    if not all(isinstance(side, Name | Summary | Literal) for side in sides):
        yield "A comparison can't be compared again. Join comparisons with and, or, not."
    elif all(isinstance(side, Literal) for side in sides):
        yield "This compares no name, so it is the same for everybody."
    known = [names[name] for side in sides if (name := name_of(side)) in names]
    if len(known) == 2 and "in" not in operator and is_numeric(known[0]) != is_numeric(known[1]):
        yield "This compares a number with something that is none."
    for side, other in (sides, sides[::-1]):
        name = name_of(side)
        if name not in names:
            continue
        if operator in ORDERS and not has_order(names[name]):
            yield f"“{name}” has no order, so it can't be compared by {operator}."
        elif operator in ("==", "!=") and names[name].type == "list":
            yield f"“{name}” may hold several answers. Write “in” for {operator}."
        elif isinstance(other, Literal):
            yield from (why_never(name, names[name], operator, other.content))


def name_of(tree: Expression) -> str:
    """What a name, or something said of its occurrences, is looked up by; empty for anything else."""
    return tree.name if isinstance(tree, Name) else tree.key if isinstance(tree, Summary) else ""


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


def surely_known(names: Mapping[str, Known], steps: Sequence[Step], start: int = 0) -> list[Mapping[str, Known]]:
    """The names for each step, by position: what another group of the same shuffle asks may come later."""
    found: list[Mapping[str, Known]] = []
    for step in steps:
        found.append(names)
        if not isinstance(step, Branch):
            continue
        spans: list[range] = []
        for group in step.groups:
            begin = spans[-1].stop if spans else start + len(found)
            spans.append(range(begin, begin + len(list(walk(group)))))
        for group, span in zip(step.groups, spans, strict=True):
            in_order = not (isinstance(step, Shuffle) or (isinstance(step, Repeat) and step.shuffled))
            inside = names if in_order else InGroup(names, range(spans[0].start, spans[-1].stop), span)
            found += surely_known(inside, group, span.start)
    return found


@dataclass(frozen=True)
class InGroup(Mapping[str, Known]):
    """The names in one group of a shuffle: what the other groups (`all_groups` without `own`) ask comes after all.

    They are looked up, not copied: a repeat has some hundred groups, and each of them thousands of names.
    """

    names: Mapping[str, Known]
    all_groups: range
    own: range

    def __getitem__(self, name: str) -> Known:
        known = self.names[name]
        late = known.position in self.all_groups and known.position not in self.own
        return replace(known, position=AFTER_ALL) if late else known

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


def with_triggers(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps, with every safety rule's names resolved to the latest occasion before it."""
    return Triggers().of(steps)


@dataclass
class Triggers:
    """What was asked so far, while the steps are gone through in the document's order."""

    asked: dict[str, tuple[Ask, ...]] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)

    def of(self, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        """The steps of one list."""
        return tuple(self.step(step) for step in steps)

    def step(self, step: Step) -> Step:
        """One step, with those inside of it."""
        if isinstance(step, Ask):
            for name in dict.fromkeys((step.instrument, step.base, step.id)):
                self.asked[name] = (*self.asked.get(name, ()), step)
            self.order.append(step.id)
        if isinstance(step, Branch):
            return replace(step, groups=tuple(map(self.of, step.groups)))
        return self.resolved(step) if isinstance(step, Safety) else step

    def resolved(self, rule: Safety) -> Safety:
        """The rule with full names; its trigger is the last step asked of those that it names."""
        candidates: dict[str, tuple[str, ...]] = {}

        def full(name: str) -> str:
            step, _, key = name.rpartition(".")
            steps = self.latest(step, rule)
            candidates[steps[-1]] = steps
            return f"{steps[-1]}.{key}"

        item = full(rule.item)
        instrument, _, key = rule.item.rpartition(".")
        expression = renamed(rule.or_, full) if rule.or_ is not None else None
        named = {item, *(names_in(expression) if expression is not None else ())}
        steps = [name.rpartition(".")[0] for name in named]
        trigger = max((step for step in steps if step in self.order), key=self.order.index, default="")
        base = self.latest(f"{instrument}.{rule.rise_from}", rule)[-1]
        rise_from = f"{base}.{key}" if rule.rise_from else ""
        return replace(rule, item=item, or_=expression, rise_from=rise_from, trigger=trigger, candidates=candidates)

    def latest(self, name: str, rule: Safety) -> tuple[str, ...]:
        """The steps that a name may mean at a rule; inside of a repeat those of the occurrence at hand."""
        asked = self.asked.get(name, ())
        here = [step.id for step in asked if rule.occurrence and step.occurrence == rule.occurrence]
        return tuple(here) or tuple(step.id for step in asked) or (name,)
