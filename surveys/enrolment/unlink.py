"""The end of the time for withdrawing: all that leads from answers to a person is destroyed."""

from collections.abc import Sequence
from secrets import randbelow
from typing import Any

from django.db import connection

from surveys.enrolment.withdraw import about

# Fresh numbers lie above all that are counted: nobody started when they seem to have.
FIRST_RANDOM = 2**62
# Each in its own table, in one statement, so that nobody sees half of it. Keys follow by ON UPDATE CASCADE.
UNLINK = """
WITH asked AS (SELECT * FROM UNNEST(%(old)s::bigint[], %(new)s::bigint[], %(about)s::text[]) AS t(old, new, about)),
addresses AS (DELETE FROM enrolment_contact c USING asked WHERE c.participant_id = asked.old),
mails AS (DELETE FROM mail_message m USING asked WHERE m.about = asked.about)
UPDATE enrolment_consent c SET receipt_hash = NULL, sealed_link = NULL FROM asked WHERE c.participant_id = asked.old
"""
REKEY = """
UPDATE enrolment_participant p SET id = asked.new, token_hash = NULL, panel = '{}'::jsonb
FROM UNNEST(%(old)s::bigint[], %(new)s::bigint[]) AS asked(old, new) WHERE p.id = asked.old
"""


def unlink(participants: Sequence[int]) -> None:
    """Destroy link, address, mails, receipt and panel id of some people, and give their rows fresh random numbers.

    To be called inside a transaction that has locked them. Two statements.
    """
    numbers: dict[str, list[Any]] = {
        "old": list(participants),
        "new": [FIRST_RANDOM + randbelow(FIRST_RANDOM) for _ in participants],
        "about": [about(each) for each in participants],
    }
    with connection.cursor() as cursor:
        cursor.execute(UNLINK, numbers)
        cursor.execute(REKEY, {"old": numbers["old"], "new": numbers["new"]})
