"""Slots whose person gave no answer after being allocated come back into the roster, as new rows."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from surveys.enrolment.slots import TAKE_TURN
from surveys.enrolment.top_up import rosters_in_use

ABANDONED = """
SELECT DISTINCT a.roster FROM enrolment_allocation a JOIN enrolment_participant p ON p.id = a.participant_id
WHERE p.completed_at IS NULL AND a.roster LIKE %(rosters)s AND a.claimed_at < %(before)s AND a.reissued_at IS NULL
AND NOT EXISTS (
  SELECT 1 FROM participation_response r WHERE r.participant_id = a.participant_id AND r.at > a.claimed_at
)
"""
# The person keeps the arm; the list of slots is never rewritten.
REISSUE = """
WITH abandoned AS (
  UPDATE enrolment_allocation a SET reissued_at = %(at)s FROM enrolment_participant p
  WHERE p.id = a.participant_id AND p.completed_at IS NULL AND a.roster = %(roster)s AND a.claimed_at < %(before)s
  AND a.reissued_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM participation_response r WHERE r.participant_id = a.participant_id AND r.at > a.claimed_at
  ) RETURNING a.roster, a.condition, a.position
), numbered AS (
  SELECT roster, condition, ROW_NUMBER() OVER (PARTITION BY roster ORDER BY position) AS number FROM abandoned
)
INSERT INTO enrolment_allocation (roster, position, condition)
SELECT n.roster, (SELECT MAX(position) FROM enrolment_allocation m WHERE m.roster = n.roster) + n.number, n.condition
FROM numbered n
"""


def reissue_abandoned(*, at: datetime) -> int:
    """Issue again the slots of all open studies that were abandoned for the plan's time; how many."""
    count = 0
    for lists in rosters_in_use():
        before = at - timedelta(seconds=lists.plan.abandon_after)
        with connection.cursor() as cursor:
            cursor.execute(ABANDONED, {"before": before, "rosters": f"{lists.prefix}:%"})
            rosters = [row[0] for row in cursor.fetchall()]
        count += sum(reissue(roster, before, at) for roster in rosters)
    return count


def reissue(roster: str, before: datetime, at: datetime) -> int:
    """Issue again what was abandoned in one roster, at its end; how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(TAKE_TURN, [roster])
        cursor.execute(REISSUE, {"at": at, "before": before, "roster": roster})
        return int(cursor.rowcount)
