"""Leaving: one tombstone without identity, the person's mails, then the person and all that belongs to it."""

from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from surveys.enrolment.departures import Departed, halves, note
from surveys.enrolment.models import Tombstone
from surveys.ledger.append import append

LEAVE = """
WITH buried AS (
  INSERT INTO enrolment_tombstone (study_id, version_id, origin, condition, step, mode, consented, "on")
  SELECT v.study_id, p.version_id, p.origin, p.condition, %(step)s, %(mode)s, p.consented_at IS NOT NULL, %(on)s
  FROM enrolment_participant p JOIN protocols_version v ON v.id = p.version_id WHERE p.id = %(participant)s
), forgotten AS (
  DELETE FROM mail_message WHERE about = %(about)s
), gone AS (
  DELETE FROM enrolment_participant WHERE id = %(participant)s RETURNING token_hash, origin
)
INSERT INTO enrolment_departure (sha256, mode, step, "on")
SELECT encode(sha256(%(outer)s::bytea || sha256(%(inner)s::bytea || token_hash)), 'hex'), %(mode)s, %(step)s, %(on)s
FROM gone WHERE token_hash IS NOT NULL AND origin <> 'simulated'
ON CONFLICT (sha256) DO NOTHING RETURNING sha256
"""


def withdraw(participant_id: int, *, reached: str, mode: str, at: datetime, study: str = "") -> None:
    """Erase a person and keep that somebody left, at which step and how. To be called inside a transaction.

    Foreign keys carry ON DELETE CASCADE in the database, so leaving is one DELETE. A keyed hash stays for as long as a
    backup may hold the person: who left is removed again when one is restored.
    """
    outer, inner = halves(settings.SECRET_KEY)
    with connection.cursor() as cursor:
        cursor.execute(
            LEAVE,
            {
                "step": reached,
                "mode": mode,
                "on": at.date(),
                "participant": participant_id,
                "about": about(participant_id),
                "outer": outer,
                "inner": inner,
            },
        )
        row = cursor.fetchone()
    if row is not None:
        departed = Departed(row[0], mode, reached, at.date())
        transaction.on_commit(lambda: note(departed))
    # The ledger says that somebody was erased, never who.
    if mode == Tombstone.Mode.DELETED:
        append("withdrawn", study=study, at=at)


def about(participant_id: int) -> str:
    """The opaque id under which mails to a person stand in the outbox."""
    return f"participant:{participant_id}"
