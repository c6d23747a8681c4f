"""What a ReproSchema item takes as an answer, as a kind of item of ours."""

from collections.abc import Mapping
from typing import Any

from surveys.instruments.exchange.json_files import JsonFiles, note_other_keys
from surveys.instruments.exchange.making import POINTS
from surveys.instruments.exchange.report import Report, quoted
from surveys.instruments.exchange.values import number_of, value_of
from surveys.instruments.exchange.words import Text, language_map

OPTION_KEYS = ("valueType", "minValue", "maxValue", "multipleChoice", "choices", "unitOptions")
UI_KEYS = ("inputType", "readonlyValue")
LISTS = ("radio", "select", "dropdown", "checkbox", "")
NUMBERS = ("number", "float", "integer", "int", "decimal", "year")
TEXTS = {"text": 1, "textarea": 4, "string": 1}
# Taken as typed text; the page doesn't check them.
UNCHECKED = ("date", "email", "time", "multitext", "pid", "phone")
STATEMENTS = ("static", "staticReadOnly", "markdown", "markdown-message", "descriptive")
WHOLE_TYPES = ("integer", "int", "nonNegativeInteger", "positiveInteger", "long", "gYear")
NUMBER_TYPES = (*WHOLE_TYPES, "decimal", "float", "double")
MAX_CHOICES = 500


class ItemError(ValueError):
    """An item that can't be asked here; the message is a sentence."""


def answers_of(place: str, value: Mapping[str, Any], folder: JsonFiles, report: Report) -> dict[str, Any]:
    """The keys of our item that say what can be answered; ItemError where it can't be asked."""
    ui = value.get("ui") if isinstance(value.get("ui"), dict) else {}
    note_other_keys(ui or {}, UI_KEYS, f"{place}, ui", report)
    asked = str((ui or {}).get("inputType") or "").rpartition(":")[2]
    where, options = response_of(place, value.get("responseOptions"), folder)
    note_other_keys(options, OPTION_KEYS, f"{where}, responseOptions", report)
    choices = choices_of(where, options, folder, report)
    types = types_of(options)
    if asked == "slider":
        return slider(place, options, choices, report)
    if choices and (asked in LISTS or asked.startswith("select")):
        return choice(options, choices)
    if asked in STATEMENTS:
        return {"kind": "statement"}
    if asked in NUMBERS or (not asked and types & {*NUMBER_TYPES}):
        return number(where, options, asked in ("integer", "int", "year") or bool(types & {*WHOLE_TYPES}), report)
    if asked in UNCHECKED:
        report.note(place, f"The input {quoted(asked)} isn't checked here: any text is taken.")
        return {"kind": "text"}
    if asked in TEXTS or (not asked and "string" in types):
        lines = TEXTS.get(asked, 1)
        return {"kind": "text", "lines": lines} if lines > 1 else {"kind": "text"}
    raise ItemError(f"The input {quoted(asked)} can't be asked here.")


def response_of(place: str, given: Any, folder: JsonFiles) -> tuple[str, dict[str, Any]]:
    """The response options and the file that they stand in."""
    if isinstance(given, dict) and set(given) - {"id"}:
        return place, given
    if not given:
        return place, {}
    found = folder.find(place, given)
    if found is None:
        raise ItemError(f"Its answers should stand in {quoted(given)}, which isn't here.")
    return found


def types_of(options: Mapping[str, Any]) -> set[str]:
    """The value's types without prefixes."""
    given = options.get("valueType")
    return {str(each).rpartition(":")[2] for each in (given if isinstance(given, list) else [given]) if each}


def choices_of(place: str, options: Mapping[str, Any], folder: JsonFiles, report: Report) -> list[dict[str, Any]]:
    """The choices with values and labels."""
    given = options.get("choices")
    if isinstance(given, str):
        found = folder.find(place, given)
        if found is None:
            raise ItemError(f"Its choices should stand in {quoted(given)}, which isn't here.")
        place, given = found[0], found[1].get("choices")
    if isinstance(given, dict) and "@list" in given:
        given = given["@list"]
    listed = given if isinstance(given, list) else []
    if len(listed) > MAX_CHOICES:
        raise ItemError(f"It has too many choices; {MAX_CHOICES} are the most.")
    return [one_choice(place, each, report) for each in listed]


def one_choice(place: str, each: Any, report: Report) -> dict[str, Any]:
    """One choice; a bare value is its own label."""
    if not isinstance(each, dict):
        return {"value": value_of(each), "label": str(each)}
    note_other_keys(each, ("name", "value"), f"{place}, choices", report)
    label: Text = language_map(each.get("name"), f"{place}, choices", report)
    value = each.get("value")
    if isinstance(value, dict):
        report.note(f"{place}, choices", "The value of a choice differs between languages; the first was taken.")
        value = next(iter(value.values()), None)
    if value is None or isinstance(value, list | dict):
        raise ItemError("A choice has no value.")
    return {"value": value_of(value), "label": label or str(value)}


def choice(options: Mapping[str, Any], choices: list[dict[str, Any]]) -> dict[str, Any]:
    """One of a list or several; marked where limits say that the values are points."""
    if options.get("multipleChoice") is True:
        return {"kind": "choices", "options": choices}
    ends = (number_of(options.get("minValue")), number_of(options.get("maxValue")))
    ranged = ends == (choices[0]["value"], choices[-1]["value"])
    return {"kind": "choice", "options": choices, POINTS: ranged}


def slider(place: str, options: Mapping[str, Any], choices: list[dict[str, Any]], report: Report) -> dict[str, Any]:
    """A slider; of its choices those at the ends are its labels."""
    values = [each["value"] for each in choices]
    low, high = number_of(options.get("minValue")), number_of(options.get("maxValue"))
    if low is None or high is None:
        numbers = [each for each in values if not isinstance(each, str)]
        if not numbers:
            raise ItemError("The slider has no ends.")
        low, high = (min(numbers) if low is None else low), (max(numbers) if high is None else high)
    labels = {each["value"]: each["label"] for each in choices}
    if set(labels) - {low, high}:
        report.note(place, "A slider has labels at its two ends only; those between aren't carried over.")
    found: dict[str, Any] = {"kind": "slider", "from": low, "to": high}
    if low in labels or high in labels:
        found["ends"] = [labels.get(low, ""), labels.get(high, "")]
    return found


def number(place: str, options: Mapping[str, Any], integer: bool, report: Report) -> dict[str, Any]:
    """A typed number."""
    found: dict[str, Any] = {"kind": "number"}
    if integer:
        found["integer"] = True
    for key, name in (("min", "minValue"), ("max", "maxValue")):
        value = number_of(options.get(name))
        if value is not None:
            found[key] = value
        elif options.get(name) is not None:
            report.note(place, f"{quoted(options[name])} is no limit for a number; it was left out.")
    units = options.get("unitOptions")
    if isinstance(units, list) and units and isinstance(units[0], dict):
        if len(units) > 1:
            report.note(place, "A number has one unit here; the first was taken.")
        if unit := language_map(units[0].get("prefLabel") or units[0].get("value"), place, report):
            found["unit"] = unit
    elif units:
        report.note(place, "“unitOptions” isn't carried over.")
    return found
