"""A study's people as arrays: who is of one kind stands together, and each measure is a column."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from surveys.findings.derive import Key
from surveys.findings.measures import measures
from surveys.findings.tally import Bucket, Whose, of_condition

Floats = NDArray[np.float64]
# Who counts: consented, of one study and origin. Of the arrays of measures only a hash is sent, and each kind is looked
# up once by one of its people; values come as PostgreSQL sends them, so that a million are read at once.
PEOPLE = """
SELECT p.id, p.condition, p.completed_at IS NOT NULL, p.stopped_at IS NOT NULL, hash_array_extended(s.steps, 0),
       hash_array_extended(s.levels, 0), hash_array_extended(s.measures, 0),
       array_send(array_replace(s.values, NULL, 'NaN'))
FROM enrolment_participant p JOIN protocols_version v ON v.id = p.version_id
LEFT JOIN findings_score s ON s.participant_id = p.id
WHERE v.study_id = %s AND p.origin = %s AND v.id = COALESCE(%s, v.id) AND p.consented_at IS NOT NULL
"""
MEASURES = "SELECT participant_id, steps, levels, measures FROM findings_score WHERE participant_id = ANY(%s)"
CHUNK = 5_000
# An array's number of dimensions, flags, type, length and first index; then each element with its length.
HEADER = 20
VALUE = np.dtype([("length", ">i4"), ("value", ">f8")])
Arrays = tuple[Sequence[int], Sequence[int], Sequence[int]]
NOTHING: Arrays = ((), (), ())


@dataclass(frozen=True)
class Kind:
    """People of equal condition, steps and levels: the rows `first` up to `first + count`."""

    condition: str
    completed: bool
    stopped: bool
    steps: frozenset[str]
    buckets: tuple[Bucket, ...]
    first: int
    count: int


@dataclass(frozen=True)
class People:
    """Everybody who counts, and a column for each measure: one value a person, NaN where there is none."""

    kinds: Sequence[Kind]
    columns: Mapping[Key, Floats]

    def __len__(self) -> int:
        """How many people."""
        return sum(kind.count for kind in self.kinds)

    def rows(self, bucket: Bucket) -> NDArray[np.intp]:
        """The rows of a bucket's people."""
        chosen = [np.arange(kind.first, kind.first + kind.count) for kind in self.kinds if bucket in kind.buckets]
        return np.concatenate(chosen) if chosen else np.arange(0)


def gather(whose: Whose) -> People:
    """The people who count. To be called inside a transaction that sees one state."""
    found: dict[tuple[Any, ...], list[bytes | None]] = defaultdict(list)
    examples: dict[tuple[Any, ...], int] = {}
    for person, *kind, values in rows_of(whose):
        key = tuple(kind)
        found[key].append(values)
        examples.setdefault(key, person)
    arrays = arrays_of(list(examples.values()))
    keys = {number: key for key, number in measures(whose.study).items()}
    columns: dict[Key, Floats] = {}
    total, first, kinds = sum(map(len, found.values())), 0, []
    for key, values in found.items():
        steps, levels, ids = arrays.get(examples[key], NOTHING)
        condition, completed, stopped = key[:3]
        buckets = (of_condition(condition), *(bucket_of(keys[number]) for number in levels))
        reached = frozenset(keys[number].step for number in steps)
        kinds.append(Kind(condition, completed, stopped, reached, buckets, first, len(values)))
        for number, column in zip(ids, values_of(values).T, strict=True):
            if keys[number] not in columns:
                columns[keys[number]] = np.full(total, np.nan)
            columns[keys[number]][first : first + len(values)] = column
        first += len(values)
        values.clear()
    return People(kinds, columns)


def rows_of(whose: Whose) -> Iterator[tuple[Any, ...]]:
    """The rows in binary form, some thousand at a time."""
    connection.ensure_connection()
    with connection.connection.cursor("findings_people") as cursor:
        cursor.execute(PEOPLE, [whose.study, whose.origin, whose.version], binary=True)
        while rows := cursor.fetchmany(CHUNK):
            yield from rows


def arrays_of(people: Sequence[int]) -> dict[int, Arrays]:
    """The steps, levels and measures of some people."""
    with connection.cursor() as cursor:
        cursor.execute(MEASURES, [list(people)])
        return {person: (steps, levels, ids) for person, steps, levels, ids in cursor.fetchall()}


def bucket_of(level: Key) -> Bucket:
    """The level of a group that a measure stands for."""
    return Bucket(level.step, level.occurrence)


def values_of(arrays: Sequence[bytes | None]) -> Floats:
    """The values of arrays of one length, a row each; somebody without a row has none."""
    width = (len(arrays[0] or b"") - HEADER) // VALUE.itemsize
    if width <= 0:
        return np.empty((len(arrays), 0))
    row = np.dtype([("header", f"V{HEADER}"), ("values", VALUE, (width,))])
    return np.frombuffer(b"".join(each for each in arrays if each), row)["values"]["value"].astype(np.float64)
