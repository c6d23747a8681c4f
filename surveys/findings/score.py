"""Score what was answered since the last time. Nothing here runs in a participant's request."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction

from surveys.findings.derive import Derived, Key, derive
from surveys.findings.measures import measures
from surveys.findings.models import Mark
from surveys.participation.facts import facts_of
from surveys.protocols.freeze import definition_of, study_of

CHUNK = 1_000
# Ids commit out of order, but no transaction lasts longer than a minute.
SETTLED = timedelta(minutes=10)
LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('surveys.findings.score'))"
UNSCORED = """
SELECT r.participant_id, max(r.id) FROM participation_response r
LEFT JOIN findings_scored d ON d.participant_id = r.participant_id
WHERE r.id > %s AND r.id > COALESCE(d.upto, 0) GROUP BY 1 ORDER BY 2 LIMIT %s
"""
NEWEST = "SELECT COALESCE(max(id), 0) FROM participation_response"
FORGET = """
DELETE FROM findings_score s USING UNNEST(%s::bigint[]) AS person (id)
WHERE s.participant_id = person.id
  AND NOT EXISTS (SELECT 1 FROM UNNEST(%s::bigint[], %s::bigint[]) AS kept (participant_id, measure_id)
                  WHERE kept.participant_id = s.participant_id AND kept.measure_id = s.measure_id)
"""
KEEP = """
INSERT INTO findings_score AS s (participant_id, measure_id, value, answered, prorated)
SELECT * FROM UNNEST(%s::bigint[], %s::bigint[], %s::float8[], %s::smallint[], %s::boolean[])
ON CONFLICT (participant_id, measure_id) DO UPDATE
SET value = EXCLUDED.value, answered = EXCLUDED.answered, prorated = EXCLUDED.prorated
WHERE (s.value, s.answered, s.prorated) IS DISTINCT FROM (EXCLUDED.value, EXCLUDED.answered, EXCLUDED.prorated)
"""
SCORED = """
INSERT INTO findings_scored (participant_id, upto, steps, levels)
SELECT id, upto, steps::bigint[], levels::bigint[] FROM UNNEST(%s::bigint[], %s::bigint[], %s::text[], %s::text[])
  AS done (id, upto, steps, levels)
ON CONFLICT (participant_id) DO UPDATE
SET upto = EXCLUDED.upto, steps = EXCLUDED.steps, levels = EXCLUDED.levels
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
        mark, _ = Mark.objects.get_or_create(pk=1, defaults={"seen_at": now})
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


def store(upto: Mapping[int, int]) -> None:
    """Derive and store what follows from people's records; `upto` is the response up to which each is scored."""
    by_study: dict[int, dict[int, Derived]] = defaultdict(dict)
    for participant, facts in facts_of(upto).items():
        by_study[study_of(facts.version)][participant] = derive(definition_of(facts.version), facts)
    for study_id, people in by_study.items():
        wanted = {key for derived in people.values() for key in (*derived.scores, *derived.steps, *derived.levels)}
        write(people, measures(study_id, wanted), upto)


def write(people: Mapping[int, Derived], ids: Mapping[Key, int], upto: Mapping[int, int]) -> None:
    """Three statements for all: scores that are no more, scores, and how far each person is scored."""
    rows = [
        (participant, ids[key], one.value, one.answered, one.prorated)
        for participant, derived in people.items()
        for key, one in derived.scores.items()
    ]
    columns: list[Any] = [list(column) for column in zip(*rows, strict=True)] or [[]] * 5
    done: list[Any] = [
        list(people),
        [upto[participant] for participant in people],
        [array(ids[key] for key in derived.steps) for derived in people.values()],
        [array(ids[key] for key in derived.levels) for derived in people.values()],
    ]
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [list(people), columns[0], columns[1]])
        cursor.execute(KEEP, columns)
        cursor.execute(SCORED, done)


def array(numbers: Iterable[int]) -> str:
    """An array as PostgreSQL writes it; an array of arrays of unequal lengths can't be sent as one."""
    return "{" + ",".join(map(str, sorted(numbers))) + "}"
