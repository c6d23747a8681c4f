"""Translations as gettext PO text: read, and written the way that translators' programs write it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

LINE = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d)\])?)?\s*"((?:[^"\\]|\\.)*)"\s*')
ESCAPED = re.compile(r"\\(.)")
SPECIAL = {"n": "\n", "t": "\t", "r": "\r"}
LONGEST_FILE = 2_000_000
ONE_AND_MORE = "nplurals=2; plural=(n != 1);"
NO_PLURAL = "nplurals=1; plural=0;"
ARABIC = (
    "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5);"
)
# As the manual of gettext has them, of the languages in which pages speak and some neighbours.
PLURAL_RULES = {
    **dict.fromkeys(("en", "de", "es", "nl", "it", "pt", "sv", "da", "nb", "fi", "el", "tr"), ONE_AND_MORE),
    **dict.fromkeys(("fr", "pt-br"), "nplurals=2; plural=(n > 1);"),
    **dict.fromkeys(("zh", "ja", "ko", "vi", "th"), NO_PLURAL),
    "ar": ARABIC,
}


class PoError(ValueError):
    """A file that is no PO; the message names the line."""


@dataclass(frozen=True)
class Unit:
    """One text to translate: its place, source and translation, for plurals one form after the other."""

    source: str
    forms: tuple[str, ...] = ("",)
    context: str = ""
    plural: str = ""
    comments: tuple[str, ...] = ()
    fuzzy: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What a unit is found by."""
        return self.context, self.source

    @property
    def target(self) -> str:
        """The translation of a text without plural."""
        return self.forms[0]


def read_po(text: str) -> list[Unit]:
    """The units of a file, the first one without source being its head; PoError for what is none."""
    if len(text) > LONGEST_FILE:
        raise PoError(f"The file is too long; {LONGEST_FILE:,} characters are the most.")
    units: list[Unit] = []
    for number, block in blocks(text.lstrip("\ufeff")):
        unit = read_unit(number, block)
        if unit is not None:
            units.append(unit)
    return units


def blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines of each unit with the number of the first; a unit ends at its translation's end."""
    block: list[str] = []
    begins, translated = 1, False
    for number, line in enumerate(text.splitlines(), 1):
        starts = line.startswith(("#", "msgctxt", "msgid ")) and translated
        if not line.strip() or starts:
            if block:
                yield begins, block
            block, translated = [], False
        if line.strip():
            begins = begins if block else number
            block.append(line.strip())
            translated = translated or line.startswith("msgstr")
    if block:
        yield begins, block


def read_unit(number: int, block: Iterable[str]) -> Unit | None:
    """One unit from its lines, None for comments alone; what is obsolete counts as a comment."""
    found: dict[str, str] = {}
    comments, fuzzy, key = [], False, ""
    for offset, line in enumerate(block):
        if line.startswith("#"):
            comments += [line[2:].strip()] if line.startswith("#.") else []
            fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
            continue
        match = LINE.fullmatch(line)
        if match is None or not (match[1] or key):
            raise PoError(f"Line {number + offset} is no part of a PO file: “{line[:60]}”.")
        key = match[1] or key
        found[key] = found.get(key, "") + unescaped(match[3])
    if not found:
        return None
    if "msgid" not in found or not any(name.startswith("msgstr") for name in found):
        raise PoError(f"Line {number}: a unit needs msgid and msgstr.")
    forms = tuple(found[name] for name in sorted(found) if name.startswith("msgstr"))
    plural = found.get("msgid_plural", "")
    return Unit(found["msgid"], forms, found.get("msgctxt", ""), plural, tuple(comments), fuzzy)


def write_po(units: Iterable[Unit]) -> str:
    """The text of a file."""
    return "\n".join("".join(f"{line}\n" for line in lines_of(unit)) for unit in units)


def lines_of(unit: Unit) -> Iterator[str]:
    """The lines of a unit."""
    for comment in unit.comments:
        yield f"#. {comment}"
    if unit.fuzzy:
        yield "#, fuzzy"
    if unit.context:
        yield from quoted("msgctxt", unit.context)
    yield from quoted("msgid", unit.source)
    if not unit.plural:
        yield from quoted("msgstr", unit.target)
        return
    yield from quoted("msgid_plural", unit.plural)
    for number, form in enumerate(unit.forms):
        yield from quoted(f"msgstr[{number}]", form)


def quoted(keyword: str, text: str) -> Iterator[str]:
    """A keyword with its text, one line of the file for each line of the text."""
    lines = text.splitlines(keepends=True)
    if len(lines) < 2:
        yield f'{keyword} "{escaped(text)}"'
        return
    yield f'{keyword} ""'
    for line in lines:
        yield f'"{escaped(line)}"'


def head(language: str, plural_forms: str = "", *, first: Iterable[str] = ()) -> Unit:
    """The unit at the top of a file, which names its language; `first` are lines to stand before that."""
    lines = [*first, f"Language: {language}", "MIME-Version: 1.0", "Content-Type: text/plain; charset=UTF-8"]
    lines += ["Content-Transfer-Encoding: 8bit", *([f"Plural-Forms: {plural_forms}"] if plural_forms else [])]
    return Unit("", ("".join(f"{line}\n" for line in lines),))


def head_of_project(project: str, language: str, made_at: datetime) -> Unit:
    """The head of a file that goes to a translator, with what translators' programs ask for."""
    first = [f"Project-Id-Version: {project}", f"POT-Creation-Date: {made_at:%Y-%m-%d %H:%M%z}"]
    first += ["PO-Revision-Date: YEAR-MO-DA HO:MI+ZONE", "Last-Translator: FULL NAME <EMAIL@ADDRESS>"]
    return head(language, plural_rule(language), first=[*first, f"Language-Team: {language}"])


def plural_rule(language: str) -> str:
    """Which forms of a plural a language has, in gettext's words; empty where it isn't known here."""
    return PLURAL_RULES.get(language.lower(), PLURAL_RULES.get(language.lower().partition("-")[0], ""))


def language_of(units: Iterable[Unit]) -> str:
    """The language that a file's head names."""
    lines = "".join(unit.target for unit in units if not unit.source and not unit.context).split("\n")
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("Language:")), "")


def with_forms(unit: Unit, forms: Iterable[str]) -> Unit:
    """The same text with another translation."""
    return replace(unit, forms=tuple(forms))


def escaped(text: str) -> str:
    """A text between quotes."""
    for plain, marked in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r")):
        text = text.replace(plain, marked)
    return text


def unescaped(text: str) -> str:
    """The text that stands between quotes."""
    return ESCAPED.sub(lambda match: SPECIAL.get(match[1], match[1]), text)
