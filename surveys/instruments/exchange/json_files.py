"""A folder of JSON-LD files: read with limits, found by the paths that they name each other by."""

import json
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from surveys.instruments.exchange.report import ExchangeError, Report, quoted

MAX_BYTES = 1_000_000
MAX_NODES = 100_000
MAX_LEVELS = 30
ENDINGS = ("", ".jsonld", ".json")
# Older files call these keys by their names in JSON-LD.
ALIASES = {"@id": "id", "@type": "category", "type": "category"}
SYNTAX = ("@context", "@language", "@value", "@list", "@graph")


@dataclass
class JsonFiles:
    """The objects of a folder by path, and those that were asked for."""

    objects: Mapping[str, dict[str, Any]]
    used: set[str] = field(default_factory=set)

    def find(self, place: str, path: Any) -> tuple[str, dict[str, Any]] | None:
        """The path and object that a file at `place` means by a path; None where there is none."""
        if isinstance(path, Mapping):
            path = path.get("id")
        if not isinstance(path, str) or len(path) > 500:
            return None
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(place), path))
        for ending in ENDINGS:
            if f"{wanted}{ending}" in self.objects:
                self.used.add(f"{wanted}{ending}")
                return f"{wanted}{ending}", self.objects[f"{wanted}{ending}"]
        return None


def read_json_files(files: Mapping[str, bytes], report: Report) -> JsonFiles:
    """The JSON objects among some files; what can't be read is noted."""
    objects = {}
    for path, data in files.items():
        try:
            objects[posixpath.normpath(path)] = read_object(data)
        except ExchangeError as error:
            report.note(path, f"{error} The file was left out.")
    return JsonFiles(objects)


def read_object(data: bytes) -> dict[str, Any]:
    """The object of a JSON file, its keys without prefixes; ExchangeError where it is none."""
    if len(data) > MAX_BYTES:
        raise ExchangeError(f"The file is too long; {MAX_BYTES:,} bytes are the most.")
    try:
        value = json.loads(data.decode("utf-8-sig"), parse_constant=refuse_constant)
    except UnicodeDecodeError:
        raise ExchangeError("This is no UTF-8 text.") from None
    except RecursionError:
        raise ExchangeError("This is no JSON: it is nested too deep.") from None
    except ValueError as error:
        raise ExchangeError(f"This is no JSON: {str(error)[:200]}.") from None
    if not isinstance(value, dict):
        raise ExchangeError("This is no JSON object.")
    return plain_keys(value, [MAX_NODES], 0)  # type: ignore[no-any-return]


def refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def plain_keys(value: Any, left: list[int], level: int) -> Any:
    """The same value with keys as the newest version calls them: “schema:citation” is “citation”."""
    left[0] -= 1
    if left[0] < 0 or level > MAX_LEVELS:
        raise ExchangeError("The file holds too many values, or they are nested too deep.")
    if isinstance(value, dict):
        return {plain_key(key): plain_keys(inner, left, level + 1) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain_keys(inner, left, level + 1) for inner in value]
    return value


def plain_key(key: str) -> str:
    if key in SYNTAX:
        return key
    return ALIASES.get(key, key.rpartition(":")[2] if not key.startswith("http") else key.rpartition("/")[2])


def category_of(value: Mapping[str, Any]) -> str:
    """What an object is: Activity, Item (in older files Field), Protocol …"""
    found = value.get("category")
    if isinstance(found, list):
        found = found[0] if found else ""
    name = str(found or "").rpartition(":")[2].rpartition("/")[2]
    return "Item" if name == "Field" else name


def note_other_keys(value: Mapping[str, Any], known: tuple[str, ...], place: str, report: Report) -> None:
    """Note every key that isn't carried over."""
    for key in value:
        if key not in known and key not in ("@context", "id", "category", "schemaVersion"):
            report.note(place, f"{quoted(key)} isn't carried over.")
