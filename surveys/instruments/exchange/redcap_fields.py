"""REDCap's types of field as kinds of item."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from surveys.instruments.exchange.making import POINTS
from surveys.instruments.exchange.read_csv import Row
from surveys.instruments.exchange.redcap import (
    ANNOTATION,
    CHOICES,
    LEAST,
    MATRIX,
    MOST,
    NAME,
    NOTES_LINES,
    TYPE,
    VALIDATION,
)
from surveys.instruments.exchange.report import Report, quoted
from surveys.instruments.exchange.values import number_of, value_of
from surveys.instruments.exchange.words import clean

NONE_TAG = re.compile(r"@NONEOFTHEABOVE\s*=\s*['\"]?([A-Za-z0-9_.-]{1,50})['\"]?", re.IGNORECASE)
NUMBERS = re.compile(r"number(?:_[1-4]dp)?(?:_comma_decimal)?|integer", re.IGNORECASE)


@dataclass(frozen=True)
class Field:
    """One row of a data dictionary, with its place and where remarks go."""

    row: Row
    place: str
    report: Report

    def get(self, column: str) -> str:
        return self.row.get(column)

    @property
    def name(self) -> str:
        return self.get(NAME)

    @property
    def kind(self) -> str:
        return self.get(TYPE).lower()

    def note(self, sentence: str) -> None:
        self.report.note(self.place, sentence)


def text(field: Field) -> dict[str, Any]:
    validation = field.get(VALIDATION)
    if NUMBERS.fullmatch(validation):
        return number(field, validation.lower())
    if validation:
        field.note(f"The validation {quoted(validation)} isn't carried over: any text is taken.")
    for column in (LEAST, MOST):
        if field.get(column):
            field.note(f"“{column}” of a text isn't carried over.")
    return {"kind": "text"}


def number(field: Field, validation: str) -> dict[str, Any]:
    item: dict[str, Any] = {"kind": "number"}
    if validation == "integer":
        item["integer"] = True
    elif validation != "number":
        field.note("The number of decimals isn't checked here.")
    return item | limits(field, "min", "max")


def limits(field: Field, least: str, most: str) -> dict[str, Any]:
    """The limits of a number or a slider."""
    found: dict[str, Any] = {}
    for key, column in ((least, LEAST), (most, MOST)):
        given = field.get(column)
        value = number_of(given)
        if given and value is None:
            field.note(f"The limit {quoted(given)} is no number; it was left out.")
        elif given:
            found[key] = value
    return found


def notes(field: Field) -> dict[str, Any]:
    return {**text(field), "lines": NOTES_LINES} if not NUMBERS.fullmatch(field.get(VALIDATION)) else text(field)


def options(field: Field) -> list[dict[str, Any]]:
    """The options of “1, Never | 2, Often”."""
    found = []
    for part in field.get(CHOICES).split("|"):
        code, comma, label = part.partition(",")
        if not part.strip():
            continue
        if not comma:
            field.note(f"The choice {quoted(part.strip())} has no code; it stands for itself.")
        words = clean(label if comma else code, field.place, field.report)
        found.append({"value": value_of(code), "label": words or code.strip()})
    return found


def choice(field: Field) -> dict[str, Any]:
    return {"kind": "choice", "options": options(field), POINTS: bool(field.get(MATRIX))}


def choices(field: Field) -> dict[str, Any]:
    item: dict[str, Any] = {"kind": "choices", "options": options(field)}
    tag = NONE_TAG.search(field.get(ANNOTATION))
    if tag:
        item["none"] = value_of(tag[1])
    return item


def two(yes: str, no: str) -> Callable[[Field], dict[str, Any]]:
    def read(field: Field) -> dict[str, Any]:
        return {"kind": "choice", "options": [{"value": 1, "label": yes}, {"value": 0, "label": no}]}

    return read


def slider(field: Field) -> dict[str, Any]:
    ends = {"from": 0, "to": 100} | limits(field, "from", "to")
    item: dict[str, Any] = {"kind": "slider", **ends}
    labels = [clean(part, field.place, field.report) for part in field.get(CHOICES).split("|")]
    if len(labels) > 2 and any(labels[1:-1]):
        field.note(f"A slider has two labels here: {quoted(labels[1])} in the middle isn't carried over.")
    if any(labels):
        item["ends"] = [labels[0], labels[-1] if len(labels) > 1 else ""]
    if field.get(VALIDATION):
        field.note("The number beside the slider is always shown here.")
    return item


def descriptive(field: Field) -> dict[str, Any]:
    return {"kind": "statement"}


READERS: Mapping[str, Callable[[Field], dict[str, Any]]] = {
    "text": text,
    "notes": notes,
    "radio": choice,
    "dropdown": choice,
    "checkbox": choices,
    "yesno": two("Yes", "No"),
    "truefalse": two("True", "False"),
    "slider": slider,
    "descriptive": descriptive,
}
