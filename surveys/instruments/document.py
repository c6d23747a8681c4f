"""Reading YAML documents with their line numbers, collecting every fault instead of stopping at the first."""

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.scalarfloat import ScalarFloat
from ruamel.yaml.scalarint import ScalarInt
from ruamel.yaml.scanner import Scanner

ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")
DASHED_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
LARGEST_NUMBER = 1e15
MAX_DOCUMENT_CHARACTERS = 1_000_000
# A few kilobytes of aliases that point at aliases unfold to gigabytes.
MAX_DOCUMENT_NODES = 100_000
MAX_DOCUMENT_LEVELS = 50
# The parser takes seconds over a few hundred brackets that open one after the other.
BRACKETS = re.compile(r"(?:[\[{]\s*){40}")
# The database can't keep NUL, and no file can hold half of a surrogate pair.
UNKEEPABLE = re.compile(r"[\0\ud800-\udfff]")

Words = Mapping[str, str]


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong in a document, with its place."""

    file: str
    line: int
    sentence: str
    # The language in which a text is missing, where that is the fault.
    language: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.sentence}"


class DefinitionError(Exception):
    """A document that can't be used; carries every fault."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = sorted(gathered(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def gathered(faults: Collection[Fault]) -> list[Fault]:
    """The faults, with one list a language of the texts that are missing where there are several."""
    found = [fault for fault in faults if not fault.language]
    for language in dict.fromkeys(fault.language for fault in sorted(faults) if fault.language):
        missing = sorted(fault for fault in faults if fault.language == language)
        if len(missing) > 1:
            files: dict[str, list[str]] = {}
            for fault in missing:
                files.setdefault(fault.file, []).extend([str(fault.line)] if fault.line else [])
            where = "; ".join(f"{file}, line {', '.join(lines)}" if lines else file for file, lines in files.items())
            sentence = f"{len(missing)} texts are missing in “{language}”: {where}."
            missing = [Fault("protocol.yaml", 0, sentence, language)]
        found += missing
    return found


# Where a person's texts stand in a document: the keys that lead to each.
Path = tuple[Any, ...]


@dataclass
class Node:
    """A value of a document, with its file, its line and the list that faults go to."""

    value: Any
    file: str
    line: int = 0
    faults: list[Fault] = field(default_factory=list)
    # The keys that lead here; None for what stands in no document.
    path: Path | None = None
    # Of the whole document, the places that were read as texts for people.
    spoken: dict[Path, None] = field(default_factory=dict)

    def fault(self, sentence: str) -> None:
        """Note a fault at this place."""
        self.faults.append(Fault(self.file, self.line, sentence))

    def missing(self, sentence: str, language: str) -> None:
        """Note that a text is missing in a language."""
        self.faults.append(Fault(self.file, self.line, sentence, language))

    def child(self, key: Any) -> "Node":
        """The value below a key or index, None where there is none."""
        if isinstance(self.value, list) and isinstance(key, int):
            value = self.value[key]
        else:
            value = self.value.get(key) if isinstance(self.value, Mapping) else None
        path = None if self.path is None else (*self.path, key)
        return Node(value, self.file, self._line_of(key), self.faults, path, self.spoken)

    def _line_of(self, key: Any) -> int:
        places = getattr(getattr(self.value, "lc", None), "data", None) or {}
        return places[key][0] + 1 if key in places else self.line

    def __bool__(self) -> bool:
        return self.value is not None

    def has(self, key: str) -> bool:
        """Whether a mapping has this key."""
        return isinstance(self.value, Mapping) and key in self.value

    def pairs(self) -> Iterator[tuple[str, "Node"]]:
        """The pairs of a mapping; a fault if it is none."""
        if not isinstance(self.value, Mapping):
            if self.value is not None:
                self.fault("Here a mapping of keys and values is needed.")
            return
        for key in self.value:
            yield str(key), self.child(key)

    def elements(self) -> list["Node"]:
        """The elements of a list; a fault if it is none."""
        if self.value is None:
            return []
        if not isinstance(self.value, list):
            self.fault("Here a list is needed.")
            return []
        return [self.child(index) for index in range(len(self.value))]

    def keys(self, required: Collection[str] = (), optional: Collection[str] = (), later: Collection[str] = ()) -> bool:
        """Check the keys of a mapping: all of `required`, none but these; those of `later` are refused by name."""
        if not isinstance(self.value, Mapping):
            self.fault("Here a mapping of keys and values is needed.")
            return False
        for key in self.value:
            if key in later:
                self.child(key).fault(f"“{key}” is not built yet. Leave it out for now.")
            elif key not in required and key not in optional:
                known = ", ".join(sorted({*required, *optional}))
                self.child(key).fault(f"There is no key called “{key}” here. Use one of {known}.")
            elif key in optional and self.value[key] is None:
                self.child(key).fault(f"“{key}” is empty. Fill it in or leave it out.")
        for key in required:
            if self.value.get(key) is None:
                self.fault(f"The key “{key}” is missing.")
        return True

    def text(self, default: str = "") -> str:
        """A string; numbers are taken as they are written, and refused where that would be lost (0123, 1.10)."""
        if isinstance(self.value, str):
            return str(self.value)
        if isinstance(self.value, int | float) and not isinstance(self.value, bool):
            if not as_written(self.value):
                self.fault(f"As a number this reads {self.value}. Put it in quotes to keep it as it is written.")
            return str(self.value)
        if self.value is not None:
            self.fault("Here a text is needed. Put it in quotes if it is one.")
        return default

    def identifier(self, *, dashed: bool = False) -> str:
        """An id by the rule of the format."""
        text = self.text()
        if not (DASHED_ID if dashed else ID).fullmatch(text):
            also, longest = ("_ or -", 64) if dashed else ("_", 32)
            rule = f"Begin with a letter; use letters, digits and {also}, up to {longest}"
            self.fault(f"“{text}” can't be an id. {rule}.")
        return text

    def words(self, languages: Sequence[str]) -> Words:
        """A text per language: a string serves all, a mapping has one for each."""
        if self.path is not None:
            self.spoken[self.path] = None
        if isinstance(self.value, Mapping):
            for language in languages:
                if self.value.get(language) is None:
                    self.missing(f"The text in “{language}” is missing.", language)
            for key in self.value:
                if not LANGUAGE.fullmatch(str(key)):
                    self.child(key).fault(f"“{key}” is no language code. Write one like en or pt-BR.")
            return {key: node.text() for key, node in self.pairs()}
        text = self.text()
        return dict.fromkeys(languages, text)

    def number(self, default: float | None = None) -> float | None:
        """A number; an integer stays one."""
        if isinstance(self.value, int | float) and not isinstance(self.value, bool):
            if abs(self.value) <= LARGEST_NUMBER:
                return int(self.value) if isinstance(self.value, int) else float(self.value)
            self.fault("This number is too large, or it is none.")
            return default
        if self.value is not None:
            self.fault("Here a number is needed.")
        return default

    def integer(self, default: int = 0) -> int:
        """A whole number."""
        number = self.number(default)
        if number is None or number != int(number):
            self.fault("Here a whole number is needed.")
            return default
        return int(number)

    def flag(self, default: bool = False) -> bool:
        """True or false."""
        if isinstance(self.value, bool):
            return self.value
        if self.value is not None:
            self.fault("Write true or false.")
        return default

    def one_of(self, values: Collection[str], default: str) -> str:
        """One of some words."""
        text = self.text(default)
        if text not in values:
            self.fault(f"“{text}” is not possible here. Use one of {', '.join(values)}.")
            return default
        return text


def as_written(number: float) -> bool:
    """Whether a number prints as it stands in the document: 0123, 0x1F, 1_000, 1e3 and 1.10 don't."""
    if isinstance(number, ScalarInt):
        kept = type(number) is ScalarInt and not getattr(number, "_underscore", None)
        return kept and getattr(number, "_width", None) in (None, len(str(int(number))))
    if isinstance(number, ScalarFloat):
        width: int = getattr(number, "_width", 0)
        return len(str(float(number))) == width
    return math.isfinite(number)


def read_document(text: str, file: str, faults: list[Fault]) -> Node:
    """The root node of a YAML 1.2 text; its value is None, with a fault noted, when it can't be read."""
    if len(text) > MAX_DOCUMENT_CHARACTERS:
        faults.append(Fault(file, 0, f"The file is too long; {MAX_DOCUMENT_CHARACTERS:,} characters are the most."))
        return Node(None, file, 0, faults)
    value = None
    try:
        if BRACKETS.search(text):
            raise ValueError("brackets are nested too deep")
        yaml = YAML(typ="rt")
        # Line numbers are needed here, comments aren't: a sixth of the time is for gathering them.
        yaml.Scanner = Scanner
        value = yaml.load(StringIO(text))
        plain(value)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        faults.append(Fault(file, line, f"This is no YAML: {error.problem or error.context}."))
        value = None
    except RecursionError:
        faults.append(Fault(file, 0, "This is no YAML: it is nested too deep."))
    except (YAMLError, ValueError) as error:
        faults.append(Fault(file, 0, f"This is no YAML: {' '.join(str(error).split())}."))
        value = None
    except Exception as error:  # The parser leaks what went wrong inside it: TypeError, KeyError, AssertionError …
        faults.append(Fault(file, 0, f"This is no YAML that can be read: {error!r}."))
    root = Node(value, file, 1, faults, ())
    if "\\" in text:
        refuse_unkeepable(root)
    return root


def refuse_unkeepable(node: Node) -> None:
    """A fault for each text with a character that can't be stored; only an escape can bring one in."""
    if isinstance(node.value, str) and UNKEEPABLE.search(node.value):
        node.fault("This text holds a character that can't be stored (NUL or half of a pair).")
    if isinstance(node.value, Mapping):
        for key in node.value:
            if UNKEEPABLE.search(str(key)):
                node.child(key).fault("This key holds a character that can't be stored.")
            refuse_unkeepable(node.child(key))
    if isinstance(node.value, list):
        for element in node.elements():
            refuse_unkeepable(element)


def plain(value: Any) -> Any:
    """A document as plain dicts, lists, strings and numbers; ValueError when it unfolds to too much."""
    count = 0

    def unfold(part: Any, depth: int) -> Any:
        nonlocal count
        count += 1
        if count > MAX_DOCUMENT_NODES or depth > MAX_DOCUMENT_LEVELS:
            raise ValueError("it unfolds to too many values")
        if isinstance(part, Mapping):
            return {str(key): unfold(inner, depth + 1) for key, inner in part.items()}
        if isinstance(part, list):
            return [unfold(inner, depth + 1) for inner in part]
        if part is None or isinstance(part, bool):
            return part
        if isinstance(part, int):
            return int(part)
        if isinstance(part, float):
            return float(part)
        return str(part)

    return unfold(value, 0)
