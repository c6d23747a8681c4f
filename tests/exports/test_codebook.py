"""The codebook of the shipped study."""

from pathlib import Path

import pytest

from surveys.exports.codebook import CodebookEntry, codebook
from surveys.protocols.columns import columns_of
from surveys.protocols.definition import Definition
from surveys.protocols.documents import read_folder
from surveys.protocols.read_definition import read_definition
from tests.protocols.small import MIND, changed, read

EXAMPLE = Path(__file__).resolve().parents[2] / "surveys" / "protocols" / "examples" / "good-cry"


@pytest.fixture(scope="module")
def flagship() -> Definition:
    return read_definition(read_folder(EXAMPLE))


@pytest.fixture(scope="module")
def entries(flagship: Definition) -> dict[str, CodebookEntry]:
    return {entry.name: entry for entry in codebook(flagship)}


def test_it_has_every_column_of_the_study_once_and_in_order(flagship: Definition) -> None:
    entries = codebook(flagship)

    assert [(entry.name, entry.step) for entry in entries] == list(columns_of(flagship))
    assert len({entry.name for entry in entries}) == len(entries)


def test_a_slider_says_its_ends_and_its_occasion(entries: dict[str, CodebookEntry]) -> None:
    sad = entries["mood_after20_sad"]

    assert (sad.label, sad.kind, sad.low, sad.high) == ("Sad", "number", 0, 100)
    assert (sad.step, sad.occasion, sad.privacy) == ("mood.after20", "after20", "answer")


def test_a_score_says_what_it_is_made_of(entries: dict[str, CodebookEntry]) -> None:
    assert entries["mood_before_negative"].label.endswith("negative, mean of 4 items")
    assert entries["mood_before_negative"].kind == "number"


def test_a_score_says_from_where_on_it_has_a_name() -> None:
    mind = changed("total: {", "total: {cutoffs: [{at: 2.5, label: Mild}, {at: 7, label: Severe}], ", MIND)

    labels = {entry.name: entry.label for entry in codebook(read(**{"instruments/mind.yaml": mind}))}

    assert labels["mind_before_total"] == "Now: total, mean of 2 items; from 2.5 Mild; from 7 Severe"
    assert labels["mind_before_zeal"] == "Now: zeal, mean of 1 items"


def test_a_choice_says_what_its_codes_mean(entries: dict[str, CodebookEntry]) -> None:
    sex = entries["about_sex"]

    assert sex.kind == "category"
    assert len(sex.values) >= 2
    assert all(sex.values.values())


def test_declared_columns_are_quasi_identifiers_or_sensitive(entries: dict[str, CodebookEntry]) -> None:
    assert {name for name, entry in entries.items() if entry.privacy == "quasi"} == {
        "about_age",
        "about_sex",
        "about_country",
    }
    assert {entry.step for entry in entries.values() if entry.privacy == "sensitive"} == {"recent_mood", "closeness"}


def test_what_was_typed_is_text_and_nothing_else_is(flagship: Definition, entries: dict[str, CodebookEntry]) -> None:
    for entry in entries.values():
        assert (entry.kind == "text") == (entry.privacy == "text")


def test_every_column_has_a_label(entries: dict[str, CodebookEntry]) -> None:
    assert [name for name, entry in entries.items() if not entry.label] == []
