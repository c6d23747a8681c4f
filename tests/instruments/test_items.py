"""What each kind of item takes and refuses."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.instruments.items import DECLINED, NOT_ANSWERED, NOT_SHOWN, BadAnswer, Item, Number, is_gap
from tests.instruments.reading import item_of

SCALE = "kind: scale, from: -2, to: 2"
SLIDER = "kind: slider, from: 0, to: 100"
TENTHS = "kind: slider, from: 0, to: 1, step: 0.1"
NUMBER = "kind: number, min: -10, max: 1000"
WHOLE = "kind: number, min: 0, max: 120000, integer: true"
FREE = "kind: number"
TEXT = "kind: text, max_length: 10"
CHOICE = "kind: choice, options: [{value: yes, label: Y}, {value: 2, label: Two}, {value: 1.5, label: More}]"
OTHER = "kind: choice, other: true, options: [{value: a, label: A}, {value: b, label: B}]"
OPTIONS = "options: [{value: a, label: A}, {value: b, label: B}, {value: 3, label: C}, {value: none, label: None}]"
CHOICES = f"kind: choices, none: none, max: 2, {OPTIONS}"
ALL = (SCALE, SLIDER, TENTHS, NUMBER, WHOLE, FREE, TEXT, CHOICE, OTHER, CHOICES)


@pytest.mark.parametrize(
    ("keys", "posted", "stored"),
    [
        (SCALE, "-2", -2),
        (SCALE, "0", 0),
        (SLIDER, "55", 55),
        (SLIDER, "100.0", 100),
        (TENTHS, "0.3", 0.3),
        (TENTHS, "0,3", 0.3),
        (NUMBER, "12,5", 12.5),
        (NUMBER, "-10", -10),
        (NUMBER, " 7 ", 7),
        (NUMBER, "+7", 7),
        (NUMBER, "٤٢", 42),
        (WHOLE, "120000", 120000),
        (WHOLE, "٣", 3),
        (FREE, "1e3", 1000),
        (FREE, "-0", 0),
        (TEXT, "  hi 😭", "  hi 😭"),
        (TEXT, "a\r\nb", "a\nb"),
        (TEXT, "!d", "!d"),
        (CHOICE, "yes", "yes"),
        (CHOICE, "2", 2),
        (CHOICE, "1.5", 1.5),
        (OTHER, "a", "a"),
    ],
)
def test_an_answer_that_fits_is_stored_in_its_own_type(keys: str, posted: str, stored: Any) -> None:
    answer = item_of(keys).read([posted])

    assert answer == stored
    assert type(answer) is type(stored)


@pytest.mark.parametrize(
    ("keys", "posted"),
    [
        (SCALE, each)
        for each in ("3", "-3", "--1", "1.0", "²", "١", "1 ", "", "1e0", "-", "9" * 5000, "+1", "1_0")
        if each
    ]
    + [(SLIDER, each) for each in ("-1", "100.5", "101", "0.5", "nan", "inf", "1_0", "five", "9" * 40, "²", "½")]
    + [(TENTHS, each) for each in ("0.35", "1.1")]
    + [(NUMBER, each) for each in ("1001", "-11", "1,000.5", "NaN", "Infinity", "1e400", "0x10", "--1", "١٫٥", "1 000")]
    + [(WHOLE, each) for each in ("1,000", "1.000", "12.5", "1e3", "-1", "9" * 20, "²", "") if each]
    + [(FREE, each) for each in ("1e308", "9" * 29, "1e16", "-1e16", "9" * 31, " ")]
    + [(TEXT, "x" * 11), (CHOICE, "no"), (CHOICE, "2.0"), (CHOICE, "other"), (CHOICE, "YES"), (CHOICE, "٢")],
)
def test_an_answer_that_does_not_fit_is_refused_with_a_sentence(keys: str, posted: str) -> None:
    with pytest.raises(BadAnswer, match=r"\.$"):
        item_of(keys).read([posted])


@pytest.mark.parametrize("keys", ALL)
def test_nothing_posted_is_not_answered(keys: str) -> None:
    item = item_of(keys)

    assert item.read([]) is NOT_ANSWERED
    assert item.read([""]) is NOT_ANSWERED
    assert item.read(["", ""]) is NOT_ANSWERED


def test_two_answers_to_a_question_for_one_are_refused() -> None:
    with pytest.raises(BadAnswer, match="one answer"):
        item_of(SCALE).read(["1", "2"])


@pytest.mark.parametrize("keys", ALL)
@pytest.mark.parametrize("gap", [NOT_ANSWERED, DECLINED, NOT_SHOWN])
def test_the_three_gaps_have_no_value(keys: str, gap: Any) -> None:
    assert is_gap(gap)
    assert item_of(keys).value(gap) is None


def test_the_three_gaps_stay_apart_in_the_database() -> None:
    assert len({json.dumps(gap) for gap in (NOT_ANSWERED, DECLINED, NOT_SHOWN)}) == 3


def test_an_answer_of_ones_own_keeps_its_words_beside_the_value() -> None:
    item = item_of(OTHER)

    stored = item.read(["other"], " A tram ")

    assert stored == ["other", "A tram"]
    assert item.value(stored) == "other"
    assert item.value(item.read(["other"], "  ")) == "other"
    assert item.columns == ("a", "a_other")


def test_words_beside_another_answer_are_not_kept() -> None:
    assert item_of(OTHER).read(["a"], "A tram") == "a"


def test_too_many_words_of_ones_own_are_refused() -> None:
    with pytest.raises(BadAnswer, match="200"):
        item_of(OTHER).read(["other"], "x" * 201)


@pytest.mark.parametrize(
    ("posted", "stored"),
    [(["a"], ["a"]), (["a", "3"], ["a", 3]), (["a", "a", ""], ["a"]), (["none"], ["none"])],
)
def test_several_choices_are_a_list_of_values(posted: list[str], stored: list[Any]) -> None:
    item = item_of(CHOICES)

    assert item.read(posted) == stored
    assert item.value(stored) == stored


@pytest.mark.parametrize("posted", [["a", "none"], ["a", "b", "3"], ["x"], ["a", "other"]])
def test_choices_that_exclude_each_other_or_are_too_many_are_refused(posted: list[str]) -> None:
    with pytest.raises(BadAnswer):
        item_of(CHOICES).read(posted)


def test_too_few_choices_are_refused_but_none_is_a_gap() -> None:
    item = item_of(f"kind: choices, min: 2, {OPTIONS}")

    assert item.read([]) is NOT_ANSWERED
    with pytest.raises(BadAnswer, match="at least 2"):
        item.read(["a"])


def test_a_column_for_each_of_several_choices() -> None:
    assert item_of(CHOICES).columns == ("a_a", "a_b", "a_3", "a_none")


def test_only_items_whose_every_answer_is_a_number_are_numeric() -> None:
    numbers = "options: [{value: 1, label: A}, {value: 2, label: B}]"
    numeric = {keys: item_of(keys).numeric for keys in ALL}

    assert [keys for keys, yes in numeric.items() if yes] == [SCALE, SLIDER, TENTHS, NUMBER, WHOLE, FREE]
    assert item_of(f"kind: choice, {numbers}").numeric
    assert not item_of(f"kind: choice, other: true, {numbers}").numeric
    assert not item_of(f"kind: choices, {numbers}").numeric
    assert item_of(f"kind: choices, {numbers}").lowest is None


ITEMS = [item_of(keys) for keys in ALL]


@given(st.sampled_from(ITEMS), st.lists(st.text(), max_size=3), st.text())
def test_whatever_is_posted_is_stored_or_refused(item: Item, posted: list[str], other: str) -> None:
    try:
        stored = item.read(posted, other)
    except BadAnswer as refusal:
        assert str(refusal)
    else:
        json.dumps(stored, allow_nan=False)
        item.value(stored)


@given(st.sampled_from(ITEMS), st.from_regex(r"[-+]?[0-9]{0,20}[.,]?[0-9]{0,20}(e[0-9]{1,4})?", fullmatch=True))
def test_whatever_looks_like_a_number_is_stored_within_its_limits_or_refused(item: Item, posted: str) -> None:
    try:
        value = item.value(item.read([posted]))
    except BadAnswer:
        return
    if item.numeric and value is not None:
        assert abs(value) <= 1e15


@pytest.mark.parametrize("typed", ["1,234", "1.234.567", "12,345,678"])
def test_a_number_with_signs_between_thousands_is_asked_for_again(typed):
    with pytest.raises(BadAnswer, match="thousands"):
        Number(id="steps", text={}).read([typed])


@pytest.mark.parametrize(("typed", "number"), [("1,5", 1.5), ("0,125", 0.125), ("1.234", 1.234), ("1234", 1234)])
def test_a_number_with_decimals_is_taken(typed, number):
    assert Number(id="steps", text={}).read([typed]) == number
