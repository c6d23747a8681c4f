"""Where people come from, and what they get at the end."""

import re
from collections.abc import Mapping
from typing import Any

from surveys.instruments.document import Node, plain
from surveys.protocols.definition import Part, Recruitment, ScreenOut
from surveys.protocols.read_journey import condition_of

PARAMETER = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")
LINK = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]{1,5})?([/?][^\s\"<>\\]*)?")


def read_recruitment(root: Node) -> Recruitment:
    """The recruitment of a study; `screened_out` may stand at the top of the journey's document too."""
    if not root.has("recruitment"):
        return Recruitment()
    node = root.child("recruitment")
    node.keys((), ("keep", "complete", "screened_out", "target"))
    keep = tuple(each.text() for each in node.child("keep").elements()) if node.has("keep") else ()
    for name in keep:
        if not PARAMETER.fullmatch(name) or name in ("c", "lang"):
            node.child("keep").fault(f"“{name}” can't be a parameter of the start link.")
    parts = {}
    for part, each in node.child("complete").pairs() if node.has("complete") else ():
        each.keys((), ("code", "url"))
        if not each.has("code") and not each.has("url"):
            each.fault(f"The part “{part}” needs a code or a url.")
        url = each.child("url").text() if each.has("url") else ""
        if each.has("url") and not LINK.fullmatch(url):
            each.child("url").fault("The panel's link must begin with https:// and a host, without blanks.")
        parts[part] = Part(each.child("code").text() if each.has("code") else "", url)
    return Recruitment(keep, parts, read_screen_out(node), read_target(node))


def read_screen_out(node: Node) -> ScreenOut | None:
    """Who can't take part."""
    if not node.has("screened_out"):
        return None
    rule = node.child("screened_out")
    rule.keys(("when", "show"))
    when = condition_of(rule, "when")
    return ScreenOut(when, rule.child("show").text()) if when is not None and rule.has("show") else None


def read_target(node: Node) -> Mapping[str, Any]:
    """How many people the study wants, in all or per condition."""
    if not node.has("target"):
        return {}
    target = node.child("target")
    if not target.keys(("completed",), ("per",)):
        return {}
    if target.has("completed") and target.child("completed").integer(1) < 1:
        target.child("completed").fault("The target is at least one person.")
    if target.has("per"):
        target.child("per").one_of(("condition",), "condition")
    found: dict[str, Any] = plain(target.value)
    return found
