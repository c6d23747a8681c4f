"""Score what was answered since the last time. Nothing here runs in a participant's request."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction

from surveys.findings.derive import Derived, Key, derive
from surveys.findings.measures import measures
from surveys.findings.models import Mark
from surveys.findings.rules import rules, score_again
from surveys.participation.facts import facts_of
from surveys.protocols.freeze import definition_of, study_of

CHUNK = 1_000
# Ids commit out of order, but no transaction lasts longer than a minute.
SETTLED = timedelta(minutes=10)
LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('surveys.findings.score'))"
UNSCORED = """
SELECT r.participant_id, max(r.id) FROM participation_response r
LEFT JOIN findings_score d ON d.participant_id = r.participant_id
WHERE r.id > %s AND r.id > COALESCE(d.upto, 0) GROUP BY 1 ORDER BY 2 LIMIT %s
"""
WAITING = """
SELECT EXISTS (
  SELECT 1 FROM participation_response r JOIN enrolment_participant p ON p.id = r.participant_id
  JOIN protocols_version v ON v.id = p.version_id LEFT JOIN findings_score d ON d.participant_id = p.id
  WHERE v.study_id = %s AND r.id > COALESCE(d.upto, 0))
"""
NEWEST = "SELECT COALESCE(max(id), 0) FROM participation_response"
KEEP = """
INSERT INTO findings_score (participant_id, upto, steps, levels, measures, values, answered, prorated)
SELECT id, upto, steps::bigint[], levels::bigint[], measures::bigint[], values::float8[], answered::smallint[],
       prorated::boolean[]
FROM UNNEST(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
  AS done (id, upto, steps, levels, measures, values, answered, prorated)
ON CONFLICT (participant_id) DO UPDATE
SET upto = EXCLUDED.upto, steps = EXCLUDED.steps, levels = EXCLUDED.levels, measures = EXCLUDED.measures,
    values = EXCLUDED.values, answered = EXCLUDED.answered, prorated = EXCLUDED.prorated
"""


def score_new_responses(now: datetime, limit: int = 100_000) -> int:
    """Score up to `limit` people with new responses; how many were. Safe to run twice, and in two workers at once."""
    done = 0
    while done < limit:
        wanted = min(CHUNK, limit - done)
        try:
            with transaction.atomic():
                scored = score_chunk(now, wanted)
        except IntegrityError:
            # Somebody left while being scored; the next run sees who is still here.
            return done
        done += scored
        if scored < wanted:
            return done
    return done


def score_chunk(now: datetime, limit: int) -> int:
    """Score some people in the transaction at hand; 0 while another worker is at it."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        if not cursor.fetchone()[0]:
            return 0
        mark, _ = Mark.objects.get_or_create(pk=1, defaults={"seen_at": now, "rules": rules()})
        if mark.rules != rules():
            score_again(mark)
        # Taken before the list: the mark may never pass a response that the list could not show.
        cursor.execute(NEWEST)
        newest = cursor.fetchone()[0]
        cursor.execute(UNSCORED, [mark.low, limit])
        upto: dict[int, int] = dict(cursor.fetchall())
    if upto:
        store(upto)
    if len(upto) < limit and now - mark.seen_at >= SETTLED:
        Mark.objects.filter(pk=1).update(low=mark.seen, seen=newest, seen_at=now)
    return len(upto)


def unscored(study_id: int) -> bool:
    """Whether a study has answers that aren't scored yet."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING, [study_id])
        return bool(cursor.fetchone()[0])


def store(upto: Mapping[int, int]) -> None:
    """Derive and store what follows from people's records; `upto` is the response up to which each is scored."""
    by_study: dict[int, dict[int, Derived]] = defaultdict(dict)
    for participant, facts in facts_of(upto).items():
        by_study[study_of(facts.version)][participant] = derive(definition_of(facts.version), facts)
    for study_id, people in by_study.items():
        wanted = {key for derived in people.values() for key in (*derived.scores, *derived.steps, *derived.levels)}
        write(people, measures(study_id, wanted), upto)


def write(people: Mapping[int, Derived], ids: Mapping[Key, int], upto: Mapping[int, int]) -> None:
    """One statement for all; equal measures of two people stand in the same order."""
    rows = []
    for participant, derived in people.items():
        scores = sorted((ids[key], one) for key, one in derived.scores.items())
        columns: list[list[Any]] = [
            sorted(ids[key] for key in derived.steps),
            sorted(ids[key] for key in derived.levels),
            [number for number, _ in scores],
            [one.value for _, one in scores],
            [one.answered for _, one in scores],
            [one.prorated for _, one in scores],
        ]
        rows.append((participant, upto[participant], *map(array, columns)))
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [list(column) for column in zip(*rows, strict=True)])


def array(values: Iterable[float | bool | None]) -> str:
    """An array as PostgreSQL writes it; an array of arrays of unequal lengths can't be sent as one."""
    return "{" + ",".join("NULL" if value is None else repr(value) for value in values) + "}"
