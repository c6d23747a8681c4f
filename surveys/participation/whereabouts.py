"""Where people are now: counted by step and condition, of those who were heard of lately."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Any

from django.db import connection

from surveys.participation.facts import facts_of
from surveys.participation.itinerary import Place, itinerary
from surveys.protocols.definition import Definition
from surveys.protocols.freeze import definition_of

# Who hasn't been heard of for so long will hardly come back.
LATELY = timedelta(hours=48)
# More than this at once are counted by those who were heard of last.
MOST = 3_000
COUNTS = """
SELECT p.condition, p.consented_at IS NOT NULL, p.completed_at IS NOT NULL, p.stopped_at IS NOT NULL, count(*)
FROM enrolment_participant p JOIN protocols_version v ON v.id = p.version_id
WHERE v.study_id = %s AND p.origin = %s GROUP BY 1, 2, 3, 4
"""
UNDER_WAY = """
SELECT p.id, EXTRACT(EPOCH FROM COALESCE(last.at, p.consented_at))::float8
FROM enrolment_participant p JOIN protocols_version v ON v.id = p.version_id
LEFT JOIN LATERAL (SELECT max(r.at) AS at FROM participation_response r WHERE r.participant_id = p.id) last ON TRUE
WHERE v.study_id = %s AND p.origin = %s AND p.consented_at IS NOT NULL
  AND p.completed_at IS NULL AND p.stopped_at IS NULL
ORDER BY 2 DESC LIMIT %s
"""
LEFT = """
SELECT condition, count(*) FROM enrolment_tombstone
WHERE study_id = %s AND origin = %s AND mode = 'deleted' GROUP BY 1
"""


@dataclass(frozen=True)
class Whereabout:
    """People at one step: how many by condition, and how many minutes ago the middle one was heard of."""

    step: str
    kind: str
    counts: Mapping[str, int]
    minutes: float


@dataclass(frozen=True)
class Whereabouts:
    """Everybody of a study; each count is by condition, the empty one for those who aren't allocated yet."""

    under_way: Sequence[Whereabout]
    # Of those under way, the ones who weren't heard of for long.
    lost: Mapping[str, int]
    reading: int
    completed: Mapping[str, int]
    stopped: Mapping[str, int]
    left: Mapping[str, int]
    # Whether there are more people under way than were looked at.
    more: bool


def whereabouts(study_id: int, origin: str, definition: Definition, *, now: float, pace: float) -> Whereabouts:
    """Where a study's people are at `now` (epoch seconds); steps in the order of the newest version's document."""
    reading, completed, stopped = 0, Counter[str](), Counter[str]()
    for condition, consented, is_complete, is_stopped, count in rows(COUNTS, study_id, origin):
        reading += 0 if consented else count
        completed[condition] += count if is_complete else 0
        stopped[condition] += count if is_stopped and not is_complete else 0
    heard = dict(rows(UNDER_WAY, study_id, origin, MOST))
    lately = {person: at for person, at in heard.items() if now - at <= LATELY.total_seconds()}
    found, lost = places(heard, lately, now, pace)
    return Whereabouts(
        under_way=in_order(found, definition, now),
        lost=lost,
        reading=reading,
        completed=completed,
        stopped=stopped,
        left=Counter(dict(rows(LEFT, study_id, origin))),
        more=len(heard) == MOST,
    )


Found = dict[tuple[str, str], list[tuple[str, float]]]


def places(
    heard: Mapping[int, float], lately: Mapping[int, float], now: float, pace: float
) -> tuple[Found, Counter[str]]:
    """By step and kind of page, the conditions of those there and when each was heard of; and the lost by condition."""
    found: Found = {}
    lost = Counter[str]()
    for person, facts in facts_of(heard).items():
        if person not in lately:
            lost[facts.condition] += 1
            continue
        place = itinerary(definition_of(facts.version), facts, now=now, pace=pace)
        found.setdefault((place.step, kind_of(place)), []).append((facts.condition, heard[person]))
    return found, lost


def kind_of(place: Place) -> str:
    """What people do there: wait, look at a last page, or answer."""
    if place.terminal:
        return "end"
    return "wait" if place.kind == "wait" else "page"


def in_order(found: Found, definition: Definition, now: float) -> list[Whereabout]:
    """The steps in the document's order, those that it doesn't have at the end."""
    order = {step.id: number for number, step in enumerate(definition.walk())}
    return [
        Whereabout(step, kind, Counter(condition for condition, _ in people), median(now - at for _, at in people) / 60)
        for (step, kind), people in sorted(found.items(), key=lambda each: (order.get(each[0][0], len(order)), each[0]))
    ]


def rows(statement: str, *values: int | str) -> list[tuple[Any, ...]]:
    """The rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
