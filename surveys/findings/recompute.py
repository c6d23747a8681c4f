"""The same figures a second way: from raw answers, person by person, without score rows and without arrays.

Slow, and sharing as little as can be with `aggregate`: the two must give one document (promise R8).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from surveys.enrolment.models import Participant, Tombstone
from surveys.findings.derive import NO, UNKNOWN, YES, items_behind
from surveys.findings.plain_figures import PlainFigures, Values
from surveys.findings.questions import steps_asked, steps_before
from surveys.findings.tally import EVERYBODY, Bucket, Figures, Flow, Tally, Whose, of_condition
from surveys.instruments.expression import is_number
from surveys.participation.facts import Facts, facts_of
from surveys.participation.known import Known, known
from surveys.protocols.definition import Definition
from surveys.protocols.freeze import definition_of

CHUNK = 500


@dataclass(frozen=True)
class Person:
    """One person's record in plain values."""

    facts: Facts
    buckets: tuple[Bucket, ...]
    values: Values


def recompute(whose: Whose, definition: Definition, conditions: Sequence[str]) -> Tally:
    """What people add up to, from their answers."""
    version = {} if whose.version is None else {"version": whose.version}
    everybody = Participant.objects.filter(version__study=whose.study, origin=whose.origin, **version)
    people = list(people_of(list(everybody.filter(consented_at__isnull=False).values_list("id", flat=True))))
    gone = list(Tombstone.objects.filter(study=whose.study, origin=whose.origin, **version))
    modes = Counter(each.mode for each in gone)
    return Tally(
        enrolment={
            "started": everybody.count() + len(gone),
            "declined": modes["declined"],
            "under_age": modes["under_age"],
            "screened_out": modes["screened_out"],
            "consented": len(people) + sum(each.consented for each in gone),
        },
        n_participants=len(people),
        flow=flows(people, [each for each in gone if each.mode == "deleted" and each.consented], definition),
        people=Counter(bucket for person in people for bucket in person.buckets),
        levels=Counter((person.facts.condition, each) for person in people for each in person.buckets if each.group),
        figures=dict(figures(people, definition, conditions)),
        everybody=dict(together(people, definition, conditions)) if whose.with_everybody else {},
    )


def figures(
    people: Sequence[Person], definition: Definition, conditions: Sequence[str]
) -> Iterator[tuple[tuple[str, str], Figures]]:
    """Each outcome by condition, and by each group."""
    arms = [[person.values for person in people if person.facts.condition == each] for each in conditions]
    for outcome in definition.outcomes:
        plain = PlainFigures(definition, outcome)
        criterion = plain.criterion([person.values for person in people], arms)
        by_condition = dict(zip(map(of_condition, conditions), arms, strict=True))
        yield ("", outcome.id), plain.figures(by_condition, criterion, [person.values for person in people])
        for group in definition.groups:
            levels = {
                bucket: [person.values for person in people if bucket in person.buckets]
                for bucket in (Bucket(group.id, NO), Bucket(group.id, YES))
            }
            members = [values for level in levels.values() for values in level]
            yield (group.id, outcome.id), plain.figures(levels, criterion, members)


def together(
    people: Sequence[Person], definition: Definition, conditions: Sequence[str]
) -> Iterator[tuple[str, Figures]]:
    """Each outcome of all who are in any condition."""
    allocated = [person.values for person in people if person.facts.condition in conditions]
    everyone = [person.values for person in people]
    for outcome in definition.outcomes:
        plain = PlainFigures(definition, outcome)
        yield outcome.id, plain.figures({EVERYBODY: allocated}, plain.criterion(everyone, [allocated]), everyone)


def people_of(ids: Sequence[int]) -> Iterator[Person]:
    """The people with these ids, read in chunks."""
    for start in range(0, len(ids), CHUNK):
        for facts in facts_of(ids[start : start + CHUNK]).values():
            definition = definition_of(facts.version)
            names = known(definition, facts)
            yield Person(facts, tuple(buckets_of(definition, names)), dict(values_of(definition, names)))


def buckets_of(definition: Definition, names: Known) -> Iterator[Bucket]:
    """Where a person is counted: the condition, and the level of each group that concerns the person."""
    yield of_condition(names.facts.condition)
    for group in definition.groups:
        if group.among is None or group.among.value(names) is True:
            truth = group.when.value(names)
            yield Bucket(group.id, {True: YES, False: NO}.get(truth, UNKNOWN) if isinstance(truth, bool) else UNKNOWN)


def values_of(definition: Definition, names: Known) -> Iterator[tuple[str, float]]:
    """A person's values of the outcomes and their items, by the names that expressions use for them."""
    for outcome in definition.outcomes:
        for occasion in outcome.occasions:
            for key in (outcome.key, *items_behind(definition, outcome)):
                value = names.get(f"{occasion.step}.{key}")
                if is_number(value):
                    yield f"{occasion.step}.{key}", float(value)


@dataclass
class Way:
    """The counts of one condition while they grow."""

    allocated: int = 0
    completed: int = 0
    stopped: int = 0
    withdrawn: int = 0
    reached: Counter[str] = field(default_factory=Counter)


def flows(people: Sequence[Person], left: Sequence[Tombstone], definition: Definition) -> dict[str, Flow]:
    """The way of each condition's people, those who left included."""
    ways: dict[str, Way] = defaultdict(Way)
    end = steps_asked(definition)[-1:]
    for person in people:
        way, facts = ways[person.facts.condition], person.facts
        way.allocated += 1
        way.completed += facts.completed_at is not None
        way.stopped += facts.stopped_at is not None
        way.reached.update(facts.steps | set(end if facts.completed_at is not None else ()))
    for tombstone in left:
        way = ways[tombstone.condition]
        way.allocated += 1
        way.withdrawn += 1
        way.reached.update(steps_before(definition, tombstone.step))
    return {condition: Flow(**vars(way)) for condition, way in ways.items() if condition}
