"""Minimisation (Pocock and Simon 1975, doi 10.2307/2529712): whoever comes gets, mostly, what keeps groups alike."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Any

from django.db import connection

from surveys.enrolment.draw import Draw, Outcome

# The function waits for the turn, and then counts (its migration says why by one statement). Whoever was erased is
# counted no more, stopped people are.
COUNT = "SELECT roster, strata, condition, people FROM enrolment_count_allocated(%s, %s::text[])"
# Positions have no gap and no position stands twice, so nobody can be allocated by a count that has grown old.
RECORD = """
WITH slot AS (
  INSERT INTO enrolment_allocation (roster, position, condition, participant_id, claimed_at)
  SELECT drawn.roster, COALESCE(MAX(position), 0) + 1, drawn.condition, %s, %s
  FROM UNNEST(%s::text[], %s::text[]) AS drawn (roster, condition)
  LEFT JOIN enrolment_allocation taken ON taken.roster = drawn.roster GROUP BY drawn.roster, drawn.condition
)
UPDATE enrolment_participant SET condition = %s, levels = %s::jsonb, strata = %s::jsonb WHERE id = %s
"""
# The answers of some people, what they were given, and how many they are.
Counted = tuple[Sequence[str], str, int]


class Minimisation:
    """What one request gives a person, however many draws it is: two statements.

    They are the count of who was allocated so far, with the study's lock until the commit, and the record.
    """

    def __init__(self, lock: str, rosters: Sequence[str], strata: Sequence[str], p: float) -> None:
        """`rosters` are those of all the draws that the person may come to; whoever comes to one takes the lock."""
        self.lock, self.rosters, self.strata, self.p = lock, rosters, strata, p
        self.counted: dict[str, list[Counted]] = {}
        self.drawn: dict[str, str] = {}
        self.outcome: Outcome | None = None

    def draw(self, roster: str, draw: Draw, dice: Random) -> Outcome:
        """Draw what, mostly, keeps groups alike."""
        if roster not in self.counted:
            self.counted |= count(self.lock, [*self.rosters, roster])
        found = imbalances(draw.weights, self.strata, self.counted[roster])
        self.drawn[roster] = drawn_by(chances(found, self.p), dice)
        self.outcome = draw.outcomes[self.drawn[roster]]
        return self.outcome

    def record(self, participant_id: int, *, at: datetime) -> None:
        """Keep all that was drawn."""
        if self.outcome is None:
            return
        slots: list[Any] = [participant_id, at, [*self.drawn], [*self.drawn.values()]]
        given = [self.outcome.condition, json.dumps(self.outcome.levels), json.dumps(list(self.strata))]
        with connection.cursor() as cursor:
            cursor.execute(RECORD, [*slots, *given, participant_id])


def count(lock: str, rosters: list[str]) -> dict[str, list[Counted]]:
    """Who was allocated so far, by roster; nobody else is until the commit. One statement."""
    counted: dict[str, list[Counted]] = {roster: [] for roster in rosters}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [lock, rosters])
        for roster, strata, drawn, people in cursor.fetchall():
            counted[roster].append((json.loads(strata), drawn, people))
    return counted


def imbalances(drawn: Iterable[str], strata: Sequence[str], counted: Iterable[Counted]) -> dict[str, int]:
    """For each result: how far apart the groups would be among people who answered alike, summed over the items.

    How far apart is the range of the counts.
    """
    arms, rows = list(drawn), list(counted)
    found = dict.fromkeys(arms, 0)
    for position, level in enumerate(strata):
        alike = Counter[str]()
        for levels, given, count in rows:
            alike[given] += count if levels[position] == level else 0
        for arm in arms:
            counts = [alike[each] + (each == arm) for each in arms]
            found[arm] += max(counts) - min(counts)
    return found


def chances(imbalance: Mapping[str, int], p: float) -> dict[str, float]:
    """The probability of each: the best share `p`, the others the rest; all are alike where all are best."""
    best = min(imbalance.values())
    ties = [arm for arm, each in imbalance.items() if each == best]
    others = len(imbalance) - len(ties)
    if not others:
        return dict.fromkeys(imbalance, 1 / len(ties))
    return {arm: p / len(ties) if arm in ties else (1 - p) / others for arm in imbalance}


def drawn_by(probabilities: Mapping[str, float], dice: Random) -> str:
    """One of them, by its probability."""
    return dice.choices([*probabilities], weights=[*probabilities.values()])[0]
