"""Codes of answers as values of ours, and lists of them as a scale where they are one."""

import re
from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from typing import Any

from surveys.instruments.document import LARGEST_NUMBER
from surveys.instruments.exchange.words import Text

WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,8})")
DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,5})\.[0-9]{0,3}[1-9]")
MOST_POINTS = 101


def value_of(code: Any) -> str | int | float:
    """A code as a number where it is written like one, else as a text."""
    if isinstance(code, bool):
        return int(code)
    if isinstance(code, float) and isfinite(code) and code == int(code):
        return int(code)
    if isinstance(code, int | float):
        return code
    text = str(code).strip()
    if WHOLE.fullmatch(text) and text != "-0":
        return int(text)
    return float(text) if DECIMAL.fullmatch(text) else text


def number_of(text: Any) -> int | float | None:
    """A number as it is written in a cell or a JSON file, None where there is none."""
    if isinstance(text, bool) or text is None:
        return None
    try:
        number = float(str(text).strip().replace(",", "."))
    except ValueError:
        return None
    if not abs(number) <= LARGEST_NUMBER:
        return None
    return int(number) if number == int(number) else number


def points_of(options: Sequence[Mapping[str, Any]]) -> list[int] | None:
    """The values of some options where they count up by one from the lowest, in this order."""
    values = [option.get("value") for option in options]
    if not 2 <= len(values) <= MOST_POINTS or not all(type(value) is int for value in values):
        return None
    low: int = values[0]  # type: ignore[assignment]
    return list(range(low, low + len(values))) if values == list(range(low, low + len(values))) else None


def as_scale(item: Mapping[str, Any]) -> dict[str, Any]:
    """A choice as a scale with the same points and labels."""
    options = item["options"]
    labels = {each["value"]: each["label"] for each in options if not is_number_itself(each)}
    rest = {key: value for key, value in item.items() if key not in ("kind", "options")}
    scale: dict[str, Any] = {"kind": "scale", "from": options[0]["value"], "to": options[-1]["value"]}
    if len(labels) == len(options):
        scale["labels"] = list(labels.values())
    elif labels:
        scale["labels"] = labels
    head: dict[str, Any] = {key: rest.pop(key) for key in ("id", "text") if key in rest}
    return {**head, **scale, **rest}


def is_number_itself(option: Mapping[str, Any]) -> bool:
    """Whether a label only repeats the value, so that the point has none."""
    label: Text = option["label"]
    words: Iterable[str] = label.values() if isinstance(label, dict) else [label]
    return all(word == str(option["value"]) for word in words)


def typed_for(items: Mapping[str, Mapping[str, Any]], name: str, literal: str | int | float) -> str | int | float:
    """A literal of a condition as the item's answers are: '1' is the number 1 where the answers are numbers."""
    item = items.get(name, {})
    options = [option["value"] for option in item.get("options", ())]
    if item.get("kind") == "text":
        return str(literal)
    for value in options:
        if str(value) == str(literal):
            return value  # type: ignore[no-any-return]
    return value_of(literal)
