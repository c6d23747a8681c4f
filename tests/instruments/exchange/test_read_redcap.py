"""REDCap data dictionaries: every column is carried over or named."""

import pytest

from surveys.instruments.exchange.read_redcap import read_redcap
from surveys.instruments.exchange.redcap import (
    ALIGNMENT,
    ANNOTATION,
    BRANCHING,
    COLUMNS,
    FORM,
    IDENTIFIER,
    LABEL,
    LEAST,
    MATRIX,
    MOST,
    NOTE,
    OF_PROGRAMS,
    QUESTION_NUMBER,
    RANKING,
    REQUIRED,
    SECTION,
    VALIDATION,
)
from surveys.instruments.exchange.report import ExchangeError
from surveys.instruments.expression import parse
from surveys.instruments.items import Choice, Choices, Number, Scale, Slider, Statement, Text
from tests.instruments.exchange.reading import dictionary, field, from_redcap, instrument_of, said

OFTEN = "0, Never | 1, Sometimes | 2, Often, or always"


def test_a_data_dictionary_has_18_columns_and_all_are_known() -> None:
    assert len(COLUMNS) == 18
    assert sorted(OF_PROGRAMS.values()) == sorted(COLUMNS)


def test_each_type_of_field_is_a_kind_of_item() -> None:
    found = instrument_of(
        from_redcap(
            field("about", "descriptive"),
            field("name", "text"),
            field("story", "notes"),
            field("age", "text", **{VALIDATION: "integer", LEAST: "18", MOST: "99"}),
            field("height", "text", **{VALIDATION: "number", LEAST: "0.5"}),
            field("sex", "radio", "f, Female | m, Male"),
            field("land", "dropdown", "1, Here | 5, There"),
            field("how", "checkbox", "1, Tears | 2, Sobs"),
            field("cried", "yesno"),
            field("right", "truefalse"),
            field("bad", "slider", "Not at all | | Very", **{LEAST: "1", MOST: "9"}),
        )
    )

    kinds = [type(item) for item in found.items]
    assert kinds == [Statement, Text, Text, Number, Number, Choice, Choice, Choices, Choice, Choice, Slider]
    age, bad = found.item("age"), found.item("bad")
    assert isinstance(age, Number) and (age.integer, age.minimum, age.maximum) == (True, 18, 99)
    assert isinstance(bad, Slider) and (bad.low, bad.high, bad.ends[1]) == (1, 9, {"en": "Very"})
    cried = found.item("cried")
    assert isinstance(cried, Choice) and [option.value for option in cried.options] == [1, 0]


def test_a_matrix_is_scales_with_one_list_of_answers() -> None:
    imported = from_redcap(field("a", "radio", OFTEN, **{MATRIX: "m"}), field("b", "radio", OFTEN, **{MATRIX: "m"}))

    found = instrument_of(imported)

    assert all(isinstance(item, Scale) for item in found.items)
    assert imported.text.count("Sometimes") == 1
    assert "Often, or always" in imported.text


def test_note_and_required_are_carried_over() -> None:
    item = instrument_of(from_redcap(field("a", "yesno", **{NOTE: "Be honest", REQUIRED: "y"}))).items[0]

    assert (item.help, item.required) == ({"en": "Be honest"}, True)


def test_the_first_section_header_is_the_instruction_and_others_are_statements() -> None:
    found = instrument_of(
        from_redcap(field("a", "yesno", **{SECTION: "First"}), field("b", "yesno", **{SECTION: "Then"}))
    )

    assert found.instruction == {"en": "First"}
    assert [(type(item), item.text["en"]) for item in found.items][1] == (Statement, "Then")


def test_none_of_the_above_stands_alone() -> None:
    item = instrument_of(
        from_redcap(field("a", "checkbox", "1, A | 2, B | 9, No", **{ANNOTATION: "@NONEOFTHEABOVE='9'"}))
    )

    assert item.items[0].none == 9  # type: ignore[attr-defined]


@pytest.mark.parametrize("column", [ALIGNMENT, QUESTION_NUMBER, RANKING, ANNOTATION])
def test_columns_without_a_counterpart_are_named_with_their_place(column: str) -> None:
    imported = from_redcap(field("a", "yesno", **{column: "@HIDDEN"}), field("b", "yesno"))

    assert [sentence for sentence in said(imported, "row 2, a") if "isn't carried over" in sentence]
    assert not said(imported, "row 3")


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (field("x", "file"), "“file” can't be asked"),
        (field("x", "sql"), "“sql” can't be asked"),
        (field("x", "text", **{VALIDATION: "date_ymd"}), "“date_ymd” isn't carried over"),
        (field("x", "text", **{VALIDATION: "integer", LEAST: "today"}), "“today” is no number"),
        (field("x", "text", **{LEAST: "3"}), f"“{LEAST}” of a text isn't carried over."),
        (field("x", "slider", "a | b | c"), "“b” in the middle isn't carried over"),
        (field("x", "radio", "1, One"), "A choice needs at least two options."),
        (field("x", "radio", "1, One | 1, Two"), "it stands here twice"),
        (field("x", "calc", "if([a]>1,1,0)"), "“if([a]>1,1,0)” isn't carried over"),
        (field("x", "calc", "[a]+[gone]"), "It needs “gone”"),
        (field("x", "yesno", **{BRANCHING: "datediff([a],[b]) > 3"}), "so everybody is asked"),
        (field("x", "yesno", **{BRANCHING: "[gone] = '1'"}), "“gone” is no question of this instrument."),
        (field("x", "yesno", **{LABEL: ""}), "The text is empty."),
        (field("x", "yesno", **{LABEL: "<b>Bold</b>"}), "formatted with HTML"),
        (field("if", "yesno"), "It is now “if_item”."),
        (field("all", "yesno"), "It is now “all_item”."),
        (field("x" * 40, "yesno"), "32 characters are the most"),
        (field("a", "yesno"), "The id “a” stands here twice. This one is now “a_2”."),
    ],
)  # fmt: skip
def test_what_can_not_be_carried_over_is_named_with_its_row(row: dict[str, str], sentence: str) -> None:
    imported = from_redcap(field("a", "yesno"), row)

    assert [each for each in said(imported, "row 3") if sentence in each], imported.remarks
    assert instrument_of(imported).item("a")


def test_a_calculated_mean_is_a_score_over_what_is_answered_and_its_items_are_scales() -> None:
    rows = [field(name, "radio", OFTEN) for name in "ab"]
    found = instrument_of(from_redcap(*rows, field("low", "calc", "mean([a], 2-[b])")))

    score = found.score("low")
    assert score is not None
    assert (score.method, score.items, score.reverse, score.answered) == ("mean", ("a", "b"), {"b"}, 0.5)


def test_each_form_is_an_instrument() -> None:
    found = read_redcap(dictionary(field("a", "yesno"), field("b", "yesno") | {FORM: "Other form"}))

    assert [each.id for each in found] == ["feelings", "Other_form"]
    assert instrument_of(found[1]).title == {"en": "Other form"}


def test_braces_pipe_nothing() -> None:
    item = instrument_of(from_redcap(field("a", "yesno", **{LABEL: "Why {about.age}?"}))).items[0]

    assert item.text == {"en": "Why {{about.age}}?"}


def test_a_missing_citation_and_licence_are_named() -> None:
    imported = from_redcap(field("a", "yesno"))

    assert said(imported, "citation") and said(imported, "licence")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"a,b\n1,2", "no column “Variable / Field Name”"),
        (b"", "no rows"),
        (dictionary(), "no rows"),
        (b"\xff\xfea", "no UTF-8"),
        (b"a\0b", "NUL"),
        (b'"Variable / Field Name"\n"' + b"x" * 140_000, "no CSV: field larger"),
        (dictionary(*[field(f"a{n}", "yesno") | {FORM: f"f{n}"} for n in range(60)]), "too many forms"),
        (dictionary(*[field(f"a{n}", "yesno") for n in range(6_000)]), "too many rows"),
    ],
)
def test_what_is_no_data_dictionary_is_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(ExchangeError, match=sentence):
        read_redcap(data)


def test_ragged_rows_are_read_and_named() -> None:
    head = ",".join(f'"{name}"' for name in COLUMNS)
    data = f"{head}\na,form,,yesno,How?\nb,form,,yesno,How?{',' * 20}more\n"

    (imported,) = read_redcap(data.encode())

    assert said(imported, "row 2") == ["The row has fewer cells than there are columns; the rest was taken as empty."]
    assert said(imported, "row 3") == ["The row has more cells than there are columns; those were left out."]
    assert len(instrument_of(imported).items) == 2


@pytest.mark.parametrize("separator", [";", "\t"])
def test_the_separators_of_spreadsheets_are_understood(separator: str) -> None:
    data = dictionary(field("a", "yesno")).decode().replace(",", separator)

    assert instrument_of(read_redcap(data.encode())[0]).item("a")


def test_an_identifier_is_kept_apart_or_named() -> None:
    imported = from_redcap(field("a", "yesno"), field("mail", "text", **{IDENTIFIER: "y"}))

    item = instrument_of(imported).item("mail")
    assert getattr(item, "identifying", False) or said(imported, "row 3")


def test_branching_logic_is_a_condition() -> None:
    found = instrument_of(from_redcap(field("if", "yesno"), field("b", "yesno", **{BRANCHING: "[if] = '1'"})))

    assert found.items[1].when == parse("feelings.if_item == 1")


@pytest.mark.parametrize("logic", ["[c] = '1'", "[b] = '1'"])
def test_a_condition_on_what_is_asked_later_is_named_and_everybody_is_asked(logic: str) -> None:
    rows = [field("a", "yesno"), field("b", "yesno", **{BRANCHING: logic}), field("c", "yesno")]

    imported = from_redcap(*rows)

    assert instrument_of(imported).items[1].when is None
    assert "so everybody is asked" in said(imported, "row 3")[0]


def test_a_condition_that_is_too_long_is_named_and_the_question_stays() -> None:
    logic = " or ".join(f"[a] = '{number}'" for number in range(60))

    imported = from_redcap(field("a", "text"), field("b", "yesno", **{BRANCHING: logic}))

    assert [item.id for item in instrument_of(imported).items] == ["a", "b"]
    assert "so everybody is asked" in said(imported, "row 3")[0]
