"""How often steps are repeated: for each of some values, for some days, or whenever there is something to record."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from surveys.instruments.document import Node
from surveys.protocols.definition import Day, Event, Step

KEY_LENGTH = 32
MOST_VALUES = 200
MOST_DAYS = 366
MOST_EVENTS = 100
MOST_WINDOWS = 24
DAY_MINUTES = 24 * 60
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
STARTS = {"next day": 1, "same day": 0}
WAYS = ("page", "email", "calendar")


@dataclass(frozen=True)
class Rounds:
    """The keys of the occurrences, and what each one begins with."""

    keys: tuple[str, ...]
    first: Callable[[int], tuple[Step, ...]] = lambda number: ()
    name: str = ""
    shuffled: bool = False
    on_demand: bool = False


def read_rounds(node: Node, step_id: str) -> Rounds | None:
    """The rounds of a repeat; None, with a fault, when they can't be read."""
    if node.has("each"):
        return each(node)
    if node.has("days"):
        return days(node, step_id)
    if node.has("on"):
        return on_demand(node, step_id)
    node.fault("A repeat has “each” with “as”, or “days” with “windows”, or “on: demand” with “up_to”.")
    return None


def each(node: Node) -> Rounds | None:
    """Once for each value."""
    node.keys(("each", "as"), ("order",))
    keys = [element.identifier(dashed=True) for element in node.child("each").elements()]
    if not 0 < len(keys) <= MOST_VALUES or any(len(key) > KEY_LENGTH for key in keys):
        node.child("each").fault(f"“each” lists 1 to {MOST_VALUES} values of up to {KEY_LENGTH} characters.")
        return None
    # Columns write _ for -, so a-b and a_b would be one.
    if len({key.lower().replace("-", "_") for key in keys}) < len(keys):
        node.child("each").fault("A value stands here twice.")
        return None
    shuffled = node.has("order") and node.child("order").one_of(("fixed", "random"), "fixed") == "random"
    return Rounds(tuple(keys), name=node.child("as").identifier() if node.has("as") else "", shuffled=shuffled)


def days(node: Node, step_id: str) -> Rounds | None:
    """A diary: each day's windows in the person's own time."""
    node.keys(("days", "windows"), ("starts", "remind"))
    count = node.child("days").integer(1)
    if not 1 <= count <= MOST_DAYS:
        node.child("days").fault(f"A diary has 1 to {MOST_DAYS} days.")
        return None
    windows = [window for element in node.child("windows").elements() if (window := read_window(element)) is not None]
    if not windows:
        node.child("windows").fault('A diary needs at least one window, such as ["20:00", "23:00"].')
        return None
    again = [(opens + DAY_MINUTES, closes) for opens, closes in windows[:1]]
    if len(windows) > MOST_WINDOWS:
        node.child("windows").fault(f"A day has {MOST_WINDOWS} windows at most.")
        return None
    if any(after[0] < before[1] for before, after in pairwise([*windows, *again])):
        node.child("windows").fault("The windows of a day come one after the other and don't overlap.")
    remind = read_ways(node)
    starts = STARTS[node.child("starts").one_of(STARTS, "next day")] if node.has("starts") else 1
    keyed = {
        f"d{day + 1}" if len(windows) == 1 else f"d{day + 1}w{number}": (day + starts, *window)
        for day in range(count)
        for number, window in enumerate(windows, 1)
    }
    entries = [
        Day(id=f"{step_id}.{key}", occurrence=key, number=day, opens=opens, closes=closes, remind=remind)
        for key, (day, opens, closes) in keyed.items()
    ]
    return Rounds(tuple(keyed), first=lambda number: (entries[number],))


def read_ways(node: Node) -> tuple[str, ...]:
    """The ways in which people are reminded, each once; none where nothing is said."""
    elements = node.child("remind").elements() if node.has("remind") else ()
    return tuple(dict.fromkeys(each.one_of(WAYS, WAYS[0]) for each in elements))


def read_window(node: Node) -> tuple[int, int] | None:
    """Two times of day in minutes after midnight."""
    times = [CLOCK.fullmatch(element.text()) for element in node.elements()]
    if len(times) != 2 or not all(times) or times[0] is None or times[1] is None or times[0][0] == times[1][0]:
        node.fault('A window is two times of day in quotes, such as ["20:00", "23:00"].')
        return None
    opens, closes = (60 * int(match[1]) + int(match[2]) for match in times if match is not None)
    return opens, closes if closes > opens else closes + DAY_MINUTES


def on_demand(node: Node, step_id: str) -> Rounds | None:
    """Records of events: as many as the person has, up to a number."""
    node.keys(("on", "up_to"))
    node.child("on").one_of(("demand",), "demand")
    most = node.child("up_to").integer(1) if node.has("up_to") else 1
    if not 1 <= most <= MOST_EVENTS:
        node.child("up_to").fault(f"“up_to” is from 1 to {MOST_EVENTS}.")
        return None
    keys = tuple(f"e{number}" for number in range(1, most + 1))
    return Rounds(
        keys, first=lambda number: (Event(id=f"{step_id}.{keys[number]}", occurrence=keys[number]),), on_demand=True
    )
