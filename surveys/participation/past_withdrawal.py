"""For whom the time for withdrawing is over: it counts from the last answer, or from what is still waited for."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from surveys.enrolment.unlink import FIRST_RANDOM, unlink
from surveys.ledger.append import append
from surveys.participation.facts import facts_of
from surveys.participation.itinerary import itinerary
from surveys.protocols.freeze import definition_of
from surveys.protocols.models import Version

AT_ONCE = 200
# The task runs every hour; whoever is past it for longer than this was forgotten.
TOLERANCE = timedelta(days=2)
# The last that is known of a person: what was sent, the end, and the windows of those who are still under way.
PAST = """
SELECT p.id FROM enrolment_participant p LEFT JOIN enrolment_consent c ON c.participant_id = p.id
WHERE COALESCE(c.version_id, p.version_id) = %s AND p.token_hash IS NOT NULL AND p.consented_at < %s
AND COALESCE(p.completed_at, p.consented_at) < %s AND COALESCE(p.stopped_at, p.consented_at) < %s
AND NOT EXISTS (SELECT 1 FROM participation_response r WHERE r.participant_id = p.id AND r.at >= %s)
AND (p.completed_at IS NOT NULL OR p.stopped_at IS NOT NULL OR NOT EXISTS (
  SELECT 1 FROM participation_followup f WHERE f.participant_id = p.id AND GREATEST(f.due_at, f.closes_at) >= %s))
"""
LEFT_BEHIND = """
SELECT count(*) FROM enrolment_participant p LEFT JOIN enrolment_consent c ON c.participant_id = p.id
WHERE p.token_hash IS NULL AND (p.id < %s OR p.panel <> '{}'::jsonb OR c.receipt_hash IS NOT NULL
  OR EXISTS (SELECT 1 FROM enrolment_contact a WHERE a.participant_id = p.id)
  OR EXISTS (SELECT 1 FROM mail_message m WHERE m.about = 'participant:' || p.id))
"""
LOCK = "SELECT id FROM enrolment_participant WHERE id = ANY(%s) FOR UPDATE SKIP LOCKED"


def unlink_past(*, at: datetime, pace: float) -> int:
    """Destroy the links of all for whom the time for withdrawing is over; how many. Safe to run again."""
    done = 0
    for version, until in limits():
        people = past(version, at - until, at, pace)
        for start in range(0, len(people), AT_ONCE):
            done += unlink_some(version, people[start : start + AT_ONCE], at - until, at, pace)
    return done


def unlink_some(version: int, people: Sequence[int], before: datetime, at: datetime, pace: float) -> int:
    """Destroy the links of those among some people who are still past it once they are locked."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(LOCK, [list(people)])
            locked = {row[0] for row in cursor.fetchall()}
        # Somebody may have answered until a moment ago.
        found = [each for each in past(version, before, at, pace) if each in locked]
        unlink(found)
        if found:
            append("unlinked", study=definition_of(version).slug, detail={"people": len(found)}, at=at)
    return len(found)


def limits() -> Iterator[tuple[int, timedelta]]:
    """Each version that says how long one may withdraw, and how long."""
    for version in Version.objects.order_by("id").values_list("id", flat=True):
        until = definition_of(version).consent.withdraw_until
        if until is not None:
            yield version, timedelta(seconds=until)


def past(version: int, before: datetime, at: datetime, pace: float) -> list[int]:
    """Those who agreed to a version's text and of whom nothing is known, or awaited, since a time."""
    with connection.cursor() as cursor:
        cursor.execute(PAST, [version, *[before] * 5])
        ids = [row[0] for row in cursor.fetchall()]
    found = []
    for start in range(0, len(ids), AT_ONCE):
        for person, facts in facts_of(ids[start : start + AT_ONCE]).items():
            place = itinerary(definition_of(facts.version), facts, now=at.timestamp(), pace=pace)
            ahead = max(filter(None, (place.until, place.closes)), default=0)
            # A pause of sixty days is longer than thirty days for withdrawing: nobody is cut off before its end.
            if place.terminal or place.kind == "stopped" or ahead < before.timestamp():
                found.append(person)
    return found


def verify(at: datetime, pace: float) -> list[str]:
    """A sentence for every fault: links that should be gone, or of which something was left."""
    return list(_faults(at, pace))


def _faults(at: datetime, pace: float) -> Iterator[str]:
    for version, until in limits():
        count = len(past(version, at - until - TOLERANCE, at - TOLERANCE, pace))
        if count:
            yield f"Participation: {count} people of version {version} can still withdraw, days after their time."
    with connection.cursor() as cursor:
        cursor.execute(LEFT_BEHIND, [FIRST_RANDOM])
        (count,) = cursor.fetchone() or (0,)
    if count:
        yield f"Participation: of {count} people without a link something is left that leads to them."
