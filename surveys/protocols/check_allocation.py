"""Whether conditions, factors and the way in which people get them fit together."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from surveys.instruments.items import Choice, Choices, Item, Scale
from surveys.protocols.definition import Allocate, Ask, Definition
from surveys.protocols.names import Known

# Minimisation balances few levels; a longer scale would leave each with few people.
MOST_POINTS = 11
Names = Mapping[str, Known]


def allocation_faults(definition: Definition, names: Names) -> Iterator[str]:
    """A sentence for each thing that doesn't fit."""
    steps = list(definition.walk())
    places = [place for place, step in enumerate(steps) if isinstance(step, Allocate)]
    if len(definition.conditions) > 1 and not places and definition.allocation.method != "link":
        yield "There are several conditions but no step “allocate”."
    yield from step_faults(definition, [step for step in steps if isinstance(step, Allocate)])
    if any(after == before + 1 for before, after in pairwise(places)):
        yield "Two steps “allocate” stand one after the other. Write one “- allocate” for both."
    yield from plan_faults(definition)
    yield from item_faults(definition, names, places[0] if places else None)


def step_faults(definition: Definition, steps: Sequence[Allocate]) -> Iterator[str]:
    """Each factor is allocated once."""
    known = definition.factors
    open_factors = set(known)
    for number, step in enumerate(steps):
        if step.factor and step.factor not in known:
            yield f"There is no factor “{step.factor}” to allocate. Write “- allocate”, or a factor of “factors”."
        elif step.factor and step.factor not in open_factors:
            yield f"The factor “{step.factor}” is allocated by an earlier step already."
        elif not step.factor and known and not open_factors:
            yield f"All factors are allocated before “{step.id}”. Take this step out."
        elif not step.factor and not known and number:
            yield "“allocate” can stand once only."
        open_factors = open_factors - {step.factor} if step.factor else set()
    if steps and open_factors:
        yield f"Nobody gets a level of {', '.join(sorted(open_factors))}. Add “- allocate”."


def plan_faults(definition: Definition) -> Iterator[str]:
    """Blocks, weights and the probability suit the conditions."""
    plan, arms = definition.allocation, definition.conditions
    for size in plan.sizes:
        if size < 1 or size % len(arms):
            yield f"A block of {size} can't hold {len(arms)} conditions equally often."
    for condition in plan.weights:
        if definition.arm(condition) is None:
            yield f"There is no condition “{condition}” to weigh."
    for arm in arms if plan.method == "weighted" else ():
        if arm.id not in plan.weights:
            yield f"The condition “{arm.id}” has no weight."
    if plan.method == "minimise":
        fewest = min((len(levels) for levels in definition.factors.values()), default=len(arms))
        if plan.p * fewest <= 1:
            yield f"With p: {plan.p} the conditions that balance worst would be drawn as often as the best."


def item_faults(definition: Definition, names: Names, first: int | None) -> Iterator[str]:
    """Strata, and what minimisation balances, are asked of everybody before the first allocation."""
    plan = definition.allocation
    for called, listed, kinds in (
        ("stratum", plan.strata, "choice item"),
        ("factor of the minimisation", plan.factors, f"choice item or scale of up to {MOST_POINTS} points"),
    ):
        for name in listed:
            if not is_fit(item_of(definition, name), scales=called != "stratum"):
                yield f"The {called} “{name}” is no {kinds} that the journey asks."
            elif first is not None and names[name].position >= first:
                yield f"The {called} “{name}” is asked after “allocate”."
        if len(set(listed)) < len(listed):
            yield f"A {called} stands here twice."


def item_of(definition: Definition, name: str) -> Item | None:
    """The item that a name means; None for a score, or where there is none."""
    step_id, _, key = name.rpartition(".")
    step = definition.step(step_id)
    instrument = definition.instruments.get(step.instrument) if isinstance(step, Ask) else None
    return instrument.item(key) if instrument is not None else None


def is_fit(item: Item | None, *, scales: bool) -> bool:
    """Whether an item has few answers, one of which is given."""
    if isinstance(item, Choice):
        return not isinstance(item, Choices)
    return scales and isinstance(item, Scale) and item.high - item.low < MOST_POINTS
