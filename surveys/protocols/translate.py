"""A study's texts as a file for translators, and their translations taken in again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from surveys.instruments.document import LANGUAGE, UNKEEPABLE, Path
from surveys.instruments.piping import names_piped
from surveys.protocols.documents import LIBRARY, Folder
from surveys.protocols.po import PoError, Unit, head_of_project, language_of, read_po, write_po
from surveys.protocols.read_definition import localised
from surveys.protocols.rewrite import rewritten
from surveys.protocols.texts import Place, languages_of, places_of

SHIPPED = "library/"


class TranslationError(ValueError):
    """A file that can't be taken in at all; the message is a sentence."""


@dataclass
class Taken:
    """The folder's texts with translations, how many there are, and what didn't fit, each with its place."""

    texts: dict[str, str]
    count: int = 0
    problems: list[str] = field(default_factory=list)


def export_texts(folder: Folder, language: str, *, at: datetime) -> str:
    """The PO file of a language: source is the study's first, the translations are those that are there."""
    first = check_language(folder, language)
    units = [
        Unit(place.said[first], (place.said.get(language, ""),), place.context, comments=comments(place))
        for place in places_of(folder)
    ]
    project = folder.protocol().child("study").value
    return write_po([head_of_project(str(project or "study"), language, at), *units])


def comments(place: Place) -> tuple[str, ...]:
    """What helps a translator."""
    names = dict.fromkeys(name for text in place.said.values() for name in names_piped(text))
    return tuple(f"Keep {{{name}}} as it is: the person's answer comes there." for name in names)


def check_language(folder: Folder, language: str) -> str:
    """The study's first language, from which all others are translated; TranslationError for one that can't be."""
    first = languages_of(folder)[0]
    if not LANGUAGE.fullmatch(language):
        raise TranslationError(f"“{language}” is no language code. Write one like de or pt-BR.")
    if language == first:
        raise TranslationError(f"“{language}” is the study's first language; the others are translated from it.")
    return first


def import_texts(folder: Folder, text: str, language: str) -> Taken:
    """Take a translator's file in; what is open stays open, and what doesn't fit is told with its place."""
    first = check_language(folder, language)
    try:
        units = read_po(text)
    except PoError as error:
        raise TranslationError(str(error)) from None
    named = language_of(units)
    if named and named != language:
        raise TranslationError(f"The file says that it is in “{named}”, and not in “{language}”.")
    places = {place.context: place for place in places_of(folder)}
    taken = Taken(dict(folder.texts))
    fitting: dict[str, dict[Path, str]] = {}
    for unit in units:
        if not unit.source or not unit.target.strip():
            continue
        place = places.get(unit.context)
        problem = misfit(unit, place, first)
        if problem:
            taken.problems.append(f"{unit.context or unit.source[:40]}: {problem}")
        elif place is not None:
            fitting.setdefault(place.file, {})[place.path] = unit.target
    for file, translations in fitting.items():
        write_file(taken, folder, file, translations, list(places.values()), first, language)
    return taken


def misfit(unit: Unit, place: Place | None, first: str) -> str:
    """Why a translation can't be taken in; empty where it can."""
    if place is None:
        return "There is no such place in the study (any more)."
    if place.said[first] != unit.source:
        return "The source text has changed since. Export again and check the translation."
    if unit.fuzzy:
        return "The translation is marked as fuzzy. Check it and take the mark away."
    if UNKEEPABLE.search(unit.target):
        return "The translation holds a character that can't be kept."
    needed, given = set(names_piped(unit.source)), set(names_piped(unit.target))
    if needed != given:
        odd = ", ".join(f"{{{name}}}" for name in sorted(needed ^ given))
        return f"The names in braces differ: {odd}. Copy them as they are in the source."
    return ""


def write_file(
    taken: Taken,
    folder: Folder,
    file: str,
    translations: Mapping[Path, str],
    places: Sequence[Place],
    first: str,
    language: str,
) -> None:
    """Write one file's translations into the folder's texts."""
    if file.endswith(".md"):
        write_text(taken, file, translations, [place for place in places if place.file == file], language)
        return
    own, source = file, folder.texts.get(file, "")
    if file.startswith(SHIPPED):
        # The library serves all studies: this one gets a copy of its own.
        name = file.removeprefix(SHIPPED)
        own, source = f"instruments/{name}", (LIBRARY / name).read_text(encoding="utf-8")
    new = {path: text for path, text in translations.items() if said(places, file, path, language) != text}
    if new:
        taken.texts[own] = rewritten(source, new, first=first, language=language)
        taken.count += len(new)


def said(places: Sequence[Place], file: str, path: Path, language: str) -> str:
    """What a place says in a language now."""
    return next((place.said.get(language, "") for place in places if (place.file, place.path) == (file, path)), "")


def write_text(
    taken: Taken, file: str, translations: Mapping[Path, str], places: Sequence[Place], language: str
) -> None:
    """Write a text file of a language; only a whole one, because half a text misleads."""
    missing = [place for place in places if place.path not in translations]
    if missing:
        open_ones = ", ".join(place.name for place in missing)
        taken.problems.append(f"{file}: It is written when all of it is translated. Still open: {open_ones}.")
        return
    text = "\n\n".join(translations[place.path].strip("\n") for place in places) + "\n"
    if taken.texts.get(localised(file, language)) != text:
        taken.texts[localised(file, language)] = text
        taken.count += len(places)
