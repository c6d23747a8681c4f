"""Evidence of a film: batches stored as they come, and what they say when the film's page is sent."""

import json
from typing import Any

from django.db import connection

from surveys.films.claims import DRIFT, FASTEST, claims, once
from surveys.films.coverage import coverage
from surveys.films.evidence import Batch, batch_from
from surveys.films.film_end import film_end
from surveys.participation.facts import Facts
from surveys.participation.itinerary import Place, itinerary
from surveys.participation.window import GRACE_SECONDS
from surveys.protocols.definition import Definition, Film

# A film of an hour sends some 700 batches; nobody can fill the disk with more.
MOST_BATCHES = 5000
INSERT = """
INSERT INTO participation_exposure (participant_id, step, occurrence, load, seq, sent, intervals, events, samples, at)
SELECT p.id, %(step)s, %(occurrence)s, %(load)s, %(seq)s, %(sent)s, %(intervals)s::jsonb, %(events)s::jsonb,
       %(samples)s::jsonb, to_timestamp(%(at)s)
FROM enrolment_participant p
WHERE p.id = %(participant)s
  AND (SELECT COUNT(*) FROM participation_exposure e WHERE e.participant_id = p.id) < %(most)s
ON CONFLICT (participant_id, step, occurrence, load, seq) DO NOTHING
"""
SELECT = """
SELECT load, seq, sent, intervals, events, EXTRACT(EPOCH FROM at)::float8, samples FROM participation_exposure
WHERE participant_id = %s AND step = %s AND occurrence = %s
"""


class NoSuchFilmError(ValueError):
    """A batch names a step that is no film of this study."""


def expose(definition: Definition, facts: Facts, place: str, batch: Batch, *, pace: float) -> None:
    """Store one batch of evidence of `place` (step:occurrence:page), once; one statement.

    NoSuchFilmError when that is no film of the study.
    """
    step, _, rest = place.partition(":")
    occurrence = rest.partition(":")[0]
    film = definition.stored_step(step, occurrence)
    if not isinstance(film, Film):
        raise NoSuchFilmError("This study has no such film.")
    if facts.stopped_at is not None or not (
        (step, occurrence, 0) in facts.sent or is_turn(definition, facts, film, batch, pace)
    ):
        raise NoSuchFilmError("This film is not to be seen now.")
    keep(facts.participant, step, occurrence, batch)


def decline(participant: int, place: Place, *, at: float) -> None:
    """Note that somebody would rather not see a film; the film's form says so, with a script or without."""
    keep(participant, place.base, place.occurrence, batch_from("form", 0, 0, [], [[0, "declined", 0]], at=at))


def keep(participant: int, step: str, occurrence: str, batch: Batch) -> None:
    """Store a batch, once; one statement."""
    values: dict[str, str | int | float] = {
        "participant": participant,
        "step": step,
        "occurrence": occurrence,
        "load": batch.load,
        "seq": batch.seq,
        "sent": batch.sent,
        "intervals": json.dumps(batch.intervals),
        "events": json.dumps(batch.events),
        "samples": json.dumps(batch.samples),
        "at": batch.at,
        "most": MOST_BATCHES,
    }
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values)


def is_turn(definition: Definition, facts: Facts, film: Film, batch: Batch, pace: float) -> bool:
    """Whether a film is due, or was when its page was opened and its window has closed a short while ago only."""
    due = itinerary(definition, facts, now=batch.at, pace=pace)
    if due.step == film.id:
        return True
    opened = itinerary(definition, facts, now=batch.at - batch.sent / 1000, pace=pace)
    return opened.step == film.id and opened.closes is not None and batch.at <= opened.closes + GRACE_SECONDS


def batches_of(participant: int, step: str, occurrence: str) -> list[Batch]:
    """All the batches of one showing; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(SELECT, [participant, step, occurrence])
        return [read_batch(row) for row in cursor.fetchall()]


def read_batch(row: tuple[Any, ...]) -> Batch:
    """A batch as it was stored."""
    load, seq, sent, intervals, events, at, samples = row
    return batch_from(load, seq, sent, json.loads(intervals), json.loads(events), at=at, samples=json.loads(samples))


def seen(
    participant: int, place: Place, duration_seconds: float, *, earliest: float, shown: float, at: float
) -> list[Any]:
    """What a film's response stores: coverage 0 to 1, evidence 0 or 1, and its end in epoch seconds.

    No claim of a page puts the end before it could have been: the page was there when it was `shown` or when its first
    batch came, not before `earliest`, and what played took its time even at the highest speed. It is never after the
    post (`at`).
    """
    batches = once(batches_of(participant, place.base, place.occurrence))
    found = claims(batches, duration_seconds, earliest=earliest)
    share, ended = coverage(found.stretches(), duration_seconds), film_end(batches, found)
    evidence = int(any(found.ran().values()))
    if ended is None:
        return [round(share, 4), evidence, round(at, 3)]
    opened = max(earliest, min([shown, *(batch.at for batch in batches)]))
    soonest = max(opened + share * duration_seconds / FASTEST, earliest + share * duration_seconds / DRIFT)
    return [round(share, 4), evidence, round(min(max(ended, soonest), at), 3)]
