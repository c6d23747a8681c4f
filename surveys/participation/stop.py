"""Stopping: at any time, from every page, with what was sent kept or deleted."""

from datetime import UTC, datetime
from typing import Literal

from django.db import connection, transaction

from surveys.enrolment.models import Tombstone
from surveys.enrolment.withdraw import about, withdraw
from surveys.participation.facts import Facts, locked_facts_for
from surveys.participation.itinerary import itinerary
from surveys.protocols.freeze import definition_of

# Reminders end with it, and the address goes at once. Whoever is at the end has nothing left to stop.
STOP = """
WITH stopped AS (
  UPDATE enrolment_participant SET stopped_at = to_timestamp(%(at)s)
  WHERE id = %(person)s AND stopped_at IS NULL AND completed_at IS NULL RETURNING id
), silenced AS (
  UPDATE participation_followup SET remind_at = NULL WHERE participant_id IN (SELECT id FROM stopped)
), forgotten AS (
  DELETE FROM mail_message WHERE about = %(about)s
)
DELETE FROM enrolment_contact WHERE participant_id = %(person)s
"""


def stop(token_hash: bytes, mode: Literal["stop", "delete"], *, at: float, pace: float) -> Facts | None:
    """Stop a person's journey, keeping or deleting what was sent; who it was, None when there is no such person."""
    with transaction.atomic():
        facts = locked_facts_for(token_hash)
        if facts is None:
            return None
        definition = definition_of(facts.version)
        if mode == "delete":
            reached = itinerary(definition, facts, now=at, pace=pace).step
            now = datetime.fromtimestamp(at, UTC)
            withdraw(facts.participant, reached=reached, mode=Tombstone.Mode.DELETED, at=now, study=definition.slug)
        elif facts.stopped_at is None and facts.completed_at is None:
            with connection.cursor() as cursor:
                person = facts.participant
                cursor.execute(STOP, {"at": at, "person": person, "about": about(person)})
            facts.stopped_at = at
    return facts
