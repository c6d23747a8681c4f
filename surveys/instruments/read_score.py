"""A score's rule from its document."""

from collections.abc import Mapping, Sequence

from surveys.instruments.document import Node
from surveys.instruments.items import Item, Scale, Slider
from surveys.instruments.scoring import Cutoff, Score

METHODS = ("sum", "mean")
OPTIONAL = ("sum", "mean", "reverse", "answered", "multiply", "add", "better", "cutoffs", "never_prorate")


def read_score(score_id: str, node: Node, items: Mapping[str, Item], languages: Sequence[str]) -> Score:
    """The rule of a score; faults are noted in the node."""
    node.keys((), OPTIONAL)
    present = [method for method in METHODS if node.has(method)]
    if len(present) != 1:
        node.fault("A score is one of sum or mean over a list of items.")
    method = present[0] if present else "mean"
    listed = item_ids(node, method, items)
    if len(present) == 1 and not listed:
        node.child(method).fault("A score needs at least one item.")
    reverse = item_ids(node, "reverse", items)
    ranges = {}
    for item_id in reverse:
        item = items.get(item_id)
        if item_id not in listed:
            node.child("reverse").fault(f"“{item_id}” is reversed but not part of the score.")
        if isinstance(item, Scale | Slider):
            ranges[item_id] = (float(item.low), float(item.high))
        else:
            node.child("reverse").fault(f"“{item_id}” has no two ends, so it can't be reversed.")
    answered = node.child("answered").number(0.8) if node.has("answered") else 0.8
    if answered is None or not 0 < answered <= 1:
        node.child("answered").fault("“answered” is a share above 0, up to 1.")
    multiply = node.child("multiply").number(1) if node.has("multiply") else 1
    if not multiply:
        node.child("multiply").fault("“multiply” can't be 0: every score would be the same.")
    # A guess must not stand in for an answer about self-harm.
    never = [*item_ids(node, "never_prorate", items), *(each for each in listed if items[each].self_harm)]
    for item_id in never:
        if item_id not in listed:
            node.child("never_prorate").fault(f"“{item_id}” is never prorated but not part of the score.")
    return Score(
        id=Node(score_id, node.file, node.line, node.faults).identifier(),
        method=method,
        items=tuple(listed),
        ranges={key: ends for key, ends in ranges.items() if key in listed},
        reverse=frozenset(reverse) & frozenset(ranges),
        answered=answered or 0.8,
        multiply=multiply or 1,
        add=(node.child("add").number(0) if node.has("add") else 0) or 0,
        better=node.child("better").one_of(("lower", "higher"), "higher") if node.has("better") else None,
        cutoffs=cutoffs(node, languages),
        never_prorate=frozenset(never),
    )


def item_ids(node: Node, key: str, items: Mapping[str, Item]) -> list[str]:
    """A list of known items with numbers."""
    found = []
    for element in node.child(key).elements() if node.has(key) else ():
        item_id = element.text()
        if item_id not in items:
            element.fault(f"There is no item “{item_id}” in this instrument.")
        elif not items[item_id].numeric:
            element.fault(f"“{item_id}” has no numbers for answers, so no score can hold it.")
        elif item_id in found:
            element.fault(f"“{item_id}” stands here twice.")
        else:
            found.append(item_id)
    return found


def cutoffs(node: Node, languages: Sequence[str]) -> tuple[Cutoff, ...]:
    """The cut-offs in rising order."""
    found = []
    for element in node.child("cutoffs").elements() if node.has("cutoffs") else ():
        if element.keys(("at", "label")):
            found.append(Cutoff(element.child("at").number(0) or 0, element.child("label").words(languages)))
    if [cutoff.at for cutoff in found] != sorted({cutoff.at for cutoff in found}):
        node.child("cutoffs").fault("Cut-offs rise from one to the next.")
    return tuple(found)
