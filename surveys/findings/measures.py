"""The numbers under which a study's measures are stored."""

from collections.abc import Iterable

from django.db import connection

from surveys.findings.derive import Key
from surveys.findings.models import Measure

# Two workers that meet a new measure at once: the second finds the first one's.
ADD = """
INSERT INTO findings_measure (study_id, kind, step, occurrence, key)
SELECT %s, kind, step, occurrence, key FROM UNNEST(%s::text[], %s::text[], %s::text[], %s::text[])
  AS wanted (kind, step, occurrence, key)
ON CONFLICT (study_id, kind, step, occurrence, key) DO NOTHING
"""


def measures(study_id: int, wanted: Iterable[Key] = ()) -> dict[Key, int]:
    """The id of each measure of a study; those that are wanted and not there yet are added."""
    found = stored(study_id)
    new = sorted(set(wanted) - found.keys())
    if not new:
        return found
    columns = [[getattr(key, name) for key in new] for name in ("kind", "step", "occurrence", "key")]
    with connection.cursor() as cursor:
        cursor.execute(ADD, [study_id, *columns])
    return stored(study_id)


def stored(study_id: int) -> dict[Key, int]:
    """The measures that a study has."""
    rows = Measure.objects.filter(study=study_id).values_list("kind", "step", "occurrence", "key", "id")
    return {Key(kind, step, occurrence, key): number for kind, step, occurrence, key, number in rows}
