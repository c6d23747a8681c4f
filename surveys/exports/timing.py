"""The file of item timing: one line for each item that a person was shown, with its place in the order seen."""

from surveys.exports.codebook import CodebookEntry
from surveys.exports.columns import Columns
from surveys.exports.long import of_person
from surveys.exports.people import people

MS = "milliseconds"
ENTRIES = (
    CodebookEntry("step", "Step of the journey", "category", "", "", "technical"),
    CodebookEntry("occurrence", "Occurrence of a step that is repeated; else empty", "category", "", "", "technical"),
    CodebookEntry("page", "Page of the step, from 1", "integer", "", "", "technical"),
    CodebookEntry("item", "The item's id", "category", "", "", "technical"),
    CodebookEntry("position", "Place in the order in which the person saw the items", "integer", "", "", "technical"),
    CodebookEntry("shown_ms", "Came into view, after the page was first shown", "integer", "", "", "quasi", unit=MS),
    CodebookEntry("touched_ms", "First touched; empty without a script", "integer", "", "", "quasi", unit=MS),
    CodebookEntry("answered_ms", "Last answered; empty without a script", "integer", "", "", "quasi", unit=MS),
)
# Person by person, so that nothing is ever sorted but the items of one.
ITEMS = """
SELECT t.step, t.occurrence, (t.page + 1)::text, i.key, i.value->>0, i.value->>1, i.value->>2, i.value->>3
FROM participation_itemtiming t CROSS JOIN LATERAL jsonb_each(t.items) i
WHERE t.participant_id = w.id ORDER BY t.id, (i.value->>0)::int
"""


def timing_codebook(columns: Columns) -> list[CodebookEntry]:
    """What each column of the file is."""
    return [*(column.entry for column in of_person(columns)), *ENTRIES]


def timing(columns: Columns, origin: str) -> tuple[list[str], str]:
    """The header and the query."""
    shown = [column.sql(columns.versions) for column in of_person(columns)]
    query = f"SELECT {', '.join(shown)}, e.* FROM ({people(columns, origin)}) w CROSS JOIN LATERAL ({ITEMS}) e"  # noqa: S608
    return [entry.name for entry in timing_codebook(columns)], query
