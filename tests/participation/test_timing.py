"""What a page says of when its items were answered: kept within bounds, and never a reason to refuse answers."""

import json
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from surveys.participation.itinerary import Place
from surveys.participation.timing import MOST_CHARACTERS, MOST_MS, timing
from tests.instruments.reading import instrument_of

PLACE = Place("ask", "x")
ITEMS = """
  - {id: hello, text: Hello, kind: statement}
  - {id: sad, text: Sad, kind: number}
  - {id: calm, text: Calm, kind: number}
"""


def timed(claimed: str, hidden: tuple[str, ...] = (), rest: str = "") -> dict[str, list[int | None]]:
    instrument, _ = instrument_of(ITEMS, rest)
    return timing(instrument, PLACE, hidden, 5, {"step.timing": [claimed]})


def test_each_item_has_its_place_and_three_times() -> None:
    claimed = json.dumps({"sad": [0, 812, 1400], "calm": [3, None, None]})

    assert timed(claimed) == {"sad": [2, 0, 812, 1400], "calm": [3, 3, None, None]}


def test_without_a_script_the_order_is_kept_alone() -> None:
    assert timed("") == {"sad": [2, None, None, None], "calm": [3, None, None, None]}


def test_what_was_hidden_has_no_time() -> None:
    assert list(timed("", hidden=("sad",))) == ["calm"]


def test_the_place_is_that_in_the_persons_own_order() -> None:
    instrument, _ = instrument_of(ITEMS, "order: random")
    order = [instrument.items[position].id for position in instrument.shown(0, 5, "x:")]

    found = timed("", rest="order: random")

    assert {item: times[0] for item, times in found.items()} == {
        item: order.index(item) + 1 for item in ("sad", "calm")
    }


@pytest.mark.parametrize(
    "claimed",
    [
        "{",
        "[" * 90_000,
        "[1]",
        "7",
        '{"sad": 7}',
        '{"sad": [1, 2]}',
        '{"sad": [-1, 1.5, true]}',
        f'{{"sad": [{MOST_MS + 1}, "1", [1]]}}',
        '{"other": [1, 2, 3]}',
        "x" * 200_000,
        '{"sad": [NaN, Infinity, 1e999]}',
        '{"sad": [' + "9" * 5000 + ", null, null]}",
    ],
)
def test_a_claim_that_makes_no_sense_is_left_out(claimed: str) -> None:
    assert timed(claimed)["sad"] == [2, None, None, None]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)
TIMES = st.dictionaries(
    st.sampled_from(["sad", "calm", "hello", "else"]), JSON | st.lists(JSON, min_size=3, max_size=3)
)


@given(claimed=st.text() | JSON.map(json.dumps) | TIMES.map(json.dumps))
@example(claimed='{"sad": [1, 2, 3], "sad": ' + "[" * 50_000)
@example(claimed="[" + "0," * 49_999 + "0]")
@example(claimed='{"sad": [0, 1, 2]' + ', "x": 1' * 12_000 + "}")
@example(claimed='{"sad": [-0.0, 1e3, 604800001]}')
@example(claimed='{"sad": ["\\u0000", "\\ud800", {"a": 1}]}')
def test_whatever_is_claimed_three_whole_numbers_within_a_week_are_kept_for_each_item(claimed: str) -> None:
    found = timed(claimed)

    assert list(found) == ["sad", "calm"]
    for place, times in enumerate(found.values(), 2):
        assert len(times) == 4
        assert times[0] == place
        assert all(each is None or (type(each) is int and 0 <= each <= MOST_MS) for each in times)


def test_what_is_too_long_is_not_even_read() -> None:
    good = '{"sad": [0, 1, 2]}'

    assert timed(good)["sad"] == [2, 0, 1, 2]
    assert timed(good + " " * MOST_CHARACTERS)["sad"] == [2, None, None, None]


def test_a_billion_entries_cost_no_more_than_their_first_characters() -> None:
    began = process_time()

    for claimed in ("[" + "1," * 50_000_000, '{"sad":' * 15_000_000):
        assert timed(claimed)["sad"] == [2, None, None, None]

    assert process_time() - began < 2
