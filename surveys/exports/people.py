"""The query under every export: one row a person, with all their pages side by side, read in one pass."""

from collections.abc import Sequence

from surveys.exports.columns import Columns
from surveys.exports.film_facts import viewings_sql
from surveys.exports.literal import literal
from surveys.exports.pages import Pages, Published
from surveys.protocols.definition import Film

# A random-looking name by HMAC-SHA-256 of the person's number; PostgreSQL has SHA-256, and snapshot.py hands in the two
# halves of the key as settings, so that no log of statements holds it.
PSEUDONYM = """'p' || left(encode(sha256((SELECT decode(current_setting('lacrima.outer'), 'hex')) || sha256(
  (SELECT decode(current_setting('lacrima.inner'), 'hex')) || int8send(p.id))), 'hex'), 20)"""
RECORD = """
SELECT {pseudonym} AS pseudonym, p.id, p.version_id, p.origin, p.condition, p.levels, p.language,
       date_part('epoch', p.started_at) AS started,
       date_part('epoch', p.consented_at - p.started_at) AS consented,
       date_part('epoch', p.completed_at - p.started_at) AS completed,
       date_part('epoch', p.stopped_at - p.started_at) AS stopped,
       c.clauses, {helps} AS helps, {viewings} AS viewings,
       array_agg(r.slot) AS k, array_agg(r.answers) AS a,
       array_agg(date_part('epoch', r.shown_at - p.started_at)) AS s,
       array_agg(date_part('epoch', r.at - p.started_at)) AS t
FROM enrolment_participant p
LEFT JOIN enrolment_consent c ON c.participant_id = p.id
LEFT JOIN ({pages}) r ON r.participant_id = p.id
WHERE p.version_id IN ({versions}) AND p.origin = {origin} AND p.consented_at IS NOT NULL
GROUP BY p.id, c.id ORDER BY p.id
"""
# What is repeated stands under (step, occurrence); here both are one id, as in the definition.
WHOLE_ID = "CASE occurrence WHEN '' THEN step ELSE step || '.' || occurrence END"
HELPS = f"ARRAY(SELECT {WHOLE_ID} FROM participation_safetyevent e WHERE e.participant_id = p.id)"  # noqa: S608
SENT = "SELECT participant_id, {slot} AS slot, answers, shown_at, at FROM participation_response"
WHOLE = "SELECT participant_id, slot, answers, NULL::timestamptz, NULL::timestamptz FROM export_whole"


def people(columns: Columns, origin: str) -> str:
    """The query; its rows have all the names that the columns' SQL uses."""
    query = RECORD.format(
        pseudonym=PSEUDONYM,
        helps=HELPS,
        viewings=viewings_sql(WHOLE_ID) if shows_films(columns.versions) else "NULL::jsonb",
        pages=pages_sql(columns.pages),
        versions=ids(columns.versions),
        origin=literal(origin),
    )
    slots = sorted((*columns.pages.slots.values(), *columns.pages.whole.values()))
    found = "".join(f", array_position(k, {slot}) AS i{slot}" for slot in slots)
    query = f"SELECT r.*{found} FROM ({query}) r OFFSET 0"  # noqa: S608
    apart = "".join(f", a[i{slot}] AS a{slot}, s[i{slot}] AS s{slot}, t[i{slot}] AS t{slot}" for slot in slots)
    kept = "pseudonym, id, version_id, origin, condition, levels, language, started, consented, completed, stopped"
    return columns.layers.around(f"SELECT {kept}, clauses, helps, viewings{apart} FROM ({query}) f OFFSET 0")  # noqa: S608


def shows_films(versions: Sequence[Published]) -> bool:
    """Whether any version has a film."""
    return any(isinstance(step, Film) for version in versions for step in version.definition.walk())


def ids(versions: Sequence[Published]) -> str:
    """The versions' numbers in the database."""
    return ", ".join(str(version.id) for version in versions)


def pages_sql(pages: Pages) -> str:
    """All stored pages with their slots."""
    first: dict[str, int] = {}
    for (step, page), slot in pages.slots.items():
        first.setdefault(step, slot - page)
    cases = " ".join(f"WHEN {literal(step)} THEN {slot} + page" for step, slot in first.items())
    sent = SENT.format(slot=f"CASE {WHOLE_ID if pages.repeated else 'step'} {cases} END")
    return f"{sent} UNION ALL {WHOLE}" if pages.whole else sent
