"""Rebuild what a study's people add up to from their score rows: never incremented, so never astray."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from django.db import connection

from surveys.enrolment.models import Tombstone
from surveys.findings.derive import LEVELS, NO, YES
from surveys.findings.figures import OutcomeFigures
from surveys.findings.gather import People, gather
from surveys.findings.questions import steps_asked, steps_before
from surveys.findings.tally import EVERYBODY, Bucket, Figures, Flow, Tally, Whose, of_condition
from surveys.protocols.definition import Definition

STARTED = """
SELECT count(*) FROM enrolment_participant p JOIN protocols_version v ON v.id = p.version_id
WHERE v.study_id = %s AND p.origin = %s AND v.id = COALESCE(%s, v.id)
"""
TOMBSTONES = """
SELECT mode, consented, condition, step, count(*) FROM enrolment_tombstone
WHERE study_id = %s AND origin = %s AND version_id = COALESCE(%s, version_id) GROUP BY 1, 2, 3, 4
"""
Rows = Sequence[tuple[Any, ...]]


def aggregate(whose: Whose, definition: Definition, conditions: Sequence[str]) -> Tally:
    """What people add up to, as the definition asks. To be called inside a transaction."""
    people = gather(whose)
    (started,), tombstones = rows(STARTED, whose)[0], rows(TOMBSTONES, whose)
    return Tally(
        enrolment=enrolment(started, len(people), tombstones),
        n_participants=len(people),
        flow=flows(definition, people, tombstones),
        people=counts(people),
        levels=levels(people),
        figures=dict(figures(definition, people, conditions)),
        everybody=dict(together(definition, people, conditions)) if whose.with_everybody else {},
    )


def rows(statement: str, whose: Whose) -> Rows:
    """The rows of a statement about people."""
    with connection.cursor() as cursor:
        cursor.execute(statement, [whose.study, whose.origin, whose.version])
        found: Rows = cursor.fetchall()
    return found


def figures(
    definition: Definition, people: People, conditions: Sequence[str]
) -> Iterator[tuple[tuple[str, str], Figures]]:
    """Each outcome by condition, and by each group."""
    arms = {of_condition(condition): people.rows(of_condition(condition)) for condition in conditions}
    groups = {
        group.id: {Bucket(group.id, level): people.rows(Bucket(group.id, level)) for level in (NO, YES)}
        for group in definition.groups
    }
    for outcome in definition.outcomes:
        found = OutcomeFigures(definition, outcome, people)
        criterion = found.criterion(list(arms.values()))
        yield ("", outcome.id), found.figures(arms, criterion, np.arange(len(people)))
        for group, buckets in groups.items():
            members = np.concatenate(list(buckets.values()))
            yield (group, outcome.id), found.figures(buckets, criterion, members)


def together(definition: Definition, people: People, conditions: Sequence[str]) -> Iterator[tuple[str, Figures]]:
    """Each outcome of the people of all conditions together."""
    rows = np.concatenate([people.rows(of_condition(condition)) for condition in conditions])
    for outcome in definition.outcomes:
        found = OutcomeFigures(definition, outcome, people)
        yield outcome.id, found.figures({EVERYBODY: rows}, found.criterion([rows]), np.arange(len(people)))


def counts(people: People) -> dict[Bucket, int]:
    """Those who are here, by condition and by level."""
    found: dict[Bucket, int] = defaultdict(int)
    for kind in people.kinds:
        for bucket in kind.buckets:
            found[bucket] += kind.count
    return dict(found)


def levels(people: People) -> dict[tuple[str, Bucket], int]:
    """Those who are here, by condition and level."""
    found: dict[tuple[str, Bucket], int] = defaultdict(int)
    for kind in people.kinds:
        for bucket in kind.buckets:
            if bucket.level in LEVELS and bucket.group:
                found[kind.condition, bucket] += kind.count
    return dict(found)


def flows(definition: Definition, people: People, tombstones: Rows) -> dict[str, Flow]:
    """The way of each condition's people."""
    found: dict[str, Counted] = defaultdict(Counted)
    last = steps_asked(definition)[-1:]
    for kind in people.kinds:
        reached = kind.steps | set(last if kind.completed else ())
        done = {"completed": kind.count * kind.completed, "stopped": kind.count * kind.stopped}
        found[kind.condition].add(reached, kind.count, **done)
    for mode, consented, condition, step, count in tombstones:
        if consented and mode == Tombstone.Mode.DELETED:
            found[condition].add(steps_before(definition, step), count, withdrawn=count)
    return {condition: counted.flow() for condition, counted in found.items() if condition}


class Counted:
    """Counts of one condition while they grow."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = defaultdict(int)
        self.reached: dict[str, int] = defaultdict(int)

    def add(self, reached: Iterable[str], count: int, **more: int) -> None:
        """Some people who came equally far."""
        for name, number in {"allocated": count, **more}.items():
            self.counts[name] += number
        for step in reached:
            self.reached[step] += count

    def flow(self) -> Flow:
        """The counts as a value."""
        return Flow(reached=dict(self.reached), **self.counts)


def enrolment(started: int, here: int, tombstones: Rows) -> dict[str, int]:
    """How people came in; those who left are counted by how they left."""
    modes: dict[str, int] = defaultdict(int)
    gone = consented_gone = 0
    for mode, consented, _, _, count in tombstones:
        modes[mode] += count
        gone += count
        consented_gone += count if consented else 0
    return {
        "started": started + gone,
        "declined": modes[Tombstone.Mode.DECLINED],
        "under_age": modes[Tombstone.Mode.UNDER_AGE],
        "screened_out": modes[Tombstone.Mode.SCREENED_OUT],
        "consented": here + consented_gone,
    }
