"""The same figures a second way: from raw answers, person by person, without SQL sums and without score rows.

Slow, and sharing as little as can be with `aggregate`: the two must give one document (promise R8).
"""

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from surveys.enrolment.models import Participant, Tombstone
from surveys.findings.derive import NO, UNKNOWN, YES, Key, outcome_key
from surveys.findings.questions import steps_asked, steps_before
from surveys.findings.statistics.describe import Summary
from surveys.findings.tally import Bucket, Flow, Tally, of_condition
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
    values: dict[Key, float]


def recompute(study_id: int, origin: str, definition: Definition) -> Tally:
    """What the people of a study and origin add up to, from their answers."""
    everybody = Participant.objects.filter(version__study=study_id, origin=origin)
    people = list(people_of(list(everybody.filter(consented_at__isnull=False).values_list("id", flat=True))))
    gone = list(Tombstone.objects.filter(study=study_id, origin=origin))
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
        cells=cells(people),
        changes=changes(people, definition),
    )


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


def values_of(definition: Definition, names: Known) -> Iterator[tuple[Key, float]]:
    """A person's values of the outcomes, by the names that expressions use for them."""
    for outcome in definition.outcomes:
        for occasion in outcome.occasions:
            value = names.get(f"{occasion.step}.{outcome.key}")
            if is_number(value):
                yield outcome_key(outcome, occasion.step), float(value)


def cells(people: Sequence[Person]) -> dict[tuple[Bucket, Key], Summary]:
    """Every measure described, in every bucket."""
    found: dict[tuple[Bucket, Key], list[float]] = defaultdict(list)
    for person in people:
        for bucket in person.buckets:
            for key, value in person.values.items():
                found[bucket, key].append(value)
    return {cell: described(values) for cell, values in found.items()}


def changes(people: Sequence[Person], definition: Definition) -> dict[tuple[Bucket, Key, Key], Summary]:
    """Every change from the first occasion described, in every bucket."""
    found: dict[tuple[Bucket, Key, Key], list[float]] = defaultdict(list)
    pairs = {
        (outcome_key(outcome, outcome.occasions[0].step), outcome_key(outcome, later.step))
        for outcome in definition.outcomes
        for later in outcome.occasions[1:]
    }
    for person in people:
        for first, later in pairs:
            if first in person.values and later in person.values:
                for bucket in person.buckets:
                    found[bucket, first, later].append(person.values[later] - person.values[first])
    return {change: described(values) for change, values in found.items()}


def described(values: Sequence[float]) -> Summary:
    """A sample described by the standard library."""
    spread = None if len(values) < 2 else 0.0 if min(values) == max(values) else statistics.stdev(values)
    return Summary(len(values), statistics.fmean(values), spread, statistics.median(values), min(values), max(values))


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
        way.reached.update({step for step, _, _ in facts.sent} | set(end if facts.completed_at is not None else ()))
    for tombstone in left:
        way = ways[tombstone.condition]
        way.allocated += 1
        way.withdrawn += 1
        way.reached.update(steps_before(definition, tombstone.step))
    return {condition: Flow(**vars(way)) for condition, way in ways.items() if condition}
