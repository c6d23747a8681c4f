"""What a page says of when its items were answered: kept within bounds, and never a reason to refuse answers."""

import json

import pytest

from surveys.participation.itinerary import Place
from surveys.participation.timing import MOST_MS, timing
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
