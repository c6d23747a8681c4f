"""Short ways to make files and to say what came of them."""

import csv
import json
from collections.abc import Mapping
from io import StringIO
from typing import Any

from surveys.instruments.exchange.read_own import parsed
from surveys.instruments.exchange.read_redcap import read_redcap
from surveys.instruments.exchange.read_reproschema import read_reproschema
from surveys.instruments.exchange.redcap import CHOICES, COLUMNS, FORM, LABEL, NAME, TYPE
from surveys.instruments.exchange.report import Imported
from surveys.instruments.instrument import Instrument

Row = Mapping[str, str]


def field(name: str, kind: str, choices: str = "", **more: str) -> dict[str, str]:
    """A row of a data dictionary."""
    return {NAME: name, FORM: "feelings", TYPE: kind, LABEL: f"How {name}?", CHOICES: choices, **more}


def dictionary(*rows: Row) -> bytes:
    """A data dictionary with all its columns."""
    stream = StringIO(newline="")
    writer = csv.DictWriter(stream, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


def from_redcap(*rows: Row) -> Imported:
    """What comes of one form."""
    (imported,) = read_redcap(dictionary(*rows))
    return imported


def instrument_of(imported: Imported) -> Instrument:
    """The instrument of a document that must be free of faults."""
    assert imported.text, imported.remarks
    return parsed(imported.text)[1]


def said(imported: Imported, place: str = "") -> list[str]:
    """The remarks at places that begin like this."""
    return [remark.sentence for remark in imported.remarks if remark.place.startswith(place)]


def activity(items: Mapping[str, Any], **more: Any) -> dict[str, bytes]:
    """The files of an activity; an item's `prop` says what the activity says of it."""
    properties = [
        {"isAbout": f"items/{name}", "variableName": name, "isVis": True, **item.get("prop", {})}
        for name, item in items.items()
    ]
    schema = {
        "id": "feelings_schema",
        "category": "Activity",
        "prefLabel": {"en": "Feelings"},
        "ui": {"addProperties": properties, "order": [f"items/{name}" for name in items], "shuffle": False},
        **more,
    }
    files = {"feelings/feelings_schema": schema}
    for name, item in items.items():
        own = {key: value for key, value in item.items() if key != "prop"}
        files[f"feelings/items/{name}"] = {"id": name, "category": "Item", "question": {"en": f"How {name}?"}, **own}
    return {path: json.dumps(value).encode() for path, value in files.items()}


def from_reproschema(items: Mapping[str, Any], **more: Any) -> Imported:
    """What comes of one activity."""
    (imported,) = read_reproschema(activity(items, **more))
    return imported


def radio(*labels: str, first: int = 0, **more: Any) -> dict[str, Any]:
    """An item with choices that count up."""
    choices = [{"name": {"en": label}, "value": value} for value, label in enumerate(labels, first)]
    return {"ui": {"inputType": "radio"}, "responseOptions": {"choices": choices, "multipleChoice": False}, **more}
