"""What a film was measured to do before, as the document gives it: by feeling, a mean with its spread and source."""

from collections.abc import Mapping
from typing import Any

from surveys.instruments.document import Node
from surveys.protocols.film_source import Norm

SHAPE = "Norms are a mapping such as {sad: {mean: 5.1, sd: 1.2, n: 80, citation: …, scale: [0, 8]}}."
LONGEST_CITATION = 1000


def read_norms(node: Node) -> dict[str, Norm]:
    """The norms of a film by feeling."""
    if not node:
        return {}
    if not isinstance(node.value, Mapping):
        node.fault(SHAPE)
        return {}
    return {key: norm for key, each in node.pairs() if (norm := read_norm(key, each)) is not None}


def read_norm(feeling: str, node: Node) -> Norm | None:
    """One mean with its spread; None where it can't be read."""
    Node(feeling, node.file, node.line, node.faults).identifier()
    if not isinstance(node.value, Mapping):
        node.fault(SHAPE)
        return None
    if not node.keys(("mean", "sd", "n"), ("citation", "scale")):
        return None
    mean, sd, people = (node.child(key).number() for key in ("mean", "sd", "n"))
    if mean is None or sd is None or people is None:
        return None
    if sd < 0:
        node.child("sd").fault("A standard deviation is never below 0.")
    if people != int(people) or people < 2:
        node.child("n").fault("“n” says how many people were asked: a whole number of 2 or more.")
    citation = node.child("citation").text() if node.has("citation") else ""
    if len(citation) > LONGEST_CITATION:
        node.child("citation").fault(f"A citation has {LONGEST_CITATION:,} characters at most.")
    scale = read_scale(node.child("scale")) if node.has("scale") else None
    if scale is not None and not scale[0] <= mean <= scale[1]:
        node.child("mean").fault(f"The mean {mean:g} lies outside of the scale from {scale[0]:g} to {scale[1]:g}.")
    return Norm(float(mean), float(sd), int(people), citation, scale)


def read_scale(node: Node) -> tuple[float, float] | None:
    """The ends of the scale on which it was measured."""
    ends: list[Any] = [each.number() for each in node.elements()]
    if len(ends) != 2 or None in ends or ends[0] >= ends[1]:
        node.fault("A scale has two ends, the lowest answer and the highest, such as [1, 7].")
        return None
    return float(ends[0]), float(ends[1])
