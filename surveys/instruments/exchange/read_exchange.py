"""Any file that an instrument may come in: what it is, is seen by its content and not by its name."""

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveys.instruments.exchange.read_own import read_own
from surveys.instruments.exchange.read_redcap import read_redcap
from surveys.instruments.exchange.read_reproschema import read_reproschema
from surveys.instruments.exchange.redcap import OF_PROGRAMS
from surveys.instruments.exchange.report import ExchangeError, Imported
from surveys.instruments.exchange.unzip import unzip

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"


@dataclass(frozen=True)
class Found:
    """What a file was taken for, and the instruments in it."""

    kind: str
    instruments: tuple[Imported, ...]


def read_exchange(data: bytes, languages: Sequence[str] = ()) -> Found:
    """The instruments of a zip with ReproSchema files, a REDCap data dictionary or our own YAML.

    ExchangeError with a sentence where it is none of them.
    """
    if data.startswith((ZIP, EMPTY_ZIP)):
        return read_files(unzip(data), languages)
    start = data[:5_000].decode("utf-8-sig", "replace").lstrip()
    if not start:
        raise ExchangeError("The file is empty.")
    if start.startswith("{"):
        return Found("reproschema", tuple(read_reproschema({"activity_schema": data}, languages)))
    if is_dictionary(start.partition("\n")[0]):
        return Found("redcap", tuple(read_redcap(data, languages)))
    return Found("yaml", tuple(read_own(data, languages)))


def read_files(files: Mapping[str, bytes], languages: Sequence[str] = ()) -> Found:
    """The instruments of a folder or an unpacked zip: ReproSchema files, or the one file that is in it."""
    if len(files) == 1:
        data = next(iter(files.values()))
        if not data.startswith((ZIP, EMPTY_ZIP)):
            return read_exchange(data, languages)
    if not files:
        raise ExchangeError("There is no file in it.")
    return Found(
        "reproschema", tuple(read_reproschema({posixpath.normpath(k): v for k, v in files.items()}, languages))
    )


def is_dictionary(first: str) -> bool:
    """Whether a first line names columns of a data dictionary."""
    return "Variable / Field Name" in first or any(name in first for name in ("field_name", *list(OF_PROGRAMS)[3:5]))
