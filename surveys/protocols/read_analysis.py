"""What will be analysed: outcomes, groups, moderators, checks, privacy."""

from collections.abc import Mapping, Sequence
from typing import Any

from surveys.instruments.document import Node, Words
from surveys.instruments.instrument import Instrument
from surveys.protocols.definition import Ask, Exclusion, Group, Occasion, Outcome, Step, walk
from surveys.protocols.read_journey import condition_of, duration


def read_analysis(
    root: Node, instruments: Mapping[str, Instrument], steps: Sequence[Step], languages: Sequence[str]
) -> dict[str, Any]:
    """The analysis fields of a definition, by name."""
    asks = [step for step in walk(tuple(steps)) if isinstance(step, Ask)]
    checks = root.child("checks")
    if root.has("checks"):
        checks.keys((), ("manipulation", "exclude"))
    return {
        "outcomes": tuple(
            outcome
            for node in (root.child("outcomes").elements() if root.has("outcomes") else ())
            if (outcome := read_outcome(node, instruments, asks, languages)) is not None
        ),
        "groups": tuple(
            group
            for node in (root.child("groups").elements() if root.has("groups") else ())
            if (group := read_group(node, languages)) is not None
        ),
        "moderators": tuple(each.text() for each in root.child("moderators").elements())
        if root.has("moderators")
        else (),
        "manipulation": read_manipulation(checks),
        "exclusions": read_exclusions(checks),
        "privacy": read_privacy(root),
    }


def read_outcome(
    node: Node, instruments: Mapping[str, Instrument], asks: Sequence[Ask], languages: Sequence[str]
) -> Outcome | None:
    """A score or an item over occasions, the first of which is the baseline."""
    if not node.keys(("id", "occasions"), ("label", "score", "item", "better", "changed", "primary")):
        return None
    if node.has("score") == node.has("item"):
        node.fault("An outcome is either a score or an item.")
        return None
    is_item = node.has("item")
    named = node.child("item" if is_item else "score")
    asked, _, key = named.text().rpartition(".")
    at_hand = [ask for ask in asks if asked in (ask.instrument, ask.base, ask.id)]
    instrument = at_hand[0].instrument if at_hand else ""
    found = instruments.get(instrument)
    if found is None or not (found.item(key) if is_item else found.score(key)):
        named.fault(f"There is no {'item' if is_item else 'score'} “{named.text()}” that the journey asks.")
        return None
    item, score = found.item(key), found.score(key)
    if is_item and item is not None and not item.numeric:
        named.fault(f"“{named.text()}” has no numbers for answers.")
    better = node.child("better").one_of(("lower", "higher"), "higher") if node.has("better") else ""
    better = better or (score.better if score and not is_item else None) or ""
    if not better:
        node.fault("Say which is better: “better: lower” or “better: higher”.")
    occasions = read_occasions(node, asked, at_hand)
    primary = node.child("primary").text() if node.has("primary") else ""
    if primary and primary not in [occasion.id for occasion in occasions]:
        node.child("primary").fault(f"“{primary}” is none of the outcome's occasions.")
    outcome_id = node.child("id").identifier()
    label: Words = node.child("label").words(languages) if node.has("label") else dict.fromkeys(languages, outcome_id)
    changed = node.child("changed").number() if node.has("changed") else None
    if changed is not None and node.child("occasions").value == "each":
        node.child("changed").fault("With “occasions: each” there is no baseline, so nothing can be “changed”.")
    if changed is not None and changed <= 0:
        node.child("changed").fault("“changed” is a number of points above 0.")
    return Outcome(
        outcome_id,
        label,
        instrument,
        key,
        is_item,
        occasions,
        better or "higher",
        changed,
        primary,
        has_baseline=node.child("occasions").value != "each",
    )


def read_occasions(node: Node, instrument: str, asks: Sequence[Ask]) -> tuple[Occasion, ...]:
    """The occasions of an outcome with the steps that ask it then."""
    child = node.child("occasions")
    if child.value == "each":
        repeated = tuple(Occasion(ask.occurrence, ask.id) for ask in asks if ask.occurrence)
        if not repeated or len({ask.base for ask in asks if ask.occurrence}) > 1:
            child.fault(
                f"“each” is for what one repeat asks once an occurrence; “{instrument}” is not. List occasions."
            )
        return repeated
    steps = {ask.occasion or ask.id: ask.id for ask in asks if not ask.occurrence}
    found: list[Occasion] = []
    for each in child.elements():
        if each.text() not in steps:
            each.fault(f"“{instrument}” is not asked on the occasion “{each.text()}”.")
        elif each.text() in [occasion.id for occasion in found]:
            each.fault(f"The occasion “{each.text()}” stands here twice.")
        else:
            found.append(Occasion(each.text(), steps[each.text()]))
    if child.value == []:
        child.fault("An outcome needs at least one occasion.")
    return tuple(found)


def read_group(node: Node, languages: Sequence[str]) -> Group | None:
    """People by something observed."""
    if not node.keys(("id", "when"), ("label", "among", "labels")):
        return None
    when = condition_of(node, "when")
    group_id = node.child("id").identifier() if node.has("id") else ""
    label: Words = node.child("label").words(languages) if node.has("label") else dict.fromkeys(languages, group_id)
    labels = [each.words(languages) for each in node.child("labels").elements()] if node.has("labels") else []
    if node.has("labels") and len(labels) != 2:
        node.child("labels").fault("A group has two labels: [of those who are not in it, of those who are].")
    if len(labels) != 2:
        labels = [dict.fromkeys(languages, "No"), dict.fromkeys(languages, "Yes")]
    among = condition_of(node, "among")
    return Group(group_id, label, when, among, (labels[0], labels[1])) if when is not None else None


def read_manipulation(checks: Node) -> dict[str, Any]:
    """The manipulation check's target rating and the others."""
    if not checks or not checks.has("manipulation"):
        return {}
    node = checks.child("manipulation")
    node.keys(("target",), ("others",))
    return {
        "target": node.child("target").text(),
        "others": [each.text() for each in node.child("others").elements()] if node.has("others") else [],
    }


def read_exclusions(checks: Node) -> tuple[Exclusion, ...]:
    """The flags for the per-protocol analysis."""
    found = []
    for node in checks.child("exclude").elements() if checks and checks.has("exclude") else ():
        if node.keys(("id", "when")) and (when := condition_of(node, "when")) is not None:
            found.append(Exclusion(node.child("id").identifier(), when))
    return tuple(found)


def read_privacy(root: Node) -> dict[str, Any]:
    """What an export must guard, and when the data go."""
    if not root.has("privacy"):
        return {}
    node, found = root.child("privacy"), dict[str, Any]()
    if not node.keys((), ("quasi_identifiers", "sensitive", "delete_after")):
        return found
    if node.has("quasi_identifiers"):
        pairs = node.child("quasi_identifiers").pairs()
        found["quasi_identifiers"] = {name: read_bands(each) for name, each in pairs}
    if node.has("sensitive"):
        found["sensitive"] = [each.text() for each in node.child("sensitive").elements()]
    if node.has("delete_after"):
        duration(node.child("delete_after"))
        found["delete_after"] = node.child("delete_after").text()
    return found


def read_bands(node: Node) -> dict[str, Any]:
    """The borders of the bands into which a number is put; none are needed for a choice."""
    if not node.keys((), ("bands",)) or not node.has("bands"):
        return {}
    bands = [each.number(0) or 0 for each in node.child("bands").elements()]
    if bands != sorted(set(bands)):
        node.child("bands").fault("Bands rise from one to the next.")
    return {"bands": bands}
