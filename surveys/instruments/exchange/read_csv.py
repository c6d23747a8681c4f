"""The rows of a CSV file whose origin isn't known: any separator, ragged rows, capped."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO

from surveys.instruments.exchange.report import ExchangeError, Report

MAX_BYTES = 2_000_000
MAX_ROWS = 5_000
MAX_CELL = 100_000
SEPARATORS = (",", ";", "\t")


@dataclass(frozen=True)
class Row:
    """One line of the table by the columns' names, and where it stands."""

    cells: Mapping[str, str]
    number: int

    def get(self, column: str) -> str:
        """A cell without blanks around it."""
        return self.cells.get(column, "").strip()


def read_text(data: bytes) -> str:
    """A file's text; ExchangeError where it is none."""
    if len(data) > MAX_BYTES:
        raise ExchangeError(f"The file is too long; {MAX_BYTES:,} bytes are the most.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ExchangeError("The file is no UTF-8 text. Save it as UTF-8 (in Excel: “CSV UTF-8”).") from None
    if "\0" in text:
        raise ExchangeError("The file holds a NUL character, so it is no text. Export it anew.")
    return text


def read_rows(text: str, report: Report) -> list[Row]:
    """The rows under the first one; cells that have no column are noted."""
    first = text.lstrip("\n").partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    try:
        lines = list(csv.reader(StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise ExchangeError(f"This is no CSV: {error}.") from None
    if len(lines) > MAX_ROWS:
        raise ExchangeError(f"The file has too many rows; {MAX_ROWS:,} are the most.")
    if any(len(cell) > MAX_CELL for line in lines for cell in line):
        raise ExchangeError(f"A cell of the file is too long; {MAX_CELL:,} characters are the most.")
    lines = [line for line in lines if line] or [[]]
    header = [name.strip() for name in lines[0]]
    rows = []
    for number, line in enumerate(lines[1:], 2):
        if not any(cell.strip() for cell in line):
            continue
        if any(cell.strip() for cell in line[len(header) :]):
            report.note(f"row {number}", "The row has more cells than there are columns; those were left out.")
        if len(line) < len(header):
            report.note(f"row {number}", "The row has fewer cells than there are columns; the rest was taken as empty.")
        rows.append(Row(dict(zip(header, line, strict=False)), number))
    return rows
