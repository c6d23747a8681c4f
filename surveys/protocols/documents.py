"""A study's documents: as a folder with line numbers, or as they were frozen at publication."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from surveys.instruments.document import DefinitionError, Fault, Node, read_document

LIBRARY = Path(__file__).resolve().parent.parent / "instruments" / "library"
MAX_FILE_BYTES = 1_000_000
MAX_FILES = 500
TEXT_ENDINGS = (".yaml", ".yml", ".md", ".vtt")


class Documents(Protocol):
    """What a definition is read from."""

    faults: list[Fault]
    folder: Path | None

    def protocol(self) -> Node:
        """The root of the protocol."""

    def instrument(self, name: str) -> Node | None:
        """The root of an instrument, the study's own before the library's."""

    def text(self, path: str) -> str | None:
        """A text file."""


@dataclass
class Folder:
    """A study's folder as texts by relative path; films stay where they are."""

    texts: Mapping[str, str]
    folder: Path | None = None
    faults: list[Fault] = field(default_factory=list)

    def protocol(self) -> Node:
        if "protocol.yaml" not in self.texts:
            self.faults.append(Fault("protocol.yaml", 0, "The folder has no protocol.yaml."))
            return Node(None, "protocol.yaml", 0, self.faults)
        return read_document(self.texts["protocol.yaml"], "protocol.yaml", self.faults)

    def instrument(self, name: str) -> Node | None:
        path = f"instruments/{name}.yaml"
        if path in self.texts:
            return read_document(self.texts[path], path, self.faults)
        shipped = LIBRARY / f"{name}.yaml"
        if not shipped.is_file():
            return None
        return read_document(shipped.read_text(encoding="utf-8"), f"library/{name}.yaml", self.faults)

    def text(self, path: str) -> str | None:
        return self.texts.get(path)


@dataclass
class Frozen:
    """The documents of a version."""

    definition: Mapping[str, Any]
    faults: list[Fault] = field(default_factory=list)
    folder: Path | None = None

    def protocol(self) -> Node:
        return Node(self.definition["protocol"], "protocol.yaml", 0, self.faults)

    def instrument(self, name: str) -> Node | None:
        found = self.definition["instruments"].get(name)
        return None if found is None else Node(found, f"instruments/{name}.yaml", 0, self.faults)

    def text(self, path: str) -> str | None:
        found = self.definition["texts"].get(path)
        return None if found is None else str(found)


def read_folder(path: Path) -> Folder:
    """The texts of a study's folder; PATH may be its protocol.yaml. DefinitionError when there is none."""
    folder = path.parent if path.name == "protocol.yaml" else path
    if not folder.is_dir():
        raise DefinitionError([Fault(str(path), 0, "There is no such folder.")])
    texts, faults = {}, []
    for file in sorted(folder.rglob("*"))[:MAX_FILES]:
        name = file.relative_to(folder).as_posix()
        if file.is_symlink() or not file.is_file() or file.suffix not in TEXT_ENDINGS:
            continue
        if file.stat().st_size > MAX_FILE_BYTES:
            faults.append(Fault(name, 0, "The file is too long; a million bytes are the most."))
            continue
        try:
            texts[name] = file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            faults.append(Fault(name, 0, "The file is no UTF-8 text. Save it as UTF-8."))
            continue
        if "\0" in texts[name]:
            faults.append(Fault(name, 0, "The file holds a NUL character."))
            texts[name] = texts[name].replace("\0", "")
    return Folder(texts, folder, faults)
