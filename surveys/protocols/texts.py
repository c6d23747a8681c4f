"""All texts of a study that people read, each with its place and what it says in each language."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.instruments.document import DefinitionError, Node, Path
from surveys.protocols.documents import Folder
from surveys.protocols.read_definition import localised, read_definition, read_languages

# What names an element of a list; a number would change when something is put before it.
NAMES = ("id", "value", "ask")
PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Place:
    """One text: its file, the keys that lead to it, and its wording by language."""

    file: str
    path: Path
    name: str
    said: Mapping[str, str]
    # One wording for all languages.
    shared: bool = False

    @property
    def context(self) -> str:
        """What a translator's file calls the place."""
        return f"{self.file}: {self.name}"


def languages_of(folder: Folder) -> tuple[str, ...]:
    """The study's languages, as far as they can be read."""
    return read_languages(Node(folder.protocol().value, "protocol.yaml"))


def places_of(folder: Folder) -> list[Place]:
    """Every text of a study, those of its instruments and text files included; faults don't matter."""
    languages = languages_of(folder)
    try:
        read_definition(folder)
    except DefinitionError:
        pass
    found = []
    for file, root in folder.read.items():
        found += [place_in(file, root, path, languages) for path in root.spoken]
    return [*filter(said_in(languages[0]), found), *text_places(folder.texts, languages)]


def said_in(first: str) -> Any:
    """Whether there is something to translate."""
    return lambda place: bool(place.said.get(first, "").strip())


def place_in(file: str, root: Node, path: Path, languages: Sequence[str]) -> Place:
    """A text of a document."""
    value = root.value
    names = []
    for key in path:
        value = value[key]
        names.append(name_of(value, key))
    shared = not isinstance(value, Mapping)
    said = {languages[0]: str(value or "")} if shared else {str(key): str(text) for key, text in value.items() if text}
    return Place(file, path, ".".join(names), said, shared)


def name_of(value: Any, key: Any) -> str:
    """What a step of the way to a text is called."""
    if isinstance(key, int) and isinstance(value, Mapping):
        return next((str(value[name]) for name in NAMES if isinstance(value.get(name), str | int)), str(key))
    return str(key)


def text_places(texts: Mapping[str, str], languages: Sequence[str]) -> Iterator[Place]:
    """The paragraphs of the text files; a file as a whole where its translation has other paragraphs."""
    for file in sorted(texts):
        if not file.endswith(".md") or language_in(file, languages):
            continue
        said = {
            language: texts[localised(file, language)] for language in languages if localised(file, language) in texts
        }
        said.setdefault(languages[0], texts[file])
        parts = {language: paragraphs(text) for language, text in said.items()}
        if len({len(each) for each in parts.values()}) > 1:
            yield Place(file, (), "whole", {language: text.strip() for language, text in said.items()})
            continue
        for number in range(len(parts[languages[0]])):
            each = {language: part[number] for language, part in parts.items()}
            yield Place(file, (number,), f"paragraph {number + 1}", each)


def paragraphs(text: str) -> list[str]:
    """A text's paragraphs."""
    return [part for part in PARAGRAPHS.split(text.strip()) if part]


def language_in(file: str, languages: Sequence[str]) -> str:
    """The language that a text file's name gives it; empty for the plain name."""
    return next((language for language in languages if file.endswith(f".{language}.md")), "")


def unspoken(places: Sequence[Place]) -> list[Place]:
    """Texts with letters that serve all languages by one wording: meant so, or forgotten."""
    return [place for place in places if place.shared and LETTER.search(" ".join(place.said.values()))]
