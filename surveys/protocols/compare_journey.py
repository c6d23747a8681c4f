"""What differs in the journeys of two versions: steps added, taken away, moved, changed."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from surveys.protocols.comparison import Change, Thing, field_changes
from surveys.protocols.definition import Ask, Complete, Definition, Safety, ScreenedOut, Show, Step

# Steps by whose coming and going answers to later questions mean nothing else.
QUIET_KINDS = (Complete, Safety, ScreenedOut)
QUIET = ("watched", "remind")
# What is compared elsewhere, or follows from where a step stands.
SKIPPED = ("id", "occurrence", "groups", "candidates", "trigger")
DURATIONS = ("wait", "opens", "closes", "seconds")
CALLED = {
    "ask": "questions",
    "show": "text",
    "screenedout": "rule of who can’t take part",
    "safety": "safety rule",
    "timer": "timed pause",
    "complete": "completion code",
}


def compare_journey(before: Definition, after: Definition) -> Iterator[Change]:
    """The changes of the steps. Data from before and after differ where something changed ahead of an outcome."""
    old, new = bases(before), bases(after)
    ends = last_outcome(before, old), last_outcome(after, new)
    for place, base in enumerate(new):
        if base not in old:
            where = f"after “{new[place - 1]}”" if place else "at the beginning"
            words = f"A step was added {where}: “{base}” ({called(after, base)})."
            yield Change(f"journey.{base}", words, place < ends[1] and not is_quiet(after, base))
    for place, base in enumerate(old):
        if base not in new:
            words = f"The step “{base}” ({called(before, base)}) was taken away."
            yield Change(f"journey.{base}", words, place < ends[0] and not is_quiet(before, base))
    for base in moved([each for each in old if each in new], [each for each in new if each in old]):
        place = new.index(base)
        where = f"comes after “{new[place - 1]}”" if place else "comes first"
        matters = min(place - ends[1], old.index(base) - ends[0]) <= 0 and not is_quiet(after, base)
        yield Change(f"journey.{base}", f"The step “{base}” was moved: it now {where}.", matters)
    for base in new:
        if base in old:
            matters = old.index(base) <= ends[0] or new.index(base) <= ends[1]
            yield from step_changes(before, after, base, matters)


def bases(definition: Definition) -> list[str]:
    """The steps in the document's order, each once however often it is repeated."""
    return list(dict.fromkeys(step.base for step in definition.walk()))


def last_outcome(definition: Definition, steps: Sequence[str]) -> int:
    """The place of the last step in which an outcome is asked; without outcomes, of the last questions; −1 for none."""
    asked = [each.step for outcome in definition.outcomes for each in outcome.occasions]
    found = [step for each in asked if (step := definition.step(each)) is not None]
    found = found or [step for step in definition.walk() if isinstance(step, Ask)]
    return max((steps.index(step.base) for step in found), default=-1)


def moved(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """As few steps as can be that turn one order into the other when they are moved."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    kept = {old[block.a + each] for block in blocks for each in range(block.size)}
    return [each for each in new if each not in kept]


def example(definition: Definition, base: str) -> Step:
    """A step by its id in the document: its first occurrence."""
    return next(step for step in definition.walk() if step.base == base)


def called(definition: Definition, base: str) -> str:
    """What kind of step it is, in words."""
    kind = type(example(definition, base)).__name__.lower()
    return CALLED.get(kind, kind)


def is_quiet(definition: Definition, base: str) -> bool:
    """Whether it may come and go."""
    return isinstance(example(definition, base), QUIET_KINDS)


def step_changes(before: Definition, after: Definition, base: str, matters: bool) -> Iterator[Change]:
    """One step's changes; where it repeats, those of an occurrence that both have."""
    ids = [step.id for step in after.walk() if step.base == base]
    both = next((each for each in ids if before.step(each) is not None), None)
    if both is None:
        return
    old, new = before.steps_by_id[both], after.steps_by_id[both]
    name = "The safety rule" if isinstance(new, Safety) else "The step"
    thing = Thing(
        f"journey.{base}",
        f"{name} “{base}”",
        after.languages if before.languages == after.languages else shared(before, after),
        QUIET,
        SKIPPED,
        DURATIONS,
        matters and not isinstance(new, QUIET_KINDS),
    )
    yield from field_changes(thing, old, new)
    around = [[each.base for each in one.branches_by_id.get(both, ())] for one in (before, after)]
    if around[0] != around[1]:
        where = f"belongs to “{around[1][-1]}”" if around[1] else "stands by itself"
        yield Change(thing.place, f"{thing.name} now {where}.", thing.matters)


def shared(before: Definition, after: Definition) -> list[str]:
    """The languages that both versions have, in the newer one's order."""
    return [each for each in after.languages if each in before.languages]


def shown_before_outcome(definition: Definition) -> set[str]:
    """The text files that people read before the last outcome is asked; a condition's own texts always are."""
    steps = bases(definition)
    end = last_outcome(definition, steps)
    texts = {
        step.file for step in definition.walk() if isinstance(step, Show) and step.file and steps.index(step.base) < end
    }
    return texts | {value for arm in definition.conditions for value in arm.settings.values()}
