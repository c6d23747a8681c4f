"""An item from its document: its own keys over those of the shared response it names."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from surveys.instruments.document import Node, Words, plain
from surveys.instruments.expression import Expression, ExpressionError, parse
from surveys.instruments.items import (
    KINDS,
    Choice,
    Choices,
    Grid,
    Item,
    Number,
    Option,
    Scale,
    Slider,
    Statement,
    Text,
)
from surveys.instruments.skeleton import without_open

COMMON = ("id", "text", "kind", "when", "help", "required", "decline", "self_harm")
LATER = ("identifying",)
# More squares in a row than this can't be told apart by a finger on a small phone.
GRID_SIZES = (3, 11)
WHOLE = re.compile(r"-?[0-9]{1,9}")
# A value of several choices becomes part of a column's name.
COLUMN_PART = re.compile(r"[A-Za-z0-9_.-]{1,32}")
KEYS: Mapping[str, tuple[str, ...]] = {
    "scale": ("from", "to", "labels"),
    "slider": ("from", "to", "step", "ends"),
    "grid": ("x", "y", "size"),
    "choice": ("options", "other"),
    "choices": ("options", "other", "min", "max", "none"),
    "number": ("min", "max", "integer", "unit"),
    "text": ("lines", "max_length"),
    "statement": (),
}


def read_item(node: Node, responses: Mapping[str, Node], languages: Sequence[str]) -> Item:
    """The item of a document; a fault and a statement in its place when it can't be read."""
    if not isinstance(node.value, Mapping):
        node.fault("An item is a mapping with id, text and kind.")
        return Statement(id="", text={})
    named = node.child("kind").text() if node.has("kind") else ""
    response = responses.get(named)
    kind = response.child("kind").text() if response and response.has("kind") else named
    if kind not in KINDS:
        known = ", ".join((*KINDS, *responses))
        node.fault(f"There is no kind of item called “{named}”. Use one of {known}.")
        return Statement(id="", text={})
    checked = without_open(node)
    required = ("id", "text", "kind") if checked is node else ("id", "kind")
    if kind == "statement":
        checked.keys(required, ("when",), LATER)
    else:
        checked.keys(required, (*COMMON[3:], *KEYS[kind]), LATER)
    return built(kind, Keys(node, response), languages)


def check_responses(responses: Mapping[str, Node]) -> None:
    """A shared response is a kind with its keys, under a name that is no kind's."""
    for name, node in responses.items():
        if name in KINDS:
            node.fault(f"“{name}” is a kind of item. Give the shared response another name.")
        if not isinstance(node.value, Mapping) or not node.has("kind"):
            node.fault("A shared response is a mapping with a kind.")
            continue
        kind = node.child("kind").text()
        if kind not in KEYS or kind == "statement":
            node.fault(f"There is no kind of item called “{kind}”. Use one of {', '.join(KINDS)}.")
        else:
            node.keys(("kind",), KEYS[kind])


class Keys:
    """An item's keys, or else those of the response that it shares with others."""

    def __init__(self, node: Node, response: Node | None) -> None:
        self.node, self.response = node, response

    def get(self, key: str) -> Node | None:
        """The value's node, None where neither has the key."""
        for node in (self.node, self.response):
            if node is not None and node.has(key):
                return node.child(key)
        return None

    def number(self, key: str) -> float | None:
        """A number, None where there is none."""
        found = self.get(key)
        return found.number() if found else None

    def whole(self, key: str, least: int, most: int) -> int | None:
        """A whole number within limits, None where there is none."""
        found = self.get(key)
        if found is None:
            return None
        number = found.integer(least)
        if not least <= number <= most:
            found.fault(f"“{key}” is from {least} to {most:,}.")
            return least
        return number

    def need(self, key: str) -> Node:
        """The value's node, a fault where it is missing."""
        found = self.get(key)
        if found is None:
            self.node.fault(f"The key “{key}” is missing.")
            return Node(None, self.node.file, self.node.line, self.node.faults)
        return found


def built(kind: str, keys: Keys, languages: Sequence[str]) -> Item:
    """The item of a known kind."""
    node = keys.node
    if node.has("text") and empty(node.value["text"]):
        node.fault("The text is empty. Write what people are to read here.")
    common: dict[str, Any] = {"id": node.child("id").identifier() if node.has("id") else ""}
    common["text"] = node.child("text").words(languages) if node.has("text") else {}
    if node.has("help"):
        common["help"] = node.child("help").words(languages)
    for flag in ("required", "decline", "self_harm"):
        common[flag] = node.has(flag) and node.child(flag).flag()
    if node.has("when"):
        common["when"] = condition(node.child("when"))
    item = BUILDERS[kind](keys, languages, common)
    if item.self_harm and item.lowest is None:
        node.fault("A self-harm item needs answers with numbers, so that one above the lowest can act.")
    return item


def condition(node: Node) -> Expression | None:
    """When an item is shown; a fault and None where it can't be read."""
    try:
        return parse(node.text())
    except ExpressionError as error:
        node.fault(str(error))
        return None


def scale(keys: Keys, languages: Sequence[str], common: dict[str, Any]) -> Item:
    low, high = ends(keys)
    if low != int(low) or high != int(high):
        keys.node.fault("A scale goes from one whole number to another. Use a slider for others.")
    found = keys.get("labels")
    labels: dict[int, Words] = {}
    if found and isinstance(found.value, list):
        labels = {int(low) + index: node.words(languages) for index, node in enumerate(found.elements())}
        if len(labels) != high - low + 1:
            found.fault(f"There are {len(labels)} labels for {int(high - low + 1)} points.")
    elif found:
        if not isinstance(found.value, Mapping):
            found.fault("Labels are a list for every point, or a mapping such as {0: Never, 3: Always}.")
        for key in found.value if isinstance(found.value, Mapping) else ():
            if not WHOLE.fullmatch(str(key)) or not low <= int(key) <= high:
                found.child(key).fault(f"{key} is no point of this scale.")
                continue
            labels[int(key)] = found.child(key).words(languages)
    if high - low > 100:
        keys.node.fault("A scale has 101 points at most. Use a slider or a number.")
    return Scale(low=int(low), high=int(high), labels=labels, **common)


def slider(keys: Keys, languages: Sequence[str], common: dict[str, Any]) -> Item:
    low, high = ends(keys)
    given = keys.number("step")
    step = 1 if given is None else given
    if not 0 < step <= high - low:
        (keys.get("step") or keys.node).fault("The step must be above zero and fit between the ends.")
        step = 1
    found = keys.get("ends")
    labels = [node.words(languages) for node in found.elements()] if found else [{}, {}]
    if len(labels) != 2:
        keys.need("ends").fault("A slider has two ends: [left, right].")
        labels = [{}, {}]
    return Slider(low=low, high=high, step=step, ends=(labels[0], labels[1]), **common)


def ends(keys: Keys) -> tuple[float, float]:
    """The two ends of a line."""
    low, high = keys.need("from").number(0) or 0, keys.need("to").number(1) or 0
    if low >= high:
        keys.node.fault("“from” must be below “to”.")
        return 0, 1
    return low, high


def grid(keys: Keys, languages: Sequence[str], common: dict[str, Any]) -> Item:
    return Grid(
        x=two_ends(keys.need("x"), languages),
        y=two_ends(keys.need("y"), languages),
        size=keys.whole("size", *GRID_SIZES) or 9,
        **common,
    )


def two_ends(node: Node, languages: Sequence[str]) -> tuple[Words, Words]:
    """What the two ends of a line are called."""
    labels = [each.words(languages) for each in node.elements()] if isinstance(node.value, list) else []
    if len(labels) != 2:
        node.fault("A line has two ends: [the first, the last].")
        return {}, {}
    return labels[0], labels[1]


def choice(keys: Keys, languages: Sequence[str], common: dict[str, Any]) -> Item:
    return Choice(options=options(keys, languages), other=other(keys), **common)


def choices(keys: Keys, languages: Sequence[str], common: dict[str, Any]) -> Item:
    listed = options(keys, languages)
    most = len(listed) + other(keys)
    minimum, maximum, none = keys.whole("min", 0, most), keys.whole("max", 1, most), keys.get("none")
    if minimum is not None and maximum is not None and minimum > maximum:
        keys.node.fault("“min” can't be above “max”.")
    for option in listed:
        if not COLUMN_PART.fullmatch(str(option.value)):
            keys.need("options").fault(f"“{option.value}” names a column, so it has letters, digits and _ only.")
    if none and none.value not in [option.value for option in listed]:
        none.fault(f"“{none.value}” is none of the values.")
    return Choices(
        options=listed,
        other=other(keys),
        minimum=minimum or 0,
        maximum=maximum,
        none=plain(none.value) if none else None,
        **common,
    )


def empty(text: object) -> bool:
    """Whether there is nothing to read; what a skeleton leaves open is told for the whole instrument."""
    return isinstance(text, str) and not text.strip()


def other(keys: Keys) -> bool:
    found = keys.get("other")
    return found.flag() if found else False


def options(keys: Keys, languages: Sequence[str]) -> tuple[Option, ...]:
    """The options of a list, each with a value of its own."""
    found = keys.need("options")
    seen = {""}
    listed: list[Option] = []
    for node in found.elements():
        if not node.keys(("value", "label")) or not node.has("value"):
            continue
        value = node.child("value").value
        if isinstance(value, bool) or not isinstance(value, str | int | float) or str(value) in seen:
            node.fault(f"“{value}” can't be a value here: it is no text or number, or it stands here twice.")
        elif not isinstance(value, str):
            node.child("value").number()
            node.child("value").text()
        seen.add(str(value))
        listed.append(Option(plain(value), node.child("label").words(languages) if node.has("label") else {}))
    if len(listed) < 2 and found:
        found.fault("A choice needs at least two options.")
    return tuple(listed)


def number(keys: Keys, languages: Sequence[str], common: dict[str, Any]) -> Item:
    unit, integer = keys.get("unit"), keys.get("integer")
    minimum, maximum = keys.number("min"), keys.number("max")
    if minimum is not None and maximum is not None and minimum > maximum:
        keys.node.fault("“min” can't be above “max”.")
    return Number(
        minimum=minimum,
        maximum=maximum,
        integer=integer.flag() if integer else False,
        unit=unit.words(languages) if unit else {},
        **common,
    )


def text(keys: Keys, languages: Sequence[str], common: dict[str, Any]) -> Item:
    longest, lines = keys.whole("max_length", 1, 20_000), keys.whole("lines", 1, 50)
    return Text(lines=lines or 1, max_length=longest or 2000, **common)


def statement(keys: Keys, languages: Sequence[str], common: dict[str, Any]) -> Item:
    return Statement(**common)


BUILDERS = {
    "scale": scale,
    "slider": slider,
    "grid": grid,
    "choice": choice,
    "choices": choices,
    "number": number,
    "text": text,
    "statement": statement,
}
