"""Which items are rows of a table on wide screens, and what their answers are called."""

import pytest

from surveys.pages.participant.alike import alike
from surveys.pages.participant.compile import render_item
from tests.instruments.reading import instrument_of

OFTEN = "kind: scale, from: 0, to: 2, labels: [Never, Rarely, Often]"
TRUE = "kind: scale, from: 1, to: 7, labels: {1: Not true, 7: Very true}"
AGREE = "kind: choice, options: [{value: a, label: Agree}, {value: b, label: Disagree}]"


def sets(*answers: str, more: str = "") -> dict[str, int]:
    """The sets of an instrument whose items i0, i1, … have these answers."""
    items = "\n".join(f"  - {{id: i{at}, text: Text {at}, {each}}}" for at, each in enumerate(answers))
    instrument, faults = instrument_of(f"\n{items}\n", more)
    assert faults == []
    return dict(alike(instrument))


def test_neighbours_with_the_same_answers_are_a_table_and_each_kind_of_answers_a_table_of_its_own() -> None:
    assert sets(OFTEN, OFTEN, TRUE, TRUE, AGREE, AGREE) == {"i0": 0, "i1": 0, "i2": 1, "i3": 1, "i4": 2, "i5": 2}


def test_items_that_never_stand_side_by_side_are_no_table() -> None:
    assert sets(OFTEN, TRUE, OFTEN, "kind: text", AGREE, "kind: statement", AGREE) == {}


def test_in_a_random_order_any_two_may_stand_side_by_side() -> None:
    assert sets(OFTEN, TRUE, OFTEN, more="order: random") == {"i0": 0, "i2": 0}


@pytest.mark.parametrize(
    "answers",
    [
        "kind: scale, from: 0, to: 7, labels: [a, b, c, d, e, f, g, h]",
        "kind: scale, from: 0, to: 11",
        AGREE.replace("options", "other: true, options"),
        "kind: slider, from: 0, to: 9",
        "kind: text",
    ],
)
def test_what_a_table_has_no_room_for_stays_as_it_is(answers: str) -> None:
    assert sets(answers, answers) == {}


def test_a_fifth_set_stays_as_it_is_because_the_style_sheet_knows_four() -> None:
    scales = [f"kind: scale, from: 0, to: {end}" for end in range(2, 7)]

    assert set(sets(*(each for scale in scales for each in (scale, scale))).values()) == {0, 1, 2, 3}


def test_a_point_without_words_is_called_by_its_number() -> None:
    instrument, _ = instrument_of("\n  - {id: a, text: A, kind: scale, from: 0, to: 2, labels: {1: Middle}}\n")

    html = render_item(instrument.items[0], "en")
    assert "<b>0</b>" in html
    assert "<b>2</b>" in html
