"""Minimisation (Pocock and Simon 1975, doi 10.2307/2529712): whoever comes gets, mostly, what keeps groups alike."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Any

from django.db import connection

from surveys.enrolment.draw import Draw, Outcome
from surveys.enrolment.slots import TAKE_TURN

# Whoever was erased is counted no more, stopped people are.
COUNT = """
SELECT p.strata, a.condition, count(*) FROM enrolment_allocation a JOIN enrolment_participant p
ON p.id = a.participant_id WHERE a.roster = %s GROUP BY p.strata, a.condition
"""
# Positions have no gap and no position stands twice, so nobody can be allocated by a count that has grown old.
RECORD = """
WITH slot AS (
  INSERT INTO enrolment_allocation (roster, position, condition, participant_id, claimed_at)
  SELECT %s, COALESCE(MAX(position), 0) + 1, %s, %s, %s FROM enrolment_allocation WHERE roster = %s
)
UPDATE enrolment_participant SET condition = %s, levels = %s::jsonb, strata = %s::jsonb WHERE id = %s
"""
# The answers of some people, what they were given, and how many they are.
Counted = tuple[Sequence[str], str, int]


def minimise(
    participant_id: int, roster: str, draw: Draw, strata: Sequence[str], p: float, *, at: datetime, dice: Random
) -> Outcome:
    """Count who was allocated so far, draw, and record it; three statements. The roster is locked until the commit."""
    with connection.cursor() as cursor:
        # A statement of its own: the next one sees what was committed while this one waited.
        cursor.execute(TAKE_TURN, [roster])
        cursor.execute(COUNT, [roster])
        counted = [(json.loads(levels), drawn, count) for levels, drawn, count in cursor.fetchall()]
        chosen = drawn_by(chances(imbalances(draw.weights, strata, counted), p), dice)
        outcome = draw.outcomes[chosen]
        given: list[Any] = [outcome.condition, json.dumps(outcome.levels), json.dumps(list(strata)), participant_id]
        cursor.execute(RECORD, [roster, chosen, participant_id, at, roster, *given])
    return outcome


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
