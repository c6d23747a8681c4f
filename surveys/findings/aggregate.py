"""Rebuild what a study's people add up to, in SQL, from score rows: never incremented, so never astray."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection

from surveys.enrolment.models import Tombstone
from surveys.findings import aggregate_sql as sql
from surveys.findings.derive import Key
from surveys.findings.measures import measures
from surveys.findings.questions import measures_asked, pairs_asked, steps_asked, steps_before
from surveys.findings.statistics.describe import Summary
from surveys.findings.tally import Bucket, Flow, Tally, of_condition
from surveys.protocols.definition import Definition

Rows = Sequence[tuple[Any, ...]]


def aggregate(study_id: int, origin: str, definition: Definition) -> Tally:
    """What the people of a study and origin add up to, as the definition asks."""
    return Aggregation(study_id, origin, definition).tally()


class Aggregation:
    """One rebuild."""

    def __init__(self, study_id: int, origin: str, definition: Definition) -> None:
        self.study_id, self.origin, self.definition = study_id, origin, definition
        self.ids = measures(study_id)
        self.keys = {number: key for key, number in self.ids.items()}
        self.kinds = [
            ((condition, pattern), [of_condition(condition), *(self.level(number) for number in levels)], count)
            for condition, pattern, levels, count in self.rows(sql.KINDS)
        ]
        self.buckets = list(dict.fromkeys(bucket for _, buckets, _ in self.kinds for bucket in buckets))

    def level(self, number: int) -> Bucket:
        """The level that a measure stands for."""
        key = self.keys[number]
        return Bucket(key.step, key.occurrence)

    def tally(self) -> Tally:
        """All the figures."""
        flow, tombstones = self.rows(sql.FLOW), self.rows(sql.TOMBSTONES)
        here = sum(row[-1] for row in flow)
        return Tally(
            enrolment=enrolment(self.rows(sql.STARTED)[0][0], here, tombstones),
            n_participants=here,
            flow=self.flow(flow, tombstones),
            people=self.people(),
            cells=self.cells(),
            changes=self.changes(),
        )

    def rows(self, statement: str, *more: list[Any]) -> Rows:
        """The rows of a statement that takes study and origin."""
        with connection.cursor() as cursor:
            cursor.execute(statement, [self.study_id, self.origin, *more])
            found: Rows = cursor.fetchall()
        return found

    def people(self) -> dict[Bucket, int]:
        """Those who are here, by condition and by level."""
        found: dict[Bucket, int] = defaultdict(int)
        for _, buckets, count in self.kinds:
            for bucket in buckets:
                found[bucket] += count
        return dict(found)

    def cells(self) -> dict[tuple[Bucket, Key], Summary]:
        """The figures of each outcome at each occasion."""
        ids = [self.ids[key] for key in measures_asked(self.definition) if key in self.ids]
        rows = self.figures(sql.cells_sql(ids)) if ids else ()
        return {(bucket, key): summary for bucket, key, summary in rows}

    def changes(self) -> dict[tuple[Bucket, Key, Key], Summary]:
        """The figures of each change; measures that serve two baselines take a statement for each."""
        found: dict[tuple[Bucket, Key, Key], Summary] = {}
        pairs = [pair for pair in pairs_asked(self.definition) if set(pair) <= self.ids.keys()]
        for layer in layers_of(pairs):
            statement = sql.changes_sql({self.ids[later]: self.ids[first] for later, first in layer.items()})
            for bucket, later, summary in self.figures(statement):
                found[bucket, layer[later], later] = summary
        return found

    def figures(self, statement: str) -> Iterator[tuple[Bucket, Key, Summary]]:
        """What a statement of figures gives, for each bucket and measure."""
        numbers = {bucket: number for number, bucket in enumerate(self.buckets)}
        places = [(*kind, numbers[bucket]) for kind, buckets, _ in self.kinds for bucket in buckets]
        rows = self.rows(statement, *([place[column] for place in places] for column in range(3)))
        for number, place, *figures in rows:
            yield self.buckets[place], self.keys[number], Summary(*figures)

    def flow(self, rows: Rows, tombstones: Rows) -> dict[str, Flow]:
        """The way of each condition's people."""
        found: dict[str, Counted] = defaultdict(Counted)
        last = steps_asked(self.definition)[-1:]
        for condition, steps, completed, stopped, count in rows:
            reached = {self.keys[number].step for number in steps} | set(last if completed else ())
            found[condition].add(reached, count, completed=count * completed, stopped=count * stopped)
        for mode, consented, condition, step, count in tombstones:
            if consented and mode == Tombstone.Mode.DELETED:
                found[condition].add(steps_before(self.definition, step), count, withdrawn=count)
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


def layers_of(pairs: Iterable[tuple[Key, Key]]) -> list[Mapping[Key, Key]]:
    """Baselines by later measure, in as many mappings as a measure has baselines (nearly always one)."""
    found: list[dict[Key, Key]] = []
    for first, later in pairs:
        free = next((layer for layer in found if later not in layer), None)
        if free is None:
            free = {}
            found.append(free)
        free[later] = first
    return list(found)


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
