"""Whether enrolment is whole: consent before anything else, allocation by whole blocks, nobody in two places."""

from collections.abc import Iterator

from django.db import connection

from surveys.enrolment.agreed import unknown_texts
from surveys.enrolment.models import Participant
from surveys.protocols.freeze import definition_of

# Each statement gives what is at fault; the sentence says it.
QUESTIONS = {
    "Enrolment: person {} consented, and what was agreed to isn't there.": """
SELECT p.id FROM enrolment_participant p LEFT JOIN enrolment_consent c ON c.participant_id = p.id
WHERE p.consented_at IS NOT NULL AND c.id IS NULL""",
    "Enrolment: person {} agreed to something, and isn't counted as consented.": """
SELECT p.id FROM enrolment_participant p JOIN enrolment_consent c ON c.participant_id = p.id
WHERE p.consented_at IS NULL""",
    "Enrolment: person {} is in condition “{}”, which the version doesn't have.": """
SELECT p.id, p.condition FROM enrolment_participant p
LEFT JOIN protocols_condition c ON c.version_id = p.version_id AND c.name = p.condition
WHERE p.condition <> '' AND c.id IS NULL""",
    "Enrolment: person {} is in condition “{}”, and was allocated to “{}”.": """
SELECT p.id, p.condition, a.condition
FROM enrolment_allocation a JOIN enrolment_participant p ON p.id = a.participant_id
WHERE a.condition <> p.condition
AND NOT EXISTS (SELECT 1 FROM jsonb_each_text(p.levels) level WHERE level.value = a.condition)""",
    "Enrolment: slot {} of list “{}” belongs to somebody and isn't claimed.": """
SELECT position, roster FROM enrolment_allocation WHERE participant_id IS NOT NULL AND claimed_at IS NULL""",
    "Enrolment: list “{}” has {} slots, the last of which is number {}: some are gone.": """
SELECT roster, count(*), max(position) FROM enrolment_allocation GROUP BY roster HAVING count(*) <> max(position)""",
    "Enrolment: person {} did something before it was possible: started {}, consented {}, ended {}.": """
SELECT id, started_at, consented_at, COALESCE(completed_at, stopped_at) FROM enrolment_participant
WHERE consented_at < started_at OR completed_at < consented_at OR stopped_at < started_at""",
}


def verify() -> list[str]:
    """A sentence for every fault; empty when there is none."""
    return list(_faults())


def _faults() -> Iterator[str]:
    yield from _level_faults()
    yield from unknown_texts()
    for sentence, question in QUESTIONS.items():
        with connection.cursor() as cursor:
            cursor.execute(question)
            yield from (sentence.format(*row) for row in cursor.fetchall())


def _level_faults() -> Iterator[str]:
    """Levels that were allocated by themselves are those of the condition, or lead to one."""
    people = Participant.objects.exclude(levels={}).order_by("id")
    for person, version, condition, levels in people.values_list("id", "version_id", "condition", "levels").iterator():
        fitting = [arm.id for arm in definition_of(version).arms_with(levels)]
        if condition not in (fitting if len(fitting) < 2 else [*fitting, ""]):
            said = ", ".join(f"{factor} {level}" for factor, level in levels.items())
            yield f"Enrolment: person {person} has {said}, and is in condition “{condition}”."
