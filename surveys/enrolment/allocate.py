"""Allocation: a row claimed from a list of permuted blocks, never a count."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b
from random import Random

from django.db import connection

from surveys.enrolment.models import Participant
from surveys.instruments.expression import Names
from surveys.protocols.definition import AllocationPlan, Definition

CLAIM = """
WITH free AS (
  SELECT id, condition FROM enrolment_allocation WHERE roster = %s AND claimed_at IS NULL
  ORDER BY position LIMIT 1 FOR UPDATE SKIP LOCKED
), taken AS (
  UPDATE enrolment_allocation a SET participant_id = %s, claimed_at = %s FROM free WHERE a.id = free.id
  RETURNING a.condition
)
UPDATE enrolment_participant p SET condition = taken.condition FROM taken WHERE p.id = %s RETURNING p.condition
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


def allocate(
    participant_id: int,
    study_id: int,
    definition: Definition,
    names: Names,
    *,
    at: datetime,
    dice: Random,
    origin: str = Participant.Origin.REAL,
) -> str:
    """Claim the next slot of the person's stratum; the condition. One statement, four when a block must be added.

    Simulated and test people have lists of their own: real blocks stay whole.
    """
    roster = roster_of(study_id, definition, names, origin)
    with connection.cursor() as cursor:
        for _ in range(ATTEMPTS):
            cursor.execute(CLAIM, [roster, participant_id, at, participant_id])
            row = cursor.fetchone()
            if row is not None:
                return str(row[0])
            add_block(roster, definition, dice)
    # Twenty whole blocks were taken by others between our two statements.
    raise RuntimeError(f"No slot could be claimed in {ATTEMPTS} attempts.")


def add_block(roster: str, definition: Definition, dice: Random) -> None:
    """One more block at the roster's end. To be called inside a transaction."""
    block = shuffled_block([arm.id for arm in definition.conditions], definition.allocation, dice)
    with connection.cursor() as cursor:
        cursor.execute(TAKE_TURN, [roster])
        cursor.execute(ADD_BLOCK, [roster, roster, block])


def shuffled_block(conditions: Sequence[str], plan: AllocationPlan, dice: Random) -> list[str]:
    """One permuted block: every condition equally often, in random order, its size drawn from the plan's."""
    size = dice.choice(plan.sizes) if plan.sizes else 2 * len(conditions)
    return dice.sample(list(conditions) * (size // len(conditions)), k=size)


def roster_of(study_id: int, definition: Definition, names: Names, origin: str) -> str:
    """The list that a person's slot comes from: it goes on across versions while conditions, blocks and strata stay."""
    apart = "" if origin == Participant.Origin.REAL else f"{origin}:"
    return f"{apart}{roster_prefix(study_id, definition)}:{stratum_of(definition.allocation, names)}"


def roster_prefix(study_id: int, definition: Definition) -> str:
    """What the rosters of all strata have in common."""
    plan = definition.allocation
    shape = repr(([arm.id for arm in definition.conditions], plan.method, plan.sizes, plan.strata))
    return f"{study_id}:{blake2b(shape.encode(), digest_size=8).hexdigest()}"


def stratum_of(plan: AllocationPlan, names: Names) -> str:
    """The values of the strata, “none” for what was not answered; hashed where they are long."""
    if not plan.strata:
        return "all"
    known = [names.get(name) for name in plan.strata]
    # A slash inside a value must not make two strata one.
    values = "/".join("none" if value is None else escaped(str(value)) for value in known)
    return values if len(values) <= 64 else blake2b(values.encode(), digest_size=16).hexdigest()


def escaped(value: str) -> str:
    """A value in which every slash is marked as its own."""
    return value.replace("\\", "\\\\").replace("/", "\\/")
