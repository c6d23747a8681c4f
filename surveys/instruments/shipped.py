"""The instruments of the library, as files and as what stands in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from surveys.instruments.document import Node, read_document
from surveys.instruments.instrument import Instrument, read_instrument
from surveys.instruments.skeleton import filled, is_skeleton

LIBRARY = Path(__file__).resolve().parent / "library"
# The library is described in the language that each of its files has.
LANGUAGE = "en"
HEAD = re.compile(r"(?:#.*\n)+")


@dataclass(frozen=True)
class Shipped:
    """An instrument's file: its text, what its first lines say of it, and what is in it."""

    text: str
    about: str
    instrument: Instrument
    skeleton: bool
    # What has to be compared with the published form.
    confirm: str

    @property
    def name(self) -> str:
        """The instrument's id."""
        return self.instrument.id

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that its title is there in."""
        return tuple(self.instrument.title)


def shipped() -> Iterator[Shipped]:
    """Every instrument of the library, by name."""
    for path in sorted(LIBRARY.glob("*.yaml")):
        yield read_shipped(path)


def read_shipped(path: Path) -> Shipped:
    """The instrument of a file; of a skeleton its structure."""
    text = path.read_text(encoding="utf-8")
    node = read_document(text, path.name, [])
    open_places = is_skeleton(node)
    instrument = read_instrument(filled(node) if open_places else node, [LANGUAGE])
    return Shipped(text, about(text), instrument, open_places, confirm(node))


def about(text: str) -> str:
    """What a file's first comment says."""
    head = HEAD.match(text)
    return " ".join(line.lstrip("# ") for line in head[0].splitlines()) if head else ""


def confirm(node: Node) -> str:
    """What stands under “confirm”."""
    return node.child("confirm").text() if node.has("confirm") else ""
