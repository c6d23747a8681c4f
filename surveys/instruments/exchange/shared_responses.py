"""Answers that several items share, written once."""

from collections.abc import Mapping, Sequence
from json import dumps
from typing import Any

OWN = ("id", "text", "help", "required", "decline", "self_harm", "when", "identifying")


def share_responses(items: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The responses that two items or more have in common, by a name, and the items that name them."""
    uses: dict[str, int] = {}
    for item in items:
        uses[key_of(item)] = uses.get(key_of(item), 0) + 1
    names: dict[str, str] = {}
    responses: dict[str, Any] = {}
    listed = []
    for item in items:
        key = key_of(item)
        if uses[key] > 1 and len(response_of(item)) > 1:
            if key not in names:
                names[key] = f"answers{len(names) + 1}"
                responses[names[key]] = response_of(item)
            item = {**{name: value for name, value in item.items() if name in OWN}, "kind": names[key]}
        listed.append(dict(item))
    return responses, listed


def response_of(item: Mapping[str, Any]) -> dict[str, Any]:
    """The part of an item that says what can be answered."""
    return {name: value for name, value in item.items() if name not in OWN}


def key_of(item: Mapping[str, Any]) -> str:
    """The same text for the same response."""
    return dumps(response_of(item), default=str)
