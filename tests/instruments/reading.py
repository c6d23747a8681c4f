"""Short ways to read a document in these tests."""

from surveys.instruments.document import Fault, Node, read_document
from surveys.instruments.instrument import Instrument, read_instrument
from surveys.instruments.items import Item


def node_of(text: str) -> Node:
    """The root of a text, with its faults."""
    return read_document(text, "x.yaml", [])


def sentences(faults: list[Fault]) -> list[str]:
    """The faults as they are told."""
    return [str(fault) for fault in sorted(set(faults))]


def instrument_of(items: str, rest: str = "") -> tuple[Instrument, list[str]]:
    """An instrument of these items, and its faults."""
    node = node_of(f"instrument: x\ntitle: A title\nitems:\n{items}\n{rest}")
    assert node.value is not None, sentences(node.faults)
    return read_instrument(node, ["en"]), sentences(node.faults)


def item_of(keys: str) -> Item:
    """The item with these keys, which must be free of faults."""
    instrument, faults = instrument_of(f"  - {{id: a, text: How, {keys}}}")
    assert faults == []
    return instrument.items[0]


def faults_of_item(keys: str) -> list[str]:
    """What is wrong with an item, beside one that is right."""
    return instrument_of(f"  - {{id: a, text: How, {keys}}}\n  - {{id: b, text: How, kind: number}}")[1]
