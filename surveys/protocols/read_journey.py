"""The journey's steps from their document."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from surveys.instruments.document import MAX_DOCUMENT_CHARACTERS, Node
from surveys.instruments.expression import Expression, ExpressionError, parse
from surveys.instruments.kinds import KINDS, LATER_KINDS
from surveys.protocols.definition import (
    Allocate,
    Ask,
    AskContact,
    Branch,
    Choose,
    Complete,
    Film,
    Repeat,
    Safety,
    ScreenedOut,
    ScreenOut,
    Show,
    Shuffle,
    Step,
    Timer,
    Wait,
    walk,
)
from surveys.protocols.read_feelings import read_marker, read_trace
from surveys.protocols.read_repeat import read_rounds, read_ways
from surveys.protocols.unfold import filled_length, substituted, unfold

SECONDS = {"second": 1, "s": 1, "minute": 60, "min": 60, "hour": 3600, "h": 3600, "day": 86400}
DURATION = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?) ?(second|s|minute|min|hour|h|day)s?")
MOST_UNFOLDED = 1000
MOST_FILMS = 50
# Longer than anybody keeps data, and far from what a calendar can't hold.
LONGEST = 100 * 366 * 86400


@dataclass
class Reading:
    """How many steps of each kind there were so far, and the place of each in the order of `walk`."""

    languages: Sequence[str] = ("en",)
    counts: dict[str, int] = field(default_factory=dict)
    places: list[Node] = field(default_factory=list)


def read_journey(node: Node, reading: Reading) -> tuple[Step, ...]:
    """The steps of a list, with ids by the rule of the format; faults are noted in the node."""
    return tuple(step for each in node.elements() if (step := read_step(each, reading)) is not None)


def read_step(node: Node, reading: Reading) -> Step | None:
    """One step; None with a fault when it can't be read."""
    if isinstance(node.value, str):
        node = Node({node.value: node.value}, node.file, node.line, node.faults)
    if not isinstance(node.value, Mapping):
        node.fault("A step is a mapping such as “ask: mood”.")
        return None
    for key in node.value:
        if key in LATER_KINDS:
            node.child(key).fault(f"The step “{key}” is not built yet. Leave it out for now.")
            return None
    kind = next((key for key in node.value if key in KINDS), "")
    if not kind:
        named = ", ".join(str(key) for key in node.value)
        node.fault(f"There is no kind of step called “{named}”. Use one of {', '.join(KINDS)}.")
        return None
    shape = KINDS[kind]
    node.keys((kind,), ("id", "when", *shape.optional), shape.later)
    reading.counts[kind] = reading.counts.get(kind, 0) + 1
    common = {"when": condition_of(node, "when")}
    step_id = node.child("id").identifier() if node.has("id") else ""
    position = len(reading.places)
    step = READERS[kind](node, common, step_id, reading)
    if step is not None:
        # A branch stands before its own steps, which were read first.
        reading.places.insert(position, node)
    return step


def condition_of(node: Node, key: str) -> Expression | None:
    """The expression under a key, None where there is none."""
    if not node.has(key):
        return None
    child = node.child(key)
    try:
        return parse(child.text())
    except ExpressionError as error:
        child.fault(str(error))
        return None


def duration(node: Node, default: float = 0) -> float:
    """Seconds of “20 minutes”, “24 h”, “30 days”."""
    match = DURATION.fullmatch(node.text())
    if not match or float(match[1]) * SECONDS[match[2]] > LONGEST:
        node.fault(f"“{node.text()}” is no duration. Write it like “20 minutes”, “24 h” or “30 days”.")
        return default
    return float(match[1]) * SECONDS[match[2]]


def ask(node: Node, common: dict[str, Any], step_id: str, reading: Reading) -> Step:
    instrument = node.child("ask").identifier()
    occasion = node.child("occasion").identifier() if node.has("occasion") else ""
    default = f"{instrument}.{occasion}" if occasion else instrument
    return Ask(id=step_id or default, instrument=instrument, occasion=occasion, **common)


def allocate(node: Node, common: dict[str, Any], step_id: str, reading: Reading) -> Step:
    named = node.child("allocate").value
    factor = "" if named == "allocate" else node.child("allocate").identifier()
    return Allocate(id=step_id or ("allocate" if not factor else f"allocate_{factor}"), factor=factor, **common)


def film(node: Node, common: dict[str, Any], step_id: str, reading: Reading) -> Step | None:
    listed = isinstance(node.child("film").value, list)
    playlist = read_playlist(node.child("film")) if listed else ()
    named = f"film{reading.counts['film']}" if listed else node.child("film").text()
    key = named.removeprefix("condition.") if named.startswith("condition.") else ""
    if named == "condition.":
        node.child("film").fault("Write condition. and a key that the conditions set.")
    watched = node.child("watched").number(0.9) if node.has("watched") else 0.9
    if watched is None or not 0 <= watched <= 1:
        node.child("watched").fault("“watched” is a share from 0 to 1.")
    return Film(
        id=step_id or (("film" if key == "film" else key) or named.replace("-", "_")),
        film="" if key or listed else named,
        condition_key=key,
        playlist=playlist,
        watched=watched or 0.0,
        back=node.has("back") and node.child("back").flag(),
        optional=node.has("optional") and node.child("optional").flag(),
        trace=read_trace(node, reading.languages),
        marker=read_marker(node, reading.languages),
        **common,
    )


def read_playlist(node: Node) -> tuple[str, ...]:
    """The films that play one after the other."""
    films = tuple(each.text() for each in node.elements())
    if not films or len(films) > MOST_FILMS:
        node.fault(f"A playlist names 1 to {MOST_FILMS} films.")
    if any(film.startswith("condition.") for film in films):
        node.fault("A playlist is the same for everybody. Let a condition name one film: “film: condition.film”.")
    return tuple(film for film in films if not film.startswith("condition."))


def wait(node: Node, common: dict[str, Any], step_id: str, reading: Reading) -> Step:
    seconds = duration(node.child("wait"))
    opens = duration(node.child("opens")) if node.has("opens") else seconds
    closes = duration(node.child("closes")) if node.has("closes") else None
    if opens > seconds:
        node.child("opens").fault("“opens” can't be later than the wait itself.")
    if closes is not None and closes <= seconds:
        node.child("closes").fault("“closes” must be later than the wait itself.")
    remind = read_ways(node)
    filler = node.child("filler").text() if node.has("filler") else ""
    if filler and not filler.endswith(".md"):
        node.child("filler").identifier()
    return Wait(
        id=step_id or f"wait{reading.counts['wait']}",
        wait=seconds,
        after=node.child("after").text() if node.has("after") else "",
        opens=opens,
        closes=closes,
        late=node.child("late").one_of(("keep", "skip"), "keep") if node.has("late") else "keep",
        filler_instrument="" if filler.endswith(".md") else filler,
        filler_text=filler if filler.endswith(".md") else "",
        remind=remind,
        **common,
    )


def show(node: Node, common: dict[str, Any], step_id: str, reading: Reading) -> Step:
    named = node.child("show").text()
    if named.startswith("condition."):
        key = named.removeprefix("condition.")
        if not key:
            node.child("show").fault("Write condition. and a key that the conditions set.")
        return Show(id=step_id or key, condition_key=key, **common)
    stem = PurePosixPath(named).stem.replace("-", "_")
    return Show(id=step_id or stem, file=named, **common)


def safety(node: Node, common: dict[str, Any], step_id: str, reading: Reading) -> Step:
    rule = node.child("safety")
    rule.keys(("item",), ("at_least", "rise", "or", "offer"), ("mail_at",))
    rise = rule.child("rise") if rule.has("rise") else None
    if rise:
        rise.keys(("from", "by"))
    if not any(rule.has(key) for key in ("at_least", "rise", "or")):
        rule.fault("A safety rule needs at_least, rise or an “or” expression.")
    return Safety(
        id=step_id or f"safety{reading.counts['safety']}",
        item=rule.child("item").text() if rule.has("item") else "",
        at_least=rule.child("at_least").number() if rule.has("at_least") else None,
        rise_from=rise.child("from").text() if rise and rise.has("from") else "",
        rise_by=rise.child("by").number() if rise and rise.has("by") else None,
        or_=condition_of(rule, "or"),
        offer=rule.child("offer").text() if rule.has("offer") else "",
        **common,
    )


def complete(node: Node, common: dict[str, Any], step_id: str, reading: Reading) -> Step:
    part = node.child("complete").identifier()
    return Complete(id=step_id or part, part=part, **common)


def shuffle(node: Node, common: dict[str, Any], step_id: str, reading: Reading) -> Step:
    number = reading.counts["shuffle"]
    groups = read_groups(node.child("shuffle"), reading)
    return Shuffle(id=step_id or f"shuffle{number}", groups=groups, **common)


def choose(node: Node, common: dict[str, Any], step_id: str, reading: Reading) -> Step:
    inner = node.child("choose")
    inner.keys(("n", "from"))
    number = reading.counts["choose"]
    groups = read_groups(inner.child("from"), reading) if inner.has("from") else ()
    count = inner.child("n").integer(1) if inner.has("n") else 1
    if groups and not 1 <= count <= len(groups):
        inner.child("n").fault(f"“n” is from 1 to {len(groups)}: so many there are to choose from.")
    return Choose(id=step_id or f"choose{number}", groups=groups, count=count, **common)


def read_groups(node: Node, reading: Reading) -> tuple[tuple[Step, ...], ...]:
    """The members of a shuffle or choice; an inner list stays together."""
    groups: list[tuple[Step, ...]] = []
    for element in node.elements():
        if isinstance(element.value, list):
            groups.append(read_journey(element, reading))
        elif (step := read_step(element, reading)) is not None:
            groups.append((step,))
    for step in (step for group in groups for step in group):
        if not isinstance(step, Ask | Show | Film | Timer | Branch) or (isinstance(step, Repeat) and not step.name):
            node.fault(f"“{step.id}” can't stand in a shuffle or choice; ask, show, film, timer and repeat: each can.")
    return tuple(groups)


def repeat(node: Node, common: dict[str, Any], step_id: str, reading: Reading) -> Step | None:
    step_id = step_id or f"repeat{reading.counts['repeat']}"
    rounds = read_rounds(node.child("repeat"), step_id)
    steps = node.child("steps")
    if not steps:
        node.fault("A repeat needs “steps”.")
    if rounds is None or not steps:
        return None
    if rounds.name:
        # Half a megabyte of marks would unfold to gigabytes.
        length = filled_length(steps.value, f"{{{rounds.name}}}", max(rounds.keys, key=len)) * len(rounds.keys)
        if length > MAX_DOCUMENT_CHARACTERS:
            steps.fault(f"Filled in for {len(rounds.keys)} values, these steps are {length:,} characters: too many.")
            return None
    counts = dict(reading.counts)
    groups: list[tuple[Step, ...]] = []
    for number, key in enumerate(rounds.keys):
        # All occurrences count their steps alike, so that each has the same ids.
        reading.counts = dict(counts)
        first = rounds.first(number)
        reading.places += [node] * len(first)
        inner = read_journey(substituted(steps, rounds.name, key) if rounds.name else steps, reading)
        groups.append((*first, *unfold(inner, key)))
        if number == 0 and not repeatable(steps, inner, len(rounds.keys), reading):
            break
    return Repeat(
        id=step_id,
        groups=tuple(groups),
        keys=rounds.keys,
        name=rounds.name,
        shuffled=rounds.shuffled,
        on_demand=rounds.on_demand,
        **common,
    )


def repeatable(node: Node, steps: tuple[Step, ...], times: int, reading: Reading) -> bool:
    """Whether these steps can be repeated so often."""
    for step in steps:
        if not isinstance(step, Ask | Show | Film | Timer | Wait | Safety | Shuffle | Choose):
            node.fault(f"“{step.id}” can't stand in a repeat.")
            return False
    if not steps:
        node.fault("There is nothing to repeat here.")
    # Refused before they are unfolded: a short document could hold millions.
    count, before = len(list(walk(steps))), len(reading.places)
    too_many = before + count * (times - 1) > MOST_UNFOLDED
    if too_many:
        node.fault(f"{times} times {count} steps are too many; a journey has {MOST_UNFOLDED:,} at most.")
    return bool(steps) and not too_many


def timer(node: Node, common: dict[str, Any], step_id: str, reading: Reading) -> Step:
    text = node.child("text").words(reading.languages) if node.has("text") else {}
    seconds = duration(node.child("timer"))
    return Timer(id=step_id or f"timer{reading.counts['timer']}", seconds=seconds, text=text, **common)


def contact(node: Node, common: dict[str, Any], step_id: str, reading: Reading) -> Step:
    node.child("contact").one_of(("email",), "email")
    return AskContact(id=step_id or "contact", **common)


def screened_out(node: Node, common: dict[str, Any], step_id: str, reading: Reading) -> Step | None:
    rule = node.child("screened_out")
    rule.keys(("when", "show"))
    when = condition_of(rule, "when")
    if node.has("when"):
        node.child("when").fault("Write “when” inside of “screened_out”.")
    if when is None or not rule.has("show"):
        return None
    step_id = step_id or f"screened_out{reading.counts['screened_out']}"
    return ScreenedOut(id=step_id, rule=ScreenOut(when, rule.child("show").text()))


READERS = {
    "ask": ask,
    "allocate": allocate,
    "film": film,
    "wait": wait,
    "show": show,
    "safety": safety,
    "complete": complete,
    "shuffle": shuffle,
    "choose": choose,
    "repeat": repeat,
    "timer": timer,
    "screened_out": screened_out,
    "contact": contact,
}
