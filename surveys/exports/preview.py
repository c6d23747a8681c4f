"""The codebook of a study's published versions, before there are data."""

from surveys.exports.codebook import CodebookEntry
from surveys.exports.codebook_files import codebook_csv
from surveys.exports.columns import columns
from surveys.exports.pages import Published
from surveys.protocols.freeze import definition_of
from surveys.protocols.models import Study


def preview_columns(study: Study) -> list[CodebookEntry]:
    """The columns of a wide file with people of every version; none before the first version."""
    rows = study.versions.order_by("-number").values_list("id", "number")
    versions = [Published(version, number, definition_of(version)) for version, number in rows]
    return columns(versions).codebook if versions else []


def preview_csv(study: Study) -> str:
    """The same as a CSV file."""
    return codebook_csv({"wide.csv": preview_columns(study)})
