"""A repeat unfolded: each occurrence gets steps of its own, in which every name means the occurrence at hand."""

import copy
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from surveys.instruments.document import Node
from surveys.instruments.expression import renamed
from surveys.protocols.definition import Branch, Safety, Step, Wait, walk


def substituted(node: Node, name: str, key: str) -> Node:
    """The same place of a document with `key` wherever {name} stands; lines are kept."""
    return replace(node, value=filled(copy.deepcopy(node.value), f"{{{name}}}", key))


def filled_length(value: Any, mark: str, key: str) -> int:
    """How many characters a document's value has when it is filled in; nothing is made for it."""
    if isinstance(value, str):
        return len(value) + value.count(mark) * (len(key) - len(mark))
    inner = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
    return sum(filled_length(each, mark, key) for each in inner)


def filled(value: Any, mark: str, key: str) -> Any:
    """A document's value, changed in place, with another text for a mark."""
    if isinstance(value, str):
        return value.replace(mark, key)
    if isinstance(value, list):
        for index, element in enumerate(value):
            value[index] = filled(element, mark, key)
    elif isinstance(value, dict):
        for inner in value:
            value[inner] = filled(value[inner], mark, key)
    return value


def unfold(steps: tuple[Step, ...], key: str) -> tuple[Step, ...]:
    """The steps of one occurrence: their ids, and all names of theirs in expressions, get its key."""
    own = {step.id for step in walk(steps)}
    return tuple(unfolded(step, key, own) for step in steps)


def unfolded(step: Step, key: str, own: Collection[str]) -> Step:
    """One step of an occurrence."""

    def here(name: str) -> str:
        owner, _, rest = name.rpartition(".")
        return f"{owner}.{key}.{rest}" if owner in own else name

    changed: dict[str, Any] = {"id": f"{step.id}.{key}", "occurrence": key}
    if step.when is not None:
        changed["when"] = renamed(step.when, here, summaries=False)
    if isinstance(step, Wait) and step.after in own:
        changed["after"] = f"{step.after}.{key}"
    if isinstance(step, Safety) and step.or_ is not None:
        changed["or_"] = renamed(step.or_, here, summaries=False)
    if isinstance(step, Branch):
        changed["groups"] = tuple(tuple(unfolded(inner, key, own) for inner in group) for group in step.groups)
    return replace(step, **changed)
