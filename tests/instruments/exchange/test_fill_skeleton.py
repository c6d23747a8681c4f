"""A file's texts come into the skeleton of a published scale; what doesn't fit is said, and the scoring stays."""

import pytest

from surveys.instruments.exchange.fill_skeleton import fill_skeleton, skeleton_names
from surveys.instruments.exchange.read_exchange import Found, read_exchange
from surveys.instruments.exchange.report import ExchangeError, Imported
from surveys.instruments.shipped import LIBRARY, read_shipped
from tests.instruments.exchange.reading import dictionary, field, instrument_of

DAYS = "0, Never | 1, Some days | 2, Most days | 3, Each day"
PHQ8 = read_shipped(LIBRARY / "phq8.yaml").instrument


def form(names: list[str], choices: str = DAYS) -> Found:
    """A data dictionary with a question for each name, and one score."""
    calc = field("sum", "calc", " + ".join(f"[{name}]" for name in names))
    return read_exchange(dictionary(*(field(name, "radio", choices) for name in names), calc), ["en"])


def filled(found: Found, name: str = "phq8") -> Imported:
    (imported,) = fill_skeleton(found, name).instruments
    return imported


@pytest.mark.parametrize("names", [[f"q{n}" for n in range(1, 9)], [f"i{n}" for n in range(8, 0, -1)]])
def test_texts_go_to_the_item_of_the_same_id_or_one_after_the_other(names: list[str]) -> None:
    imported = filled(form(names))

    assert imported.id == "phq8"
    assert "How " + ("i1" if "i1" in names else "q1") + "?" in imported.text
    first = next(line for line in imported.text.splitlines() if "id: i1," in line)
    assert f"How {'i1' if 'i1' in names else 'q1'}?" in first


def test_scoring_stays_the_skeletons_and_labels_are_the_files() -> None:
    imported = filled(form([f"q{n}" for n in range(1, 9)]))
    licensed = imported.text.replace("licence:", "licence: Letter of 1 May")

    instrument = instrument_of(Imported("phq8", licensed, ()))

    assert instrument.scores == PHQ8.scores
    assert [item.id for item in instrument.items] == [item.id for item in PHQ8.items]
    assert instrument.items[0].labels[1] == {"en": "Some days"}  # type: ignore[attr-defined]
    sentences = [remark.sentence for remark in imported.remarks]
    assert "This score of the file isn't taken: “phq8” has its own." in sentences
    assert any(sentence.startswith("Say under “licence” by whose leave you use “phq8”") for sentence in sentences)


def test_other_answers_are_said_and_the_skeletons_stay() -> None:
    imported = filled(form([f"q{n}" for n in range(1, 9)], "1, No | 2, Yes"))

    said = "The file has other answers (scale, 1 to 2); those of the skeleton stay (scale, 0 to 3)."
    assert [remark.place for remark in imported.remarks if remark.sentence == said] == [f"q{n}" for n in range(1, 9)]
    assert "Nearly every day" in imported.text


def test_another_number_of_questions_is_refused_with_both_numbers() -> None:
    with pytest.raises(ExchangeError, match="“phq8” has 8 texts to fill in, and the file has 2 questions"):
        filled(form(["a", "b"]))


@pytest.mark.parametrize("name", ["nothing", "mood", "../x", "phq8.yaml"])
def test_what_is_no_skeleton_is_refused_with_the_list(name: str) -> None:
    with pytest.raises(ExchangeError, match="There is no skeleton .* There are: .*phq8"):
        filled(form([f"q{n}" for n in range(1, 9)]), name)


@pytest.mark.parametrize("name", skeleton_names())
def test_every_skeleton_can_be_filled_by_its_own_ids(name: str) -> None:
    ids = [item.id for item in read_shipped(LIBRARY / f"{name}.yaml").instrument.answerable]

    imported = filled(form(ids), name)

    assert imported.id == name
    assert imported.items == len(ids)
