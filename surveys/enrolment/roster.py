"""The names of rosters: which list a person's slot comes from, or among whom a minimisation counts."""

from collections.abc import Sequence
from hashlib import blake2b

from surveys.enrolment.models import Participant
from surveys.instruments.expression import Names
from surveys.protocols.definition import Definition


def roster_of(study_id: int, definition: Definition, names: Names, origin: str, key: str = "") -> str:
    """The roster of a person's draw: it goes on across versions while conditions, method and strata stay.

    Simulated and test people have rosters of their own: real ones stay whole.
    """
    apart = "" if origin == Participant.Origin.REAL else f"{origin}:"
    return f"{apart}{roster_prefix(study_id, definition, key)}:{stratum_of(definition.allocation.strata, names)}"


def roster_prefix(study_id: int, definition: Definition, key: str = "") -> str:
    """What the rosters of all strata of a draw have in common."""
    shape = repr(([arm.id for arm in definition.conditions], *definition.allocation.shape, *([key] if key else [])))
    return f"{study_id}:{blake2b(shape.encode(), digest_size=8).hexdigest()}"


def stratum_of(strata: Sequence[str], names: Names) -> str:
    """The values of the strata in one text; hashed where they are long."""
    if not strata:
        return "all"
    # A slash inside a value must not make two strata one.
    values = "/".join(escaped(level) for level in levels_of(strata, names))
    return values if len(values) <= 64 else blake2b(values.encode(), digest_size=16).hexdigest()


def levels_of(items: Sequence[str], names: Names) -> list[str]:
    """The answers to some items, “none” for what was not answered or declined."""
    known = [names.get(name) for name in items]
    return ["none" if value is None else str(value) for value in known]


def escaped(value: str) -> str:
    """A value in which every slash is marked as its own."""
    return value.replace("\\", "\\\\").replace("/", "\\/")
