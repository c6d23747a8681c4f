"""Reminders: whoever is due, has confirmed an address and has not begun gets one mail, never early and never twice."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from surveys.enrolment.letter import address_of, letter
from surveys.enrolment.models import Contact
from surveys.enrolment.withdraw import about
from surveys.mail.compose import draft, put
from surveys.mail.models import Message
from surveys.participation.facts import Facts, facts_of
from surveys.participation.governed import governed, pages_of
from surveys.participation.itinerary import itinerary
from surveys.protocols.freeze import definition_of

AT_ONCE = 500
# The claim is the row's lock: a worker that dies lets go of it at once, and nothing of its work is there.
DUE = """
SELECT f.id, f.participant_id, f.step, f.occurrence, EXTRACT(EPOCH FROM f.closes_at)::float8
FROM participation_followup f
JOIN enrolment_contact c ON c.participant_id = f.participant_id
WHERE f.remind_at <= %(at)s AND c.confirmed_at IS NOT NULL AND c.bounced_at IS NULL
ORDER BY f.remind_at LIMIT %(most)s FOR UPDATE OF f SKIP LOCKED
"""
WRITTEN = """
UPDATE participation_followup
SET remind_at = NULL, reminded_at = CASE WHEN id = ANY(%(wanted)s) THEN %(at)s::timestamptz END
WHERE id = ANY(%(all)s)
"""
Due = tuple[int, int, str, str, float | None]


def remind(*, at: datetime, pace: float) -> int:
    """Write the reminders that are due into the outbox; how many rows were looked at. Safe to run twice at once."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(DUE, {"at": at, "most": AT_ONCE})
        rows: list[Due] = cursor.fetchall()
        if not rows:
            return 0
        people = facts_of(row[1] for row in rows)
        wanted = [row for row in rows if is_wanted(row, people.get(row[1]), at.timestamp(), pace)]
        contacts = Contact.objects.in_bulk([row[1] for row in wanted], field_name="participant_id")
        put([reminder(row, people[row[1]], contacts[row[1]], at) for row in wanted if row[1] in contacts])
        ids: dict[str, Any] = {"all": [row[0] for row in rows], "wanted": [row[0] for row in wanted], "at": at}
        cursor.execute(WRITTEN, ids)
    return len(rows)


def is_wanted(due: Due, facts: Facts | None, now: float, pace: float) -> bool:
    """Whether somebody still has this follow-up before them: not stopped, not at the end, not begun, not too late."""
    _, _, step, occurrence, closes = due
    if facts is None or facts.stopped_at is not None or facts.completed_at is not None:
        return False
    definition = definition_of(facts.version)
    opener = definition.stored_step(step, occurrence)
    if opener is None or itinerary(definition, facts, now=now, pace=pace).terminal:
        return False
    if pages_of(list(facts.sent), governed(definition, facts.seed, opener.id)):
        return False
    return closes is None or now <= closes or getattr(opener, "late", "skip") == "keep"


def reminder(due: Due, facts: Facts, contact: Contact, at: datetime) -> Message:
    """The mail about one follow-up."""
    link = address_of(f"/p/{contact.link}/")
    said = letter(
        "reminder",
        definition_of(facts.version),
        facts.language,
        link=link,
        no_more=f"{link}mails",
        leave=f"{link}stop",
    )
    return draft(
        key_of(due[0]),
        to=contact.address,
        subject=said.subject,
        text=said.text,
        html=said.html,
        about=about(facts.participant),
        unsubscribe=f"{link}mails",
        at=at,
    )


def key_of(followup: int) -> str:
    """The key of a reminder in the outbox."""
    return f"followup:{followup}:reminder"
