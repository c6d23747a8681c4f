"""The wide layout: one line a person."""

from surveys.exports.columns import Columns
from surveys.exports.people import people

# PostgreSQL's rows have at most 1,664 columns.
MOST_COLUMNS = 1_600


class TooWideError(ValueError):
    """A study has more columns than a wide file can hold; the message is a sentence."""


def wide(columns: Columns, origin: str) -> tuple[list[str], str]:
    """The header and the query."""
    if len(columns.all) > MOST_COLUMNS:
        raise TooWideError(
            f"This study has {len(columns.all):,} columns; a wide file holds at most {MOST_COLUMNS:,}."
            " Ask for the long layout."
        )
    cells = [column.sql(columns.versions) for column in columns.all]
    query = f"SELECT {', '.join(cells)} FROM ({people(columns, origin)}) w"  # noqa: S608
    return [column.entry.name for column in columns.all], query
