"""What was recorded of a person: one row of who, and the rows of what they sent. Times are epoch seconds."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

Key = tuple[str, str, int]

WHO = """
SELECT p.id, p.version_id, p.seed, p.origin, p.condition, p.language, EXTRACT(EPOCH FROM p.consented_at)::float8,
       EXTRACT(EPOCH FROM p.completed_at)::float8, EXTRACT(EPOCH FROM p.stopped_at)::float8, p.timezone, p.levels,
       c.clauses
FROM enrolment_participant p LEFT JOIN enrolment_consent c ON c.participant_id = p.id
"""
# The two statements of a page, asked at once: reading alone needs no lock between them.
BOTH = """
SELECT p.id, p.version_id, p.seed, p.origin, p.condition, p.language, EXTRACT(EPOCH FROM p.consented_at)::float8,
       EXTRACT(EPOCH FROM p.completed_at)::float8, EXTRACT(EPOCH FROM p.stopped_at)::float8, p.timezone, p.levels,
       c.clauses,
       (SELECT max(w.id) FROM protocols_version v JOIN protocols_version w ON w.study_id = v.study_id
        WHERE v.id = COALESCE(c.version_id, p.version_id) AND w.number > v.number AND w.asks_again),
       (SELECT jsonb_agg(jsonb_build_array(r.step, r.occurrence, r.page, r.answers,
               EXTRACT(EPOCH FROM r.shown_at)::float8, EXTRACT(EPOCH FROM r.at)::float8))
        FROM participation_response r WHERE r.participant_id = p.id)
FROM enrolment_participant p LEFT JOIN enrolment_consent c ON c.participant_id = p.id WHERE p.token_hash = %s
"""
# Only the person is locked: a consent that is just being written has its row only after the lock.
LOCKED = f"{WHO} WHERE p.token_hash = %s FOR NO KEY UPDATE OF p"
MANY = f"{WHO} WHERE p.id = ANY(%s)"
SENT = """
SELECT participant_id, step, occurrence, page, answers, EXTRACT(EPOCH FROM shown_at)::float8,
       EXTRACT(EPOCH FROM at)::float8
FROM participation_response WHERE participant_id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Sent:
    """One page as it was sent: its stored answers, when it was shown and when it arrived."""

    answers: list[Any]
    shown_at: float
    at: float


@dataclass(slots=True)
class Facts:
    """All that a person's place follows from, beside the version and the clock."""

    participant: int
    version: int
    seed: int
    origin: str
    condition: str
    language: str
    consented_at: float | None
    completed_at: float | None
    stopped_at: float | None
    timezone: str = ""
    clauses: tuple[str, ...] = ()
    sent: dict[Key, Sent] = field(default_factory=dict)
    # Of the factors that were allocated by themselves.
    levels: Mapping[str, str] = field(default_factory=dict)
    # The newest later version that asks people under way for their consent again; read for a page only.
    asking: int | None = None

    @property
    def steps(self) -> set[str]:
        """The whole ids of the steps of which something was sent."""
        return {f"{step}.{occurrence}" if occurrence else step for step, occurrence, _ in self.sent}


def facts_for(token_hash: bytes) -> Facts | None:
    """What was recorded of the person with this token, None when there is none; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(BOTH, [token_hash])
        row = cursor.fetchone()
    if row is None:
        return None
    facts = read_row(row[:-2])
    facts.asking = row[-2]
    for step, occurrence, page, *rest in json.loads(row[-1]) if row[-1] else ():
        facts.sent[step, occurrence, page] = Sent(*rest)
    return facts


def locked_facts_for(token_hash: bytes) -> Facts | None:
    """The same, with the person's row locked; two statements.

    The record is read after the lock: whoever waited for it sees what the other wrote.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCKED, [token_hash])
        row = cursor.fetchone()
        if row is None:
            return None
        facts = read_row(row)
        cursor.execute(SENT, [[facts.participant]])
        for _, step, occurrence, page, *rest in cursor.fetchall():
            facts.sent[step, occurrence, page] = read_sent(rest)
    return facts


def facts_of(participants: Iterable[int]) -> Mapping[int, Facts]:
    """What was recorded of many people, by participant id; two statements."""
    ids = list(participants)
    with connection.cursor() as cursor:
        cursor.execute(MANY, [ids])
        found = {row[0]: read_row(row) for row in cursor.fetchall()}
        cursor.execute(SENT, [ids])
        for participant, step, occurrence, page, *rest in cursor.fetchall():
            if participant in found:
                found[participant].sent[step, occurrence, page] = read_sent(rest)
    return found


def read_row(row: tuple[Any, ...]) -> Facts:
    """The facts of a row, without what was sent."""
    facts = Facts(*row[:-2])
    facts.levels = json.loads(row[-2])
    facts.clauses = tuple(json.loads(row[-1])) if row[-1] else ()
    return facts


def read_sent(rest: list[Any]) -> Sent:
    """One page of a row."""
    answers, shown_at, at = rest
    return Sent(json.loads(answers), shown_at, at)
