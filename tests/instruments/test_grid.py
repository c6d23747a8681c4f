"""The affect grid: two answers that come together or not at all."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.instruments.items import DECLINED, NOT_ANSWERED, BadAnswer, Grid
from surveys.instruments.plausible import Leaning, plausible_fields
from tests.instruments.reading import item_of

GRID = "kind: grid, x: [Unpleasant, Pleasant], y: [Sleepy, Awake]"


def grid() -> Grid:
    item = item_of(GRID)
    assert isinstance(item, Grid)
    return item


def test_a_place_is_two_whole_numbers_in_two_columns() -> None:
    item = grid()

    assert item.columns == ("a_x", "a_y")
    assert item.read_from({"a.x": ["7"], "a.y": ["3"]}) == [7, 3]
    assert item.read_from({}) is NOT_ANSWERED
    assert [item.part(column, [7, 3]) for column in item.columns] == [7, 3]
    assert item.part("a_x", DECLINED) is None


@pytest.mark.parametrize("fields", [{"a.x": ["7"]}, {"a.y": ["7"], "a.x": [""]}])
def test_half_a_place_is_no_answer(fields: dict[str, list[str]]) -> None:
    with pytest.raises(BadAnswer, match="both lines"):
        grid().read_from(fields)


@pytest.mark.parametrize("posted", ["0", "10", "1.5", "x", "-1", "٣", "1e0"])
def test_a_place_outside_of_the_square_is_refused(posted: str) -> None:
    with pytest.raises(BadAnswer):
        grid().read_from({"a.x": [posted], "a.y": ["1"]})


@given(st.floats(-1, 2), st.integers())
def test_what_somebody_made_up_posts_is_taken(share: float, seed: int) -> None:
    fields = plausible_fields(grid(), Leaning(share), Random(seed))

    assert set(fields) == {"a.x", "a.y"}
    assert all(1 <= coordinate <= 9 for coordinate in grid().read_from(fields))
