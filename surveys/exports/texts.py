"""The file of words that people typed: under names of this file alone, in an order that says nothing, to review."""

from dataclasses import replace

from surveys.exports.cells import own_words
from surveys.exports.codebook import Codebook, CodebookEntry
from surveys.exports.columns import Column, Columns
from surveys.exports.error import ExportError
from surveys.exports.literal import literal
from surveys.exports.pages import with_pages
from surveys.exports.people import people

ENTRIES = (
    CodebookEntry("participant", "A name for the person, of this file alone", "category", "", "", "technical"),
    CodebookEntry("version", "Version of the study", "integer", "", "", "technical"),
    CodebookEntry("step", "Step of the journey", "category", "", "", "technical"),
    CodebookEntry("occasion", "Occasion of the step; empty where it has none", "category", "", "", "technical"),
    CodebookEntry("name", "Into what it was typed: its column in the wide file", "category", "", "", "technical"),
    CodebookEntry("text", "What was typed; may name people", "text", "", "", "text"),
    CodebookEntry("reviewed", "Empty: for whoever reads and cleans the words", "text", "", "", "technical"),
)
NONE = "This study asks for no words of people's own, so there is nothing to review."


def texts_codebook() -> list[CodebookEntry]:
    """What each column of the file is."""
    return list(ENTRIES)


def texts_names(columns: Columns) -> list[CodebookEntry]:
    """What the names in the file stand for."""
    return [replace(column.entry, gaps=()) for column in typed(columns)]


def texts(columns: Columns, origin: str) -> tuple[list[str], str]:
    """The header and the query. ExportError where nothing can be typed."""
    lines = ", ".join(line(column, columns) for column in typed(columns))
    if not lines:
        raise ExportError(NONE)
    numbers = " ".join(f"WHEN {version.id} THEN {version.number}" for version in columns.versions)
    # By their random names: the order in which people started would join the words to other files.
    query = (
        f"SELECT pseudonym, CASE version_id {numbers} END, v.step, v.occasion, v.name, v.text, NULL"  # noqa: S608
        f" FROM ({people(columns, origin)}) w CROSS JOIN LATERAL (VALUES {lines}) v (place, step, occasion, name, text)"
        " WHERE v.text IS NOT NULL ORDER BY pseudonym, v.place"
    )
    return [entry.name for entry in ENTRIES], query


def typed(columns: Columns) -> list[Column]:
    """The items of all versions into which words can be typed, newest first; their SQL is the words."""
    found: dict[str, Column] = {}
    for version in columns.versions:
        book = Codebook(version.definition)
        for step in with_pages(version.definition):
            instrument = version.instrument(step)
            for item in instrument.answerable if instrument is not None else ():
                slot, position = columns.pages.place(version, step, item)
                words = own_words(item, f"a{slot}", position)
                if instrument is not None and words is not None:
                    *_, entry = book.of_item(step, instrument, item)
                    entry = replace(entry, kind="text", values={}, privacy="text")
                    column = found.setdefault(entry.name.lower(), Column(entry))
                    column.by_version[version.id] = words
                    numbers = (*column.entry.versions, version.number)
                    column.entry = replace(column.entry, versions=tuple(sorted(numbers)))
    return list(found.values())


def line(column: Column, columns: Columns) -> str:
    """The row of values for one item, with its place in the journey."""
    entry = column.entry
    cases = " ".join(f"WHEN {version} THEN {sql}" for version, sql in column.by_version.items())
    known = ", ".join(literal(each) if each else "NULL::text" for each in (entry.step, entry.occasion, entry.name))
    place = next(number for number, each in enumerate(columns.all) if each.entry.name.lower() == entry.name.lower())
    return f"({place}, {known}, CASE version_id {cases} END)"
