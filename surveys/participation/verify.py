"""Whether what was recorded can have been sent: on a page of the version, by somebody who consented, in time."""

from collections.abc import Iterator

from django.db import connection

from surveys.enrolment.models import Participant
from surveys.participation import viewings
from surveys.participation.distress import rule_by_id
from surveys.participation.facts import Facts, facts_of
from surveys.participation.known import asked_by
from surveys.protocols.definition import AskContact, Definition, Event, Film, Step
from surveys.protocols.freeze import definition_of

CHUNK = 500
FILM_ANSWERS = 3
NOBODY = """
SELECT r.participant_id, r.step FROM participation_response r JOIN enrolment_participant p ON p.id = r.participant_id
WHERE p.consented_at IS NULL
"""


def verify() -> list[str]:
    """A sentence for every fault; empty when there is none."""
    return list(_faults())


def _faults() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(NOBODY)
        for person, step in cursor.fetchall():
            yield f"Participation: person {person} answered “{step}” without having consented."
    people = list(Participant.objects.filter(consented_at__isnull=False).order_by("id").values_list("id", flat=True))
    for start in range(0, len(people), CHUNK):
        found = facts_of(people[start : start + CHUNK]).values()
        yield from (f"Participation: {each}." for each in viewings.faults_of(found))
        for facts in found:
            definition = definition_of(facts.version)
            yield from (f"Participation: person {facts.participant}, {each}." for each in faults_of(definition, facts))


def faults_of(definition: Definition, facts: Facts) -> Iterator[str]:
    """What can't be in one person's record."""
    for (step_id, occurrence, page), sent in facts.sent.items():
        place = f"page “{step_id}:{occurrence}:{page}”"
        whole = f"{step_id}.{occurrence}" if occurrence else step_id
        # A self-harm item is a rule that the document doesn't write out; its page of help is sent like any other.
        step = definition.stored_step(step_id, occurrence) or rule_by_id(definition, whole)
        expected = answers_on(definition, facts, step, page)
        if expected is None:
            yield f"{place} isn't in the version"
        elif len(sent.answers) != expected:
            yield f"{place} has {len(sent.answers)} answers instead of {expected}"
        if sent.at < sent.shown_at:
            yield f"{place} was sent before it was shown"
        if facts.consented_at is not None and sent.at < facts.consented_at:
            yield f"{place} was sent before consent"


def answers_on(definition: Definition, facts: Facts, step: Step | None, page: int) -> int | None:
    """How many answers a page has; None where the version has no such page."""
    instrument = definition.instruments.get(asked_by(step))
    if instrument is not None:
        if page >= instrument.page_count:
            return None
        return len(instrument.stored(page, facts.seed, step.seeded_by if step is not None else ""))
    if page:
        return None
    if isinstance(step, Film):
        return FILM_ANSWERS
    if isinstance(step, Event | AskContact):
        return 1
    return 0 if step is not None else None
