"""Texts for translators and back: nothing lost, nothing touched but the texts, nothing taken in that doesn't fit."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from surveys.ledger.models import Entry
from surveys.protocols.documents import Folder, read_folder
from surveys.protocols.draft import ConflictError, draft_of, revision_of
from surveys.protocols.po import PoError, Unit, head, plural_rule, read_po, with_forms, write_po
from surveys.protocols.publish import publish
from surveys.protocols.read_definition import read_definition
from surveys.protocols.rewrite import rewritten
from surveys.protocols.texts import places_of, unspoken
from surveys.protocols.translate import TranslationError, export_texts, import_texts
from surveys.protocols.translate_draft import translate_draft
from tests.protocols.small import TEXTS, changed, faults_of

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
GOOD_CRY = Path(__file__).parents[2] / "surveys/protocols/examples/good-cry"


def small(**texts: str) -> Folder:
    return Folder({**TEXTS, **texts})


def translated(po: str, language: str = "de") -> str:
    """The file with every text translated by a mark in front."""
    units = [unit if not unit.source else with_forms(unit, [f"{language}: {unit.source}"]) for unit in read_po(po)]
    return write_po(units)


def test_a_po_file_is_read_as_it_was_written() -> None:
    units = [
        head("de", "nplurals=2; plural=(n != 1);"),
        Unit('A "quoted" \\ one\nand\ttwo\n', ("Zwei\nZeilen",), "x.yaml: a", comments=("Look here.",)),
        Unit("%(n)s day", ("%(n)s Tag", "%(n)s Tage"), plural="%(n)s days", fuzzy=True),
        Unit("", ("x",), "empty.yaml: b"),
        Unit("🙂 مرحبا", ("",)),
    ]

    assert read_po(write_po(units)) == units


def test_files_of_other_programs_are_read() -> None:
    text = (
        '\ufeff# Comment\nmsgid ""\nmsgstr "Language: de\\n"\n#: a.py:1\n#, fuzzy\nmsgctxt "a"\nmsgid "b"\n'
        'msgstr ""\n"c"\n"d"\n#~ msgid "old"\n#~ msgstr "alt"\nmsgid "e"\nmsgstr "f"\n'
    )

    _, first, second = read_po(text)
    assert (first.context, first.source, first.target, first.fuzzy) == ("a", "b", "cd", True)
    assert (second.source, second.target) == ("e", "f")


@pytest.mark.parametrize("text", ["no po", 'msgid "a"', 'msgstr "a"', '"a"', 'msgid "a\nmsgstr ""', "x" * 2_000_001])
def test_what_is_no_po_file_is_refused(text: str) -> None:
    with pytest.raises(PoError):
        read_po(text)


def test_the_file_is_one_that_gettext_takes(tmp_path: Path) -> None:
    (tmp_path / "de.po").write_text(export_texts(read_folder(GOOD_CRY), "de", at=NOON), encoding="utf-8")
    try:
        told = subprocess.run(
            ["msgfmt", "--check-format", "-o", "/dev/null", str(tmp_path / "de.po")], capture_output=True, text=True
        )
    except FileNotFoundError:
        return
    assert told.returncode == 0, told.stderr


def test_the_head_has_what_translators_programs_ask_for() -> None:
    lines = read_po(export_texts(small(), "ar", at=NOON))[0].target.splitlines()

    assert lines[0] == "Project-Id-Version: small"
    assert lines[1] == "POT-Creation-Date: 2026-07-01 12:00+0000"
    assert [line.partition(":")[0] for line in lines[2:]] == [
        *("PO-Revision-Date", "Last-Translator", "Language-Team", "Language", "MIME-Version", "Content-Type"),
        *("Content-Transfer-Encoding", "Plural-Forms"),
    ]
    assert lines[-1].startswith("Plural-Forms: nplurals=6;")


@pytest.mark.parametrize(
    ("language", "rule"),
    [
        ("de", "nplurals=2; plural=(n != 1);"),
        ("zh-Hans", "nplurals=1; plural=0;"),
        ("fr-CA", "nplurals=2; plural=(n > 1);"),
        ("xx", ""),
    ],
)
def test_the_plural_rule_follows_from_the_language(language: str, rule: str) -> None:
    assert plural_rule(language) == rule


def test_every_text_of_the_study_is_in_the_file() -> None:
    contexts = {unit.context: unit for unit in read_po(export_texts(small(), "de", at=NOON))}

    for context in (
        "protocol.yaml: title",
        "protocol.yaml: consent.clauses.agree.text",
        "protocol.yaml: conditions.one.label",
        "protocol.yaml: groups.much.labels.0",
        "instruments/who.yaml: items.sex.options.a.label",
        "instruments/mind.yaml: title",
        "consent.md: paragraph 1",
    ):
        assert context in contexts, context
    assert contexts["instruments/more.yaml: items.size.text"].comments == (
        "Keep {who.sex} as it is: the person's answer comes there.",
    )


def test_the_shipped_example_is_whole_in_german() -> None:
    units = read_po(export_texts(read_folder(GOOD_CRY), "de", at=NOON))

    open_ones = [unit.context for unit in units if not unit.target]
    # Numbers are the same in both.
    assert all(context.startswith("instruments/puzzles.yaml") for context in open_ones)
    assert len(units) > 600
    assert {place.file for place in unspoken(places_of(read_folder(GOOD_CRY)))} == set()


def test_a_whole_translation_makes_a_study_in_two_languages() -> None:
    taken = import_texts(small(), translated(export_texts(small(), "de", at=NOON)), "de")
    texts = {
        **taken.texts,
        "protocol.yaml": taken.texts["protocol.yaml"].replace("languages: [en]", "languages: [en, de]"),
    }

    definition = read_definition(Folder(texts))
    assert taken.problems == []
    assert definition.title == {"en": "A small study", "de": "de: A small study"}
    assert definition.text("consent.md", "de") == "de: Some text.\n"
    assert definition.instruments["who"].items[1].text["de"] == "de: Sex"
    assert unspoken(places_of(Folder(texts))) == []


def test_taking_in_twice_changes_nothing_more() -> None:
    once = import_texts(small(), translated(export_texts(small(), "de", at=NOON)), "de")
    twice = import_texts(Folder(once.texts), translated(export_texts(small(), "de", at=NOON)), "de")

    assert twice.texts == once.texts
    assert (once.count > 30, twice.count) == (True, 0)


def test_a_library_instrument_is_copied_into_the_study() -> None:
    folder = small(**{"protocol.yaml": changed("  - ask: who\n", "  - ask: who\n  - ask: trigger\n")})
    taken = import_texts(folder, translated(export_texts(folder, "fr", at=NOON), "fr"), "fr")

    assert "fr: " in taken.texts["instruments/trigger.yaml"]
    assert taken.texts["instruments/trigger.yaml"].startswith("# What set off")


@pytest.mark.parametrize(
    ("document", "path", "expected"),
    [
        ("title: A  # why\nnext: 1\n", ("title",), "title: {en: A, de: Ä b}  # why\nnext: 1\n"),
        ("a: {title: 'It''s'}\n", ("a", "title"), "a: {title: {en: 'It''s', de: Ä b}}\n"),
        ("title: a, b\n", ("title",), 'title: {en: "a, b", de: Ä b}\n'),
        ("title: No\n", ("title",), 'title: {en: "No", de: Ä b}\n'),
        ("title: >\n  two\n  lines\nx: 1\n", ("title",), 'title: {en: "two lines\\n", de: Ä b}\nx: 1\n'),
        ("t: {en: A, fr: B}\n", ("t",), "t: {en: A, fr: B, de: Ä b}\n"),
        ("t:\n  en: A  # first\n  fr: B\nx: 1\n", ("t",), "t:\n  en: A  # first\n  fr: B\n  de: Ä b\nx: 1\n"),
        ("t: {en: A, de: old}\n", ("t",), "t: {en: A, de: Ä b}\n"),
        ("l: [A, B]\n", ("l", 1), "l: [A, {en: B, de: Ä b}]\n"),
        ("l: {0: Never, 3: Always}\n", ("l", 3), "l: {0: Never, 3: {en: Always, de: Ä b}}\n"),
        ("a: &x A\nb: *x\n", ("a",), "a: &x {en: A, de: Ä b}\nb: *x\n"),
    ],
)
def test_only_the_text_is_rewritten(document: str, path: tuple[object, ...], expected: str) -> None:
    assert rewritten(document, {path: "Ä b"}, first="en", language="de") == expected


@pytest.mark.parametrize(
    ("context", "source", "target", "problem"),
    [
        ("protocol.yaml: title", "An older title", "Titel", "source text has changed"),
        ("protocol.yaml: nothing", "A small study", "Titel", "no such place"),
        ("instruments/more.yaml: items.size.text", "You chose {who.sex}", "Sie wählten", "braces differ: {who.sex}"),
        ("protocol.yaml: title", "A small study", "Titel {who.age}", "braces differ: {who.age}"),
        ("protocol.yaml: title", "A small study", "T\ud800", "can't be kept"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place_and_left_out(
    context: str, source: str, target: str, problem: str
) -> None:
    po = write_po([head("de"), Unit(source, (target,), context), Unit("You", ("Sie",), "instruments/who.yaml: title")])
    taken = import_texts(small(), po, "de")

    assert len(taken.problems) == 1
    assert taken.problems[0].startswith(context)
    assert problem in taken.problems[0]
    assert taken.count == 1
    assert "{en: You, de: Sie}" in taken.texts["instruments/who.yaml"]


def test_half_a_text_file_is_not_written() -> None:
    folder = small(**{"consent.md": "# One\n\nTwo\n"})
    taken = import_texts(folder, write_po([head("de"), Unit("# One", ("# Eins",), "consent.md: paragraph 1")]), "de")

    assert "consent.de.md" not in taken.texts
    assert "Still open: paragraph 2" in taken.problems[0]


@pytest.mark.parametrize(
    ("po", "language", "problem"),
    [
        (write_po([head("fr")]), "de", "in “fr”, and not in “de”"),
        (write_po([head("en")]), "en", "first language"),
        (write_po([head("d")]), "d", "no language code"),
        ("no po", "de", "no part of a PO file"),
    ],
)
def test_a_file_that_can_not_be_meant_is_refused(po: str, language: str, problem: str) -> None:
    with pytest.raises(TranslationError, match=problem):
        import_texts(small(), po, language)


def test_missing_texts_are_one_fault_a_language_that_lists_them() -> None:
    protocol = changed("languages: [en]", "languages: [en, de, fr]")
    protocol = changed("title: A small study", "title: {en: A small study, de: Eine}", protocol)
    mind = TEXTS["instruments/mind.yaml"].replace("title: Now", "title: {en: Now}")
    found = [fault for fault in faults_of(protocol, **{"instruments/mind.yaml": mind}) if "texts are missing" in fault]

    assert len(found) == 2
    assert found[0].startswith(
        "protocol.yaml: 8 texts are missing in “de”: instruments/mind.yaml, line 2; protocol.yaml"
    )
    assert found[1].startswith("protocol.yaml: 9 texts are missing in “fr”")


def test_the_draft_takes_translations_once_and_tells_the_ledger(study: Path, db: None) -> None:
    now = timezone.now()
    known = publish(read_folder(study), by=None, at=now).study
    revision = revision_of(known, draft_of(known))
    po = translated(export_texts(Folder(draft_of(known).texts), "de", at=NOON))

    taken = translate_draft(known, po, "de", revision=revision, by=None, at=now)
    assert draft_of(known).texts == taken.texts
    assert Entry.objects.latest("pk").verb == "texts translated"
    with pytest.raises(ConflictError):
        translate_draft(known, po, "de", revision=revision, by=None, at=now)


def test_the_command_writes_and_takes_in(study: Path, tmp_path: Path) -> None:
    file = tmp_path / "de.po"
    call_command("texts", "export", study, "--language", "de", "--to", file)
    file.write_text(translated(file.read_text(encoding="utf-8")), encoding="utf-8")
    call_command("texts", "import", study, "--language", "de", "--from", file)

    assert "de: A small study" in (study / "protocol.yaml").read_text(encoding="utf-8")
    assert (study / "consent.de.md").read_text(encoding="utf-8") == "de: Some text.\n"
    with pytest.raises(CommandError):
        call_command("texts", "import", study, "--language", "fr", "--from", file)
