"""Allocation: chance gives a condition, or the level of one factor, by the study's method."""

import json
from collections.abc import Mapping
from datetime import datetime
from random import Random

from django.db import connection

from surveys.enrolment.draw import Draw, Outcome, draw_of, draws_of
from surveys.enrolment.minimise import Minimisation
from surveys.enrolment.models import Participant
from surveys.enrolment.roster import levels_of, roster_of
from surveys.enrolment.slots import claim
from surveys.instruments.expression import Names
from surveys.protocols.definition import Definition

GIVE = "UPDATE enrolment_participant SET condition = %s, levels = %s::jsonb WHERE id = %s"
NOTHING: Mapping[str, str] = {}


class Allocations:
    """What chance gives one person, whose row is locked, in one request.

    One statement a draw, four when a block must be added; by minimisation two for all draws together.
    """

    def __init__(
        self,
        participant_id: int,
        study_id: int,
        definition: Definition,
        names: Names,
        *,
        at: datetime,
        dice: Random,
        origin: str = Participant.Origin.REAL,
    ) -> None:
        self.participant_id, self.study_id, self.definition, self.names = participant_id, study_id, definition, names
        self.at, self.dice, self.origin = at, dice, origin
        self.minimisation: Minimisation | None = None

    def give(self, factor: str = "", levels: Mapping[str, str] = NOTHING) -> Outcome:
        """A level of the factor, or all that the `levels` leave open."""
        plan, draw = self.definition.allocation, draw_of(self.definition, factor, levels)
        if plan.method == "simple":
            return give(self.participant_id, draw, self.dice)
        if plan.method == "minimise":
            self.minimisation = self.minimisation or self.counting()
            return self.minimisation.draw(self.roster(draw.key), draw, self.dice)
        return claim(self.participant_id, self.roster(draw.key), draw, plan, at=self.at, dice=self.dice)

    def record(self) -> None:
        """Keep what wasn't kept as it was given; to be called once, after the last draw."""
        if self.minimisation is not None:
            self.minimisation.record(self.participant_id, at=self.at)

    def counting(self) -> Minimisation:
        """The minimisation among those who answered what this person did."""
        plan = self.definition.allocation
        rosters = [self.roster(draw.key) for draw in draws_of(self.definition)]
        return Minimisation(self.roster(""), rosters, levels_of(plan.factors, self.names), plan.p)

    def roster(self, key: str) -> str:
        """Where the person's slot of a draw stands."""
        return roster_of(self.study_id, self.definition, self.names, self.origin, key)


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
    """One draw and its record."""
    allocations = Allocations(participant_id, study_id, definition, names, at=at, dice=dice, origin=origin)
    outcome = allocations.give(factor, levels)
    allocations.record()
    return outcome


def give(participant_id: int, draw: Draw, dice: Random) -> Outcome:
    """Everything with equal chance, whatever others have; one statement."""
    outcome = draw.outcomes[dice.choice([*draw.outcomes])]
    with connection.cursor() as cursor:
        cursor.execute(GIVE, [outcome.condition, json.dumps(outcome.levels), participant_id])
    return outcome
