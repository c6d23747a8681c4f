"""What a film's step asks while it plays, from the document: a slider, and a button for tears."""

from collections.abc import Sequence

from surveys.instruments.document import Node, Words
from surveys.protocols.film_source import Trace
from surveys.protocols.short_words import short_words

LOWEST, HIGHEST = -1000, 1000


def read_trace(node: Node, languages: Sequence[str]) -> Trace | None:
    """The slider under `trace`; None where there is none, or none that can be read."""
    if not node.has("trace"):
        return None
    trace = node.child("trace")
    if not trace.keys(("label",), ("ends", "from", "to")) or not trace.child("label"):
        return None
    low = trace.child("from").integer(0) if trace.has("from") else 0
    high = trace.child("to").integer(100) if trace.has("to") else 100
    if not LOWEST <= low < high <= HIGHEST:
        trace.fault(f"“from” is below “to”; both are from {LOWEST:,} to {HIGHEST:,}.")
    return Trace(short_words(trace.child("label"), languages), read_ends(trace, languages), low, high)


def read_ends(trace: Node, languages: Sequence[str]) -> tuple[Words, ...]:
    """The words at both ends of the slider; empty where nothing is written."""
    if not trace.has("ends"):
        return ()
    ends = trace.child("ends")
    parts = ends.elements()
    if len(parts) != 2:
        ends.fault("“ends” are two: the words at the low end, and those at the high end.")
    return tuple(short_words(part, languages) for part in parts)


def read_marker(node: Node, languages: Sequence[str]) -> Words:
    """What stands on the button under `marker`; empty where there is none."""
    if not node.has("marker"):
        return {}
    marker = node.child("marker")
    if not marker.keys(("label",)) or not marker.child("label"):
        return {}
    return short_words(marker.child("label"), languages)
