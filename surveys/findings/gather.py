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
from surveys.findings.tally import Bucket, of_condition

Floats = NDArray[np.float64]
# Who counts: consented, of one study and origin. Arrays come as PostgreSQL sends them: a row then costs some bytes to
# compare, and a million numbers are read at once.
PEOPLE = """
SELECT p.condition, p.completed_at IS NOT NULL, p.stopped_at IS NOT NULL,
       array_send(s.steps), array_send(s.levels), array_send(s.measures),
       array_send(array_replace(s.values, NULL, 'NaN'))
FROM enrolment_participant p JOIN protocols_version v ON v.id = p.version_id
LEFT JOIN findings_score s ON s.participant_id = p.id
WHERE v.study_id = %s AND p.origin = %s AND p.consented_at IS NOT NULL
"""
CHUNK = 5_000
# An array's number of dimensions, flags, type, length and first index; then each element with its length.
HEADER = 20
NUMBER = np.dtype([("length", ">i4"), ("number", ">i8")])
VALUE = np.dtype([("length", ">i4"), ("value", ">f8")])
# A condition, whether completed, whether stopped, and the arrays of steps, levels and measures.
RawKind = tuple[str, bool, bool, bytes | None, bytes | None, bytes | None]


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


def gather(study_id: int, origin: str) -> People:
    """The people of a study and origin. To be called inside a transaction."""
    found: dict[RawKind, list[bytes]] = defaultdict(list)
    for condition, completed, stopped, steps, levels, ids, values in rows_of(study_id, origin):
        found[condition, completed, stopped, steps, levels, ids].append(values)
    keys = {number: key for key, number in measures(study_id).items()}
    columns: dict[Key, Floats] = {}
    total, kinds = sum(map(len, found.values())), []
    first = 0
    for kind, values in found.items():
        kinds.append(kind_of(kind, keys, first, len(values)))
        matrix = values_of(values)
        for place, number in enumerate(numbers_of(kind[-1])):
            column = columns.setdefault(keys[number], np.full(total, np.nan))
            column[first : first + len(values)] = matrix[:, place]
        first += len(values)
        values.clear()
    return People(kinds, columns)


def rows_of(study_id: int, origin: str) -> Iterator[tuple[Any, ...]]:
    """The rows in binary form, some thousand at a time."""
    connection.ensure_connection()
    with connection.connection.cursor("findings_people") as cursor:
        cursor.execute(PEOPLE, [study_id, origin], binary=True)
        while rows := cursor.fetchmany(CHUNK):
            yield from rows


def kind_of(kind: RawKind, keys: Mapping[int, Key], first: int, count: int) -> Kind:
    """A kind of people in words."""
    condition, completed, stopped, steps, levels, _ = kind
    return Kind(
        condition=condition,
        completed=completed,
        stopped=stopped,
        steps=frozenset(keys[number].step for number in numbers_of(steps)),
        buckets=(of_condition(condition), *(bucket_of(keys[number]) for number in numbers_of(levels))),
        first=first,
        count=count,
    )


def bucket_of(level: Key) -> Bucket:
    """The level of a group that a measure stands for."""
    return Bucket(level.step, level.occurrence)


def numbers_of(array: bytes | None) -> list[int]:
    """The whole numbers of an array as PostgreSQL sends it; none of somebody who has no row yet."""
    if array is None or len(array) <= HEADER:
        return []
    numbers: list[int] = np.frombuffer(array, NUMBER, offset=HEADER)["number"].tolist()
    return numbers


def values_of(arrays: Sequence[bytes | None]) -> Floats:
    """The values of arrays of one length, a row each."""
    width = (len(arrays[0] or b"") - HEADER) // VALUE.itemsize
    if width <= 0:
        return np.empty((len(arrays), 0))
    row = np.dtype([("header", f"V{HEADER}"), ("values", VALUE, (width,))])
    return np.frombuffer(b"".join(each for each in arrays if each), row)["values"]["value"].astype(np.float64)
