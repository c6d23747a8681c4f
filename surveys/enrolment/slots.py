"""Permuted blocks: a slot is a row claimed from a list that was shuffled before, never a count."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from random import Random

from django.db import connection

from surveys.enrolment.draw import Draw, Outcome
from surveys.protocols.design import AllocationPlan

CLAIM = """
WITH free AS (
  SELECT id, condition FROM enrolment_allocation WHERE roster = %s AND claimed_at IS NULL
  ORDER BY position LIMIT 1 FOR UPDATE SKIP LOCKED
), taken AS (
  UPDATE enrolment_allocation a SET participant_id = %s, claimed_at = %s FROM free WHERE a.id = free.id
  RETURNING a.condition AS drawn
)
UPDATE enrolment_participant p
SET condition = %s::jsonb -> taken.drawn ->> 'condition', levels = %s::jsonb -> taken.drawn -> 'levels'
FROM taken WHERE p.id = %s RETURNING taken.drawn
"""
# Blocks are added one after the other: two at once could interleave, and half a block is no block.
TAKE_TURN = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
ADD_BLOCK = """
INSERT INTO enrolment_allocation (roster, position, condition)
SELECT %s, start.position + block.number, block.condition
FROM (SELECT COALESCE(MAX(position), 0) AS position FROM enrolment_allocation WHERE roster = %s) start,
     UNNEST(%s::text[]) WITH ORDINALITY AS block (condition, number)
"""
ATTEMPTS = 20


def claim(participant_id: int, roster: str, draw: Draw, plan: AllocationPlan, *, at: datetime, dice: Random) -> Outcome:
    """Claim the roster's next slot. One statement, four when a block must be added."""
    outcomes = json.dumps({drawn: asdict(outcome) for drawn, outcome in draw.outcomes.items()})
    with connection.cursor() as cursor:
        for _ in range(ATTEMPTS):
            cursor.execute(CLAIM, [roster, participant_id, at, outcomes, outcomes, participant_id])
            row = cursor.fetchone()
            if row is not None:
                return draw.outcomes[row[0]]
            add_block(roster, draw.weights, plan, dice)
    # Twenty whole blocks were taken by others between our two statements.
    raise RuntimeError(f"No slot could be claimed in {ATTEMPTS} attempts.")


def add_block(roster: str, weights: Mapping[str, int], plan: AllocationPlan, dice: Random) -> None:
    """One more block at the roster's end. To be called inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_TURN, [roster])
        cursor.execute(ADD_BLOCK, [roster, roster, shuffled_block(weights, plan, dice)])


def shuffled_block(weights: Mapping[str, int], plan: AllocationPlan, dice: Random) -> list[str]:
    """One block in random order: everything as often as it weighs, or equally often in a size of the plan's."""
    if plan.method == "weighted":
        return dice.sample([*weights], counts=[*weights.values()], k=sum(weights.values()))
    size = dice.choice(plan.sizes) if plan.sizes else 2 * len(weights)
    return dice.sample([*weights] * (size // len(weights)), k=size)
