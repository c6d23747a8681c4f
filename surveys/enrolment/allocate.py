"""Allocation: chance gives a condition, or the level of one factor, by the study's method."""

import json
from collections.abc import Mapping
from datetime import datetime
from random import Random

from django.db import connection

from surveys.enrolment.draw import Draw, Outcome, draw_of
from surveys.enrolment.minimise import minimise
from surveys.enrolment.models import Participant
from surveys.enrolment.roster import levels_of, roster_of
from surveys.enrolment.slots import claim
from surveys.instruments.expression import Names
from surveys.protocols.definition import Definition

GIVE = "UPDATE enrolment_participant SET condition = %s, levels = %s::jsonb WHERE id = %s"
NOTHING: Mapping[str, str] = {}


def allocate(
    participant_id: int,
    study_id: int,
    definition: Definition,
    names: Names,
    *,
    at: datetime,
    dice: Random,
    origin: str = Participant.Origin.REAL,
    factor: str = "",
    levels: Mapping[str, str] = NOTHING,
) -> Outcome:
    """Give a person, whose row is locked, a level of the factor, or all that the `levels` leave open.

    One statement; three by minimisation, four when a block must be added.
    """
    plan, draw = definition.allocation, draw_of(definition, factor, levels)
    if plan.method == "simple":
        return give(participant_id, draw, dice)
    roster = roster_of(study_id, definition, names, origin, draw.key)
    if plan.method == "minimise":
        return minimise(participant_id, roster, draw, levels_of(plan.factors, names), plan.p, at=at, dice=dice)
    return claim(participant_id, roster, draw, plan, at=at, dice=dice)


def give(participant_id: int, draw: Draw, dice: Random) -> Outcome:
    """Everything with equal chance, whatever others have; one statement."""
    outcome = draw.outcomes[dice.choice([*draw.outcomes])]
    with connection.cursor() as cursor:
        cursor.execute(GIVE, [outcome.condition, json.dumps(outcome.levels), participant_id])
    return outcome
