"""The long layout: one line for each item, score and film fact of each step that a person was shown."""

from collections.abc import Iterator

from surveys.exports.codebook import CodebookEntry
from surveys.exports.columns import Column, Columns
from surveys.exports.gaps import NOT_SHOWN
from surveys.exports.literal import literal
from surveys.exports.people import people

NAMES = ("participant", "version", "origin", "condition", "language")
KINDS = {"item": "an answer", "score": "what follows from answers", "film": "what is known of how a film was watched"}
ENTRIES = (
    CodebookEntry("step", "Step of the journey", "category", "", "", "technical"),
    CodebookEntry("occasion", "Occasion of the step; empty where it has none", "category", "", "", "technical"),
    CodebookEntry("name", "Which item or score: its column in the wide file", "category", "", "", "technical"),
    CodebookEntry("kind", "What it is", "category", "", "", "technical", KINDS),
    CodebookEntry("value", "The answer or score, as told under its name in the wide file", "text", "", "", "quasi"),
    CodebookEntry("answered", "Of a score: how many of its items were answered", "integer", "", "", "answer"),
    CodebookEntry("prorated", "Of a score: whether it was prorated", "flag", "", "", "answer", {0: "no", 1: "yes"}),
)


def long_codebook(columns: Columns) -> list[CodebookEntry]:
    """What each column of the long file is."""
    return [*(column.entry for column in of_person(columns)), *ENTRIES]


def of_person(columns: Columns) -> list[Column]:
    """The columns of the wide file that stand on each line: they come first there."""
    return list(columns.all[: len(NAMES)])


def long(columns: Columns, origin: str) -> tuple[list[str], str]:
    """The header and the query."""
    shown = [column.sql(columns.versions) for column in of_person(columns)]
    lines = ",\n".join(lines_of(columns))
    header = [entry.name for entry in long_codebook(columns)]
    names = ", ".join(entry.name for entry in ENTRIES)
    query = (
        f"SELECT {', '.join(shown)}, v.* FROM ({people(columns, origin)}) w"  # noqa: S608
        f" CROSS JOIN LATERAL (VALUES {lines}) v ({names}) WHERE v.value <> {literal(NOT_SHOWN)}"
    )
    return header, query


def lines_of(columns: Columns) -> Iterator[str]:
    """A row of values for each item, score and film fact."""
    by_name = {column.entry.name: column for column in columns.all}

    def beside(name: str) -> str:
        return f"{by_name[name].sql(columns.versions)}::text" if name else "NULL::text"

    for column in columns.all:
        if column.line is not None:
            entry, line = column.entry, column.line
            known = ", ".join(text(each) for each in (entry.step, entry.occasion, entry.name, line.kind))
            value = column.sql(columns.versions)
            yield f"({known}, {value}, {beside(line.answered)}, {beside(line.prorated)})"


def text(words: str) -> str:
    """The words as SQL, nothing for none."""
    return literal(words) if words else "NULL::text"
