"""The codebook as a table for programs and as a page for people."""

import csv
import io
from collections.abc import Iterable, Mapping

from django.template.loader import render_to_string

from surveys.exports.codebook import CodebookEntry
from surveys.exports.gaps import MEANINGS
from surveys.exports.guard import guard_label

Files = Mapping[str, Iterable[CodebookEntry]]
HEADER = (
    *("file", "name", "label", "kind", "step", "occasion", "values", "low", "high", "unit", "gaps", "privacy"),
    "versions",
)


def codebook_csv(files: Files) -> str:
    """One line a column of each file; `values` are code=label, separated by |."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    for file, entries in files.items():
        writer.writerows([guard_label(cell) for cell in (file, *line(each))] for each in entries)
    return text.getvalue()


def line(entry: CodebookEntry) -> list[str]:
    """The cells of a column's line."""
    return [
        entry.name,
        entry.label,
        entry.kind,
        entry.step,
        entry.occasion,
        "|".join(f"{code}={label}" for code, label in entry.values.items()),
        number(entry.low),
        number(entry.high),
        entry.unit,
        "|".join(entry.gaps),
        entry.privacy,
        " ".join(map(str, entry.versions)),
    ]


def number(value: float | None) -> str:
    """A number without needless decimals, nothing for none."""
    return "" if value is None else f"{value:g}"


def codebook_html(title: str, files: Files) -> str:
    """One page that needs nothing else."""
    shown = [(file, list(entries)) for file, entries in files.items()]
    return render_to_string("exports/codebook.html", {"title": title, "files": shown, "gaps": MEANINGS})
