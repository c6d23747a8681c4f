"""What will be analysed: outcomes, groups, moderators, checks, privacy."""

from collections.abc import Mapping, Sequence
from typing import Any

from surveys.instruments.document import Node, Words, plain
from surveys.instruments.instrument import Instrument
from surveys.protocols.definition import Ask, Exclusion, Group, Occasion, Outcome, Step, walk
from surveys.protocols.read_journey import condition_of


def read_analysis(
    root: Node, instruments: Mapping[str, Instrument], steps: Sequence[Step], languages: Sequence[str]
) -> dict[str, Any]:
    """The analysis fields of a definition, by name."""
    asks = [step for step in walk(tuple(steps)) if isinstance(step, Ask)]
    checks = root.child("checks")
    if root.has("checks"):
        checks.keys((), ("manipulation", "exclude"))
    if root.has("privacy"):
        root.child("privacy").keys((), ("quasi_identifiers", "sensitive", "delete_after"))
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
        "privacy": plain(root.value.get("privacy") or {}),
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
    instrument, _, key = named.text().partition(".")
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
    occasions = read_occasions(node, instrument, asks)
    primary = node.child("primary").text() if node.has("primary") else ""
    if primary and primary not in [occasion.id for occasion in occasions]:
        node.child("primary").fault(f"“{primary}” is none of the outcome's occasions.")
    outcome_id = node.child("id").identifier()
    label: Words = node.child("label").words(languages) if node.has("label") else dict.fromkeys(languages, outcome_id)
    changed = node.child("changed").number() if node.has("changed") else None
    return Outcome(outcome_id, label, instrument, key, is_item, occasions, better or "higher", changed, primary)


def read_occasions(node: Node, instrument: str, asks: Sequence[Ask]) -> tuple[Occasion, ...]:
    """The occasions of an outcome with the steps that ask it then."""
    child = node.child("occasions")
    if child.value == "each":
        child.fault("“occasions: each” belongs to repeat, which is not built yet. List the occasions.")
        return ()
    steps = {ask.occasion or ask.id: ask.id for ask in asks if ask.instrument == instrument}
    found = []
    for each in child.elements():
        if each.text() not in steps:
            each.fault(f"“{instrument}” is not asked on the occasion “{each.text()}”.")
            continue
        found.append(Occasion(each.text(), steps[each.text()]))
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
    return when and Group(group_id, label, when, condition_of(node, "among"), (labels[0], labels[1]))


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
