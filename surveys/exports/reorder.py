"""Bring the answers of steps whose items fall on another page for each person into the document's order."""

import json
from collections.abc import Iterator
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from surveys.exports.pages import Pages, Published, scattered_steps
from surveys.exports.snapshot import Connection
from surveys.instruments.instrument import Instrument
from surveys.instruments.items import NOT_SHOWN
from surveys.protocols.definition import Step

TABLE = """
CREATE TEMPORARY TABLE IF NOT EXISTS export_whole (participant_id bigint, slot int, answers jsonb) ON COMMIT DROP
"""
SENT = """
SELECT p.id, p.seed, r.page, r.answers FROM enrolment_participant p
JOIN participation_response r ON r.participant_id = p.id
WHERE p.version_id = %s AND p.consented_at IS NOT NULL AND r.step = %s AND r.occurrence = %s ORDER BY p.id, r.page
"""
CHUNK = 2_000


def reorder(raw: Connection, versions: list[Published], pages: Pages) -> None:
    """Fill the table `export_whole`, which the query of people reads where a study has such steps."""
    if not pages.whole:
        return
    raw.execute(TABLE)
    for version in versions:
        for step in scattered_steps(version):
            instrument = version.instrument(step)
            if instrument is not None:
                fill(raw, version, step, instrument, pages.whole[step.id])
    raw.execute("CREATE INDEX ON export_whole (participant_id)")
    raw.execute("ANALYZE export_whole")


def fill(raw: Connection, version: Published, step: Step, instrument: Instrument, slot: int) -> None:
    """The whole answers of one step of one version; some thousand people at a time are in memory."""
    with raw.cursor("export_scattered") as cursor:
        cursor.execute(SENT, [version.id, step.base, step.occurrence])
        people = groupby(rows(cursor), key=itemgetter(0, 1))
        while chunk := [(key, [row[2:] for row in sent]) for key, sent in islice(people, CHUNK)]:
            with raw.cursor().copy("COPY export_whole (participant_id, slot, answers) FROM STDIN") as copy:
                for (participant, seed), sent in chunk:
                    answers = whole(instrument, seed, step.seeded_by, sent)
                    copy.write_row((participant, slot, json.dumps(answers)))


def rows(cursor: Any) -> Iterator[tuple[Any, ...]]:
    """The rows of a cursor of the server."""
    while found := cursor.fetchmany(CHUNK):
        yield from found


def whole(instrument: Instrument, seed: int, place: str, sent: list[tuple[int, Any]]) -> list[Any]:
    """A person's answers in the document's order; what stood on a page that was not sent was not shown."""
    found: dict[str, Any] = {}
    for page, answers in sent:
        # Django leaves jsonb as text on its connections.
        listed = json.loads(answers) if isinstance(answers, str) else answers
        items = instrument.stored(page, seed, place)
        found |= {item.id: answer for item, answer in zip(items, listed, strict=True)}
    return [found.get(item.id, NOT_SHOWN) for item in instrument.answerable]
