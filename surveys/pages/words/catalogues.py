"""The catalogues: brought up to date with the pages, compiled, and looked over."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import to_locale

from surveys.pages.words.compile import compile_words
from surveys.pages.words.extract import extract
from surveys.protocols.po import Unit, head, plural_rule, read_po, with_forms, write_po

LOCALE = Path(__file__).resolve().parent.parent / "locale"
# By language, the rule of its plural forms and a number for each form.
PLURALS = {
    language: (plural_rule(language), numbers)
    for language, numbers in (
        ("de", (1, 2)),
        ("es", (1, 2)),
        ("fr", (1, 2)),
        ("ar", (0, 1, 2, 3, 11, 100)),
        ("zh-hans", (2,)),
    )
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%|\{\w*\}")
MARKUP = re.compile(r"<[^>]+>|\*\*")


def file_of(language: str) -> Path:
    """Where a catalogue stands."""
    return LOCALE / to_locale(language) / "LC_MESSAGES" / "django.po"


def catalogue(language: str) -> list[Unit]:
    """The units of a language, without the head."""
    path = file_of(language)
    return [unit for unit in read_po(path.read_text(encoding="utf-8")) if unit.source] if path.is_file() else []


def update(language: str) -> list[Unit]:
    """Take new texts in and old ones out, and compile; the units of the language."""
    rule, numbers = PLURALS[language]
    known = {unit.source: unit for unit in catalogue(language)}
    units = []
    for unit in extract():
        forms = ("",) * (len(numbers) if unit.plural else 1)
        kept = known.get(unit.source)
        fits = kept is not None and kept.plural == unit.plural and len(kept.forms) == len(forms)
        units.append(with_forms(unit, kept.forms if kept is not None and fits else forms))
    whole = [head(language, rule), *units]
    path = file_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(write_po(whole), encoding="utf-8")
    path.with_suffix(".mo").write_bytes(compile_words(whole))
    return units


def faults_of(language: str) -> Iterator[str]:
    """What is wrong with a catalogue: missing, fuzzy, superfluous, or with other placeholders or markup."""
    known = {unit.source: unit for unit in catalogue(language)}
    wanted = extract()
    for unit in wanted:
        kept = known.get(unit.source)
        if kept is None:
            yield f"{language}: “{unit.source}” is missing ({', '.join(unit.comments)})."
        else:
            yield from faults_of_unit(language, unit, kept)
    for source in set(known) - {unit.source for unit in wanted}:
        yield f"{language}: “{source}” is not used any more."
    if file_of(language).with_suffix(".mo").read_bytes() != compile_words(
        read_po(file_of(language).read_text(encoding="utf-8"))
    ):
        yield f"{language}: the compiled catalogue is old. Run “python3 manage.py catalogues”."


def faults_of_unit(language: str, wanted: Unit, kept: Unit) -> Iterator[str]:
    """What is wrong with one translation."""
    rule, numbers = PLURALS[language]
    if kept.fuzzy:
        yield f"{language}: “{wanted.source}” is fuzzy."
    if kept.plural != wanted.plural or len(kept.forms) != (len(numbers) if wanted.plural else 1):
        yield f"{language}: “{wanted.source}” has {len(kept.forms)} forms; its rule is {rule}"
    for number, form in enumerate(kept.forms):
        if not form.strip():
            yield f"{language}: “{wanted.source}” is not translated."
            continue
        needed, given = marks(wanted.plural or wanted.source), marks(form)
        # “In a minute”: forms for one, two and none may say the number in a word.
        if needed != given and not (wanted.plural and numbers[number] < 3 and given < needed):
            yield f"{language}: “{form}” has other placeholders or markup than “{wanted.source}”."


def marks(text: str) -> set[str]:
    """The placeholders and the markup of a text."""
    return {match[0] for match in PLACEHOLDER.finditer(text)} | set(MARKUP.findall(text))
