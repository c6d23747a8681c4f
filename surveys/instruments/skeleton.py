"""Skeletons of published scales: what they leave open, how that is told, and how they look when it is filled in."""

from collections.abc import Iterator
from typing import Any

from surveys.instruments.document import Node, plain

# A skeleton has these keys with nothing behind them.
OPEN = ("text", "licence")
LONG = 5
HOW = (
    "by hand in your study's own instruments/{name}.yaml, by paste on the document page, "
    "or by import of a file as texts for this skeleton"
)


def check_filled(node: Node) -> None:
    """One fault for each thing that a skeleton leaves open: texts, licence, a key that nobody has confirmed."""
    name = node.child("instrument").text()
    how = HOW.format(name=name)
    if without := [item.child("id").text() for item in textless(node)]:
        listed = ", ".join(without) if len(without) < LONG else f"{without[0]}, {without[1]} … {without[-1]}"
        where = f" They are to be had here: {node.child('source').text()}." if node.has("source") else ""
        said = (
            f"“{name}” is the skeleton of a published scale: the texts of {listed} are not shipped. Fill them in {how}."
            if node.has("holder")
            else f"The texts of {listed} are empty. Write what people are to read there."
        )
        node.child("items").fault(said + where)
    if left_open(node, "licence") or (node.has("holder") and not node.has("licence")):
        whose = f" The rights are with: {node.child('holder').text()}." if node.has("holder") else ""
        node.child("licence").fault(
            f"Say under “licence” by whose leave you use “{name}”: a licence and its number, a letter and its date, "
            f"or where it says that everybody may. Fill it in {how}.{whose}"
        )
    if node.has("confirm"):
        node.child("confirm").fault(
            f"“{name}” has something that must be confirmed before it is used: {node.child('confirm').text()} "
            f"Compare it with the published form, mend it where needed, and delete the line “confirm”."
        )


def textless(node: Node) -> Iterator[Node]:
    """The items whose text is left open."""
    items = node.child("items")
    yield from (item for item in items.elements() if left_open(item, "text")) if isinstance(items.value, list) else ()


def left_open(node: Node, key: str) -> bool:
    """Whether a key is there with nothing behind it, as skeletons have it."""
    return node.has(key) and node.value[key] is None


def without_open(node: Node) -> Node:
    """The mapping without what a skeleton leaves open: that is told once for the instrument, and not line by line."""
    if not any(left_open(node, key) for key in OPEN):
        return node
    kept = {key: value for key, value in node.value.items() if value is not None or key not in OPEN}
    return Node(kept, node.file, node.line, node.faults, node.path, node.spoken)


def is_skeleton(node: Node) -> bool:
    """Whether texts, the licence or a confirmation are still open."""
    return left_open(node, "licence") or node.has("confirm") or any(textless(node))


def filled(node: Node) -> Node:
    """The document with something in each open place: its structure can be read, and nobody can be asked with it."""
    found: dict[str, Any] = plain(node.value)
    found.pop("confirm", None)
    if left_open(node, "licence"):
        found["licence"] = "to be filled in"
    for item in found["items"]:
        if item["text"] is None:
            item["text"] = f"{item['id']}: the text is not shipped"
    return Node(found, node.file, node.line, [])
