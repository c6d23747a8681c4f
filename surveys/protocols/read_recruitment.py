"""Where people come from, and what they get at the end."""

import re

from surveys.instruments.document import Node, plain
from surveys.protocols.definition import Part, Recruitment, ScreenOut
from surveys.protocols.read_journey import condition_of

PARAMETER = re.compile(r"^[A-Za-z][A-Za-z0-9_]{0,31}$")


def read_recruitment(root: Node) -> Recruitment:
    """The recruitment of a study; `screened_out` may stand at the top of the journey's document too."""
    if not root.has("recruitment"):
        return Recruitment()
    node = root.child("recruitment")
    node.keys((), ("keep", "complete", "screened_out", "target"))
    keep = tuple(each.text() for each in node.child("keep").elements()) if node.has("keep") else ()
    for name in keep:
        if not PARAMETER.match(name) or name in ("c", "lang"):
            node.child("keep").fault(f"“{name}” can't be a parameter of the start link.")
    parts = {}
    for part, each in node.child("complete").pairs() if node.has("complete") else ():
        each.keys((), ("code", "url"))
        url = each.child("url").text() if each.has("url") else ""
        if url and not url.startswith("https://"):
            each.child("url").fault("The panel's link must begin with https://.")
        parts[part] = Part(each.child("code").text() if each.has("code") else "", url)
    target = plain(node.value["target"]) if node.has("target") else {}
    if node.has("target"):
        node.child("target").keys(("completed",), ("per",))
    return Recruitment(keep, parts, read_screen_out(node), target)


def read_screen_out(node: Node) -> ScreenOut | None:
    """Who can't take part."""
    if not node.has("screened_out"):
        return None
    rule = node.child("screened_out")
    rule.keys(("when", "show"))
    when = condition_of(rule, "when")
    return ScreenOut(when, rule.child("show").text()) if when is not None and rule.has("show") else None
