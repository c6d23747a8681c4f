"""Who has left a study with everything they answered: as a number that changes with each of them."""

from surveys.exports.snapshot import Connection

DEPARTED = """
SELECT count(*) || ':' || COALESCE(max(id), 0) FROM enrolment_tombstone
WHERE study_id = {study} AND origin = {origin} AND consented
"""
# Files that hold somebody who has left since, all at once.
OUTDATED = f"""
SELECT e.id FROM exports_export e
WHERE e.state = 'done' AND e.departed <> ({DEPARTED.format(study="e.study_id", origin="e.origin")})
"""  # noqa: S608


def departed(raw: Connection, study: int, origin: str) -> str:
    """The number as this connection sees it."""
    row = raw.execute(DEPARTED.format(study="%s", origin="%s"), [study, origin]).fetchone()
    return str(row[0]) if row else ""
