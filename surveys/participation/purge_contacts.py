"""Addresses go when nothing is left to be sent: P1. Their mails go with them."""

from datetime import datetime

from django.db import connection

from surveys.enrolment.contact import purge_unconfirmed
from surveys.participation.settle import SENT

# Whoever is at the end, has stopped, or has no window ahead for which a mail could be written.
OVER = """
WITH gone AS (
  DELETE FROM enrolment_contact c USING enrolment_participant p
  WHERE p.id = c.participant_id AND (p.completed_at IS NOT NULL OR p.stopped_at IS NOT NULL)
  RETURNING c.participant_id
), forgotten AS (
  DELETE FROM mail_message m USING gone WHERE m.about = 'participant:' || gone.participant_id
)
SELECT count(*) FROM gone
"""
# A server that says “no such user” is believed; the address is not tried again.
BOUNCED = """
UPDATE enrolment_contact c SET bounced_at = %(at)s FROM mail_message m
WHERE c.bounced_at IS NULL AND m.about = 'participant:' || c.participant_id AND m.state = 'failed'
  AND m.fault LIKE 'The mail server answered 5%%'
"""


def purge_contacts(*, at: datetime) -> int:
    """Delete the addresses that are not needed any more, and mark those that bounced; how many went."""
    with connection.cursor() as cursor:
        # A mail's time outlives the mail: it belongs to the follow-up.
        cursor.execute(SENT, {"since": at})
        cursor.execute(BOUNCED, {"at": at})
        cursor.execute(OVER)
        (count,) = cursor.fetchone() or (0,)
    return int(count) + purge_unconfirmed(at=at)
