"""Exports made in the test's own transaction, and read as any program reads them."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import cast

from django.db import connection

from surveys.exports.bundle import bundle
from surveys.exports.models import Export
from surveys.exports.snapshot import Connection, prepare
from surveys.protocols.models import Study

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
Row = dict[str, str]


def exported(study: Study, *, origin: str = "real", layout: str = "both") -> dict[str, bytes]:
    """The files of an export by name."""
    export = Export(study=study, origin=origin, layout=layout, level="pseudonymous", asked_at=NOON)
    connection.ensure_connection()
    raw = cast(Connection, connection.connection)
    prepare(raw, study)
    made = io.BytesIO()
    bundle(raw, export, made, beat=lambda rows: None, at=NOON)
    with zipfile.ZipFile(made) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def read_csv(content: bytes) -> list[Row]:
    """The lines of a CSV file."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def header(content: bytes) -> list[str]:
    """The names in a CSV file's first line."""
    return content.split(b"\r\n", 1)[0].decode().split(",")


def wide(study: Study, **wanted: str) -> list[Row]:
    """The lines of the wide file, in the order in which people started."""
    return read_csv(exported(study, **wanted)["wide.csv"])


def texts(study: Study, **wanted: str) -> list[Row]:
    """The lines of the file of own words."""
    return read_csv(exported(study, layout="texts", **wanted)["texts.csv"])


def unguarded(cells: Sequence[str]) -> list[str]:
    """What was typed, from what stands in cells."""
    return [cell.removeprefix("'") for cell in cells]
