"""Until when findings stay blinded: until so many people reached the end, or until a day."""

import re
from datetime import date, datetime

from surveys.instruments.document import Node
from surveys.protocols.design import Stop

COMPLETED = re.compile(r"completed ([1-9][0-9]{0,6})")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
HOW = "Write “completed 300” (people who reached the end of the journey) or a day like 2027-03-01."


def read_blinded(root: Node) -> Stop | None:
    """The declared stop; None for a study that isn't blinded."""
    if not root.has("blinded"):
        return None
    node = root.child("blinded")
    if not node.keys(("until",)) or not node.child("until"):
        return None
    until = node.child("until")
    stop = stop_of(until.value)
    if stop is None:
        until.fault(f"“{until.value}” is no end of blinding. {HOW}")
    return stop


def stop_of(value: object) -> Stop | None:
    """A count or a day, as YAML or a frozen document has it; None for anything else."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return Stop(day=value)
    if not isinstance(value, str):
        return None
    if found := COMPLETED.fullmatch(value):
        return Stop(completed=int(found[1]))
    try:
        return Stop(day=date.fromisoformat(value)) if DAY.fullmatch(value) else None
    except ValueError:
        return None
