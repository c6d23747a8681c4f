"""Our own instruments go to each format and come back equal in all that it can say; the rest is listed."""

from dataclasses import replace
from pathlib import Path

import pytest

from surveys.instruments import document
from surveys.instruments.document import DefinitionError
from surveys.instruments.exchange.read_exchange import read_files
from surveys.instruments.exchange.read_own import parsed
from surveys.instruments.exchange.report import Exported
from surveys.instruments.exchange.write_exchange import write_exchange
from surveys.instruments.instrument import Instrument
from tests.instruments.exchange.reading import instrument_of

LIBRARY = sorted((Path(document.__file__).parent / "library").glob("*.yaml"))
WHOLE = """instrument: whole
title: {en: Whole, de: Ganz}
version: "2"
citation: Somebody 2001, doi 10.1000/x
instruction: {en: Mark how much., de: Wie sehr?}
items:
  - {id: intro, text: {en: Read, de: Lies}, kind: statement}
  - {id: sad, text: {en: Sad, de: Traurig}, kind: scale, from: 1, to: 3, labels: [{en: A, de: a}, {en: B, de: b}, {en: C, de: c}]}
  - {id: calm, text: {en: Calm, de: Ruhig}, kind: scale, from: 1, to: 3, labels: [{en: A, de: a}, {en: B, de: b}, {en: C, de: c}]}
  - {id: line, text: {en: Line, de: Linie}, kind: slider, from: 0, to: 10, ends: [{en: Low, de: tief}, {en: High, de: hoch}]}
  - {id: age, text: {en: Age, de: Alter}, kind: number, min: 18, max: 99, integer: true, required: true}
  - {id: sex, text: {en: Sex, de: Sex}, kind: choice, options: [{value: f, label: {en: F, de: W}}, {value: m, label: {en: M, de: M}}]}
  - {id: how, text: {en: How, de: Wie}, kind: choices, options: [{value: 1, label: {en: X, de: x}}, {value: 2, label: {en: Y, de: y}}]}
  - {id: why, text: {en: Why, de: Warum}, kind: text, lines: 4, help: {en: In short, de: Kurz}}
scores:
  low: {sum: [sad, calm], reverse: [calm], answered: 1, multiply: 2}
  half: {mean: [sad, calm], answered: 1, add: -1}
"""  # noqa: E501


def there_and_back(exported: Exported, languages: list[str]) -> Instrument:
    files = {path: text.encode() for path, text in exported.files.items()}
    (imported,) = read_files(files, languages).instruments
    return instrument_of(imported)


def test_reproschema_says_all_of_it_in_all_languages() -> None:
    before = parsed(WHOLE)[1]

    exported = write_exchange(WHOLE, "reproschema")

    assert exported.remarks == ()
    assert there_and_back(exported, []) == before


def test_redcap_says_all_of_it_but_what_it_lists() -> None:
    before = parsed(WHOLE)[1]

    exported = write_exchange(WHOLE, "redcap", ["en"])

    assert [remark.place for remark in exported.remarks] == ["title", "citation", "version"]
    after = there_and_back(exported, [])
    assert [item.id for item in after.items] == [item.id for item in before.items]
    assert [type(item) for item in after.items] == [type(item) for item in before.items]
    assert [item.text["en"] for item in after.items] == [item.text["en"] for item in before.items]
    assert after.scores == before.scores
    assert after.instruction == {"en": "Mark how much."}


@pytest.mark.parametrize(("lines", "told"), [(1, False), (2, True), (3, True), (4, False)])
def test_the_height_of_a_notes_box_comes_back_or_is_listed(lines: int, told: bool) -> None:
    text = WHOLE.replace("lines: 4", f"lines: {lines}")

    exported = write_exchange(text, "redcap", ["en"])

    remarks = [remark.sentence for remark in exported.remarks if remark.place == "why"]
    assert remarks == ([f"A notes box has no number of lines: {lines} come back as 4."] if told else [])
    back = there_and_back(exported, []).item("why")
    assert back is not None and (back.lines == lines) != told


def test_our_own_format_is_handed_on_as_it_stands() -> None:
    exported = write_exchange("# mine\n" + WHOLE, "yaml")

    assert exported.files == {"whole.yaml": "# mine\n" + WHOLE}


@pytest.mark.parametrize("form", ["redcap", "reproschema"])
@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.stem)
def test_the_library_comes_back_equal_or_is_listed(path: Path, form: str) -> None:
    text = path.read_text(encoding="utf-8")
    try:
        before = parsed(text)[1]
    except DefinitionError as error:
        assert "licence" in str(error) or "skeleton" in str(error)
        pytest.skip("the skeleton of a published scale has no texts")
    language = next(iter(before.title))
    exported = write_exchange(text, form, [language])
    if all(item.kind == "grid" for item in before.answerable):
        assert "the item was left out" in str(exported.remarks)
        pytest.skip("neither format has a grid")

    after = there_and_back(exported, [language])

    named = {remark.place for remark in exported.remarks}
    for item in before.items:
        if item.id in named:
            continue
        other = after.item(item.id)
        assert other is not None
        in_language = parsed_in(item.text, language), parsed_in(other.text, "en")
        assert in_language[0] == in_language[1]
        assert type(other) is type(item)
        assert other.required == item.required
        assert getattr(other, "low", None) == getattr(item, "low", None)
        assert getattr(other, "high", None) == getattr(item, "high", None)
    for rule in before.scores:
        back = after.score(rule.id)
        assert back is not None
        plain = {"answered": 1.0, "better": None, "cutoffs": (), "never_prorate": frozenset()}
        assert replace(back, **plain) == replace(rule, **plain)


def parsed_in(words: object, language: str) -> str:
    """A text in one language."""
    assert isinstance(words, dict)
    return str(words.get(language) or next(iter(words.values())))


def test_conditions_go_along() -> None:
    text = WHOLE.replace("kind: text, lines: 4", 'kind: text, lines: 4, when: "whole.sad >= 2 and whole.how in [1]"')
    assert text != WHOLE
    before = parsed(text)[1].item("why")

    for form in ("redcap", "reproschema"):
        after = there_and_back(write_exchange(text, form, ["en"]), []).item("why")
        assert before and after
        assert after.when == before.when
