"""One ZIP with the data, the codebook and how to read them, written as it is made: it never stands in memory."""

import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from surveys.exports.ask import nobody
from surveys.exports.codebook import CodebookEntry
from surveys.exports.codebook_files import codebook_csv, codebook_html
from surveys.exports.columns import Columns, columns
from surveys.exports.copy_csv import copy_csv
from surveys.exports.departed import departed
from surveys.exports.error import ExportError
from surveys.exports.exposures import film_files
from surveys.exports.long import long, long_codebook
from surveys.exports.models import Export
from surveys.exports.pages import Published
from surveys.exports.read_me import read_me
from surveys.exports.reorder import reorder
from surveys.exports.snapshot import Connection, name_anew
from surveys.exports.texts import texts, texts_codebook, texts_names
from surveys.exports.timing import timing, timing_codebook
from surveys.exports.wide import wide
from surveys.protocols.freeze import definition_of

# Text shrinks tenfold at the quickest level already.
LEVEL = 1
# Only versions that somebody in the file started on.
VERSIONS = """
SELECT v.id, v.number, count(*) FROM protocols_version v JOIN enrolment_participant p ON p.version_id = v.id
WHERE v.study_id = %s AND p.origin = %s AND p.consented_at IS NOT NULL GROUP BY v.id ORDER BY v.number DESC
"""
# Beside the long file: its lines are counted with nobody's answers.
TIMING = "timing.csv"
Beat = Callable[[int], None]


@dataclass(frozen=True)
class Written:
    """What a file holds."""

    people: int
    rows: int
    versions: tuple[int, ...]
    departed: str


def bundle(raw: Connection, export: Export, target: IO[bytes], *, beat: Beat, at: datetime) -> Written:
    """Write the file; `beat` is called with the lines so far after each block. ExportError where there are no data."""
    found = raw.execute(VERSIONS, [export.study_id, export.origin]).fetchall()
    if not found:
        raise ExportError(nobody(export.study, export.origin))
    versions = [Published(version, number, definition_of(version)) for version, number, _ in found]
    made = columns(versions)
    reorder(raw, versions, made.pages)
    if export.layout == Export.Layout.TEXTS:
        name_anew(raw)
    rows = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for name, text in papers(export, made, at).items():
            archive.writestr(entry(name, at), text.encode())
        for layout, make in LAYOUTS.items():
            if layout in layouts_of(export):
                header, query = make(made, export.origin)
                with archive.open(entry(f"{layout}.csv", at), "w", force_zip64=True) as member:
                    for lines, block in copy_csv(raw, header, query):
                        member.write(block)
                        rows += lines
                        beat(rows)
        if Export.Layout.LONG in layouts_of(export):
            for name, (header, query) in beside(made, export.origin).items():
                with archive.open(entry(name, at), "w", force_zip64=True) as member:
                    for _, block in copy_csv(raw, header, query):
                        member.write(block)
                        beat(rows)
    numbers = tuple(sorted(version.number for version in versions))
    return Written(sum(row[2] for row in found), rows, numbers, departed(raw, export.study_id, export.origin))


LAYOUTS = {Export.Layout.WIDE: wide, Export.Layout.LONG: long, Export.Layout.TEXTS: texts}


def beside(made: Columns, origin: str) -> dict[str, tuple[list[str], str]]:
    """The files beside the long one, with their headers and queries."""
    return {TIMING: timing(made, origin), **{file.name: file.query(made, origin) for file in film_files(made)}}


def layouts_of(export: Export) -> tuple[str, ...]:
    """The files of data in it."""
    both = (Export.Layout.WIDE, Export.Layout.LONG)
    return both if export.layout == Export.Layout.BOTH else (export.layout,)


def papers(export: Export, made: Columns, at: datetime) -> dict[str, str]:
    """What stands beside the data."""
    files: dict[str, Iterable[CodebookEntry]] = {}
    if Export.Layout.WIDE in layouts_of(export):
        files["wide.csv"] = made.codebook
    elif Export.Layout.LONG in layouts_of(export):
        # The long file's names are explained where the wide file's columns are.
        files["names in long.csv"] = made.codebook
    else:
        files |= {"texts.csv": texts_codebook(), "names in texts.csv": texts_names(made)}
    if Export.Layout.LONG in layouts_of(export):
        files["long.csv"] = long_codebook(made)
        files[TIMING] = timing_codebook(made)
        files |= {file.name: file.codebook(made) for file in film_files(made)}
    title = made.versions[0].definition.title[made.versions[0].definition.languages[0]]
    return {
        "README.txt": read_me(export, title, at, {file.name: file.said for file in film_files(made)}),
        "codebook.csv": codebook_csv(files),
        "codebook.html": codebook_html(title, files),
    }


def entry(name: str, at: datetime) -> zipfile.ZipInfo:
    """A file in the archive."""
    info = zipfile.ZipInfo(name, at.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info
