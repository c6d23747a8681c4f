"""Words that people typed can't become formulas when a spreadsheet opens the file; numbers are never touched.

An apostrophe is put before what could act, before a text that begins with one, and before one that looks like the code
of a gap. So it can always be undone: take one apostrophe away wherever a cell begins with one.
"""

import re
from typing import Final

from surveys.exports.gaps import MEANINGS
from surveys.exports.literal import literal

# Blanks and marks that programs skip before they look for a formula: ASCII's, Latin-1's controls, Unicode's, the BOM.
SKIPPED: Final = (
    r"\u0001-\u0020\u007F-\u00A0\u00AD\u061C\u1680\u180E\u2000-\u200F\u2028-\u202F\u205F-\u2069\u3000\uFEFF"
)
# = + - @ and their full-width and small forms, the minus sign, and | and % of old programs.
ACTS: Final = r"=+@|%\uFF1D\uFF0B\uFF0D\uFF20\uFE66\uFE62\uFE63\uFE6B\u2212\-"
# A line break inside a cell makes a new row for those who read line by line.
PATTERN: Final = rf"^[{SKIPPED}]*[{ACTS}]|^'|^[\u0009\u000A\u000D]|[\u000A\u000D]"
GUARDED = re.compile(PATTERN)


def guard(text: str) -> str:
    """What a person typed, as it may stand in a cell."""
    return f"'{text}" if text in MEANINGS else guard_label(text)


def guard_label(text: str) -> str:
    """What a researcher wrote, as it may stand in a cell of a codebook, where codes of gaps are meant as such."""
    return f"'{text}" if GUARDED.search(text) else text


def guard_sql(text: str) -> str:
    """guard(…) as an expression of PostgreSQL over one that yields a text."""
    codes = ", ".join(literal(code) for code in MEANINGS)
    return f"CASE WHEN {text} ~ {literal(PATTERN)} OR {text} IN ({codes}) THEN '''' || {text} ELSE {text} END"
