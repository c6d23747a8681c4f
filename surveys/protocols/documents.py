"""A study's documents: as a folder with line numbers, or as they were frozen at publication."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from surveys.instruments.document import ID, DefinitionError, Fault, Node, read_document

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
    # Reading is slow and notes faults, so each document is read once.
    read: dict[str, Node] = field(default_factory=dict)

    def protocol(self) -> Node:
        if "protocol.yaml" not in self.texts:
            self.faults.append(Fault("protocol.yaml", 0, "The folder has no protocol.yaml."))
            return Node(None, "protocol.yaml", 0, self.faults)
        return self.document("protocol.yaml", self.texts["protocol.yaml"])

    def instrument(self, name: str) -> Node | None:
        path = f"instruments/{name}.yaml"
        if path in self.texts:
            return self.document(path, self.texts[path])
        # A name that is no id could lead out of the library.
        shipped = LIBRARY / f"{name}.yaml"
        if not ID.fullmatch(name) or not shipped.is_file():
            return None
        return self.document(f"library/{name}.yaml", shipped.read_text(encoding="utf-8"))

    def document(self, path: str, text: str) -> Node:
        """The root of a document, read once."""
        if path not in self.read:
            self.read[path] = read_document(text, path, self.faults)
        return self.read[path]

    def text(self, path: str) -> str | None:
        return self.texts.get(path)


@dataclass
class Frozen:
    """The documents of a version, as JSON texts: the database would put an object's keys in another order."""

    definition: Mapping[str, Any]
    faults: list[Fault] = field(default_factory=list)
    folder: Path | None = None

    def protocol(self) -> Node:
        return Node(json.loads(self.definition["protocol"]), "protocol.yaml", 0, self.faults)

    def instrument(self, name: str) -> Node | None:
        found = self.definition["instruments"].get(name)
        return None if found is None else Node(json.loads(found), f"instruments/{name}.yaml", 0, self.faults)

    def text(self, path: str) -> str | None:
        found = self.definition["texts"].get(path)
        return None if found is None else str(found)


def read_folder(path: Path) -> Folder:
    """The texts of a study's folder; PATH may be its protocol.yaml. DefinitionError when there is none."""
    folder = path.parent if path.name == "protocol.yaml" else path
    if not folder.is_dir():
        raise DefinitionError([Fault(str(path), 0, "There is no such folder.")])
    texts: dict[str, str] = {}
    faults: list[Fault] = []
    for name, file in files_of(folder):
        if file.is_symlink():
            faults.append(Fault(name, 0, "This is a link. Put the file itself into the folder."))
        elif len(texts) == MAX_FILES:
            faults.append(Fault(str(path), 0, f"The folder has too many texts; {MAX_FILES} are the most."))
            break
        elif (text := read_text(name, file, faults)) is not None:
            texts[name] = text
    return Folder(texts, folder, faults)


def files_of(folder: Path) -> Iterator[tuple[str, Path]]:
    """The folder's texts and links by relative path; hidden files and folders are nobody's study."""
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder)
        hidden = any(part.startswith(".") for part in name.parts)
        if not hidden and (file.is_symlink() or (file.suffix in TEXT_ENDINGS and file.is_file())):
            yield name.as_posix(), file


def read_text(name: str, file: Path, faults: list[Fault]) -> str | None:
    """The text of a file; None with a fault when it is too long or no text."""
    try:
        if file.stat().st_size > MAX_FILE_BYTES:
            faults.append(Fault(name, 0, "The file is too long; a million bytes are the most."))
            return None
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        faults.append(Fault(name, 0, "The file is no UTF-8 text. Save it as UTF-8."))
        return None
    except OSError as error:
        faults.append(Fault(name, 0, f"The file can't be read: {error.strerror}."))
        return None
    if "\0" in text:
        faults.append(Fault(name, 0, "The file holds a NUL character."))
    return text.replace("\0", "")
