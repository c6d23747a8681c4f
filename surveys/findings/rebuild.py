"""Keep the stored documents up to date: rebuilt where something changed, not too often, never in a request."""

import json
import time
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from django.db import connection

from surveys.findings.findings import REAL, computed, one_state
from surveys.findings.look import note_reached
from surveys.findings.models import Aggregate
from surveys.protocols.models import Study

MIN_SECONDS = 5.0
# Of the time, at most this share is spent on one study's rebuilds.
MAX_SHARE = 0.3
# Cheap counts that change whenever the document would: people and how far they are, scores, those who left, versions.
FINGERPRINTS = """
SELECT study_id, origin, concat_ws(' ', newest, people, consented, completed, stopped, allocated, scored, gone)
FROM (SELECT study_id, max(number) AS newest FROM protocols_version GROUP BY 1) versions
CROSS JOIN (SELECT 'real' AS origin UNION SELECT DISTINCT origin FROM enrolment_participant) origins
LEFT JOIN (
  SELECT v.study_id, p.origin, count(*) AS people, count(p.consented_at) AS consented,
         count(p.completed_at) AS completed, count(p.stopped_at) AS stopped,
         count(*) FILTER (WHERE p.condition <> '') AS allocated, sum(d.upto) AS scored
  FROM enrolment_participant p JOIN protocols_version v ON v.id = p.version_id
  LEFT JOIN findings_score d ON d.participant_id = p.id GROUP BY 1, 2
) here USING (study_id, origin)
LEFT JOIN (SELECT study_id, origin, count(*) AS gone FROM enrolment_tombstone GROUP BY 1, 2) left_us
  USING (study_id, origin)
"""
SAVE = """
INSERT INTO findings_aggregate AS a (study_id, origin, document, fingerprint, computed_at, seconds)
VALUES (%s, %s, %s::jsonb, %s, %s, %s)
ON CONFLICT (study_id, origin) DO UPDATE
SET document = EXCLUDED.document, fingerprint = EXCLUDED.fingerprint, computed_at = EXCLUDED.computed_at,
    seconds = EXCLUDED.seconds
WHERE a.computed_at <= EXCLUDED.computed_at
"""
LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('surveys.findings.rebuild'), %s)"


def rebuild_changed_studies(now: datetime) -> int:
    """Rebuild what changed and is due again; how many documents were. Safe to run twice, and in two workers at once."""
    found = fingerprints()
    stored = {(each.study_id, each.origin): each for each in Aggregate.objects.defer("document")}
    # Simulated people can be taken away altogether.
    Aggregate.objects.filter(pk__in=[each.pk for key, each in stored.items() if key not in found]).delete()
    changed = [
        key
        for key, fingerprint in found.items()
        if key not in stored or (stored[key].fingerprint != fingerprint and is_due(stored[key], now))
    ]
    studies = Study.objects.in_bulk({study for study, _ in changed})
    return sum(rebuild(studies[study], origin, found[study, origin], now=now) for study, origin in changed)


def fingerprints() -> dict[tuple[int, str], str]:
    """The state of every published study, by study and origin, and that of the code that makes documents."""
    with connection.cursor() as cursor:
        cursor.execute(FINGERPRINTS)
        return {(study, origin): f"{fingerprint} {code()}" for study, origin, fingerprint in cursor.fetchall()}


@lru_cache(maxsize=1)
def code() -> str:
    """Another word after every change of this room: an update of Lacrima must not leave documents as they were."""
    room = Path(__file__).parent
    sources = [path.read_bytes() for path in sorted(room.rglob("*.py")) if "migrations" not in path.parts]
    return blake2b(b"\0".join(sources), digest_size=6).hexdigest()


def is_due(stored: Aggregate, now: datetime) -> bool:
    """Whether the last rebuild is long enough ago, for its cost."""
    return now - stored.computed_at >= timedelta(seconds=max(MIN_SECONDS, stored.seconds / MAX_SHARE))


def rebuild(study: Study, origin: str, fingerprint: str, *, now: datetime) -> bool:
    """Make one document and store it; False while another worker is making it.

    The fingerprint was read before the data: what changed in between is only rebuilt once more.
    """
    began = time.perf_counter()
    with one_state():
        with connection.cursor() as cursor:
            cursor.execute(LOCK, [study.pk])
            if not cursor.fetchone()[0]:
                return False
        document = computed(study, now=now, origin=origin)
    seconds = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute(SAVE, [study.pk, origin, json.dumps(document, allow_nan=False), fingerprint, now, seconds])
    if origin == REAL:
        note_reached(study, at=now)
    return True
