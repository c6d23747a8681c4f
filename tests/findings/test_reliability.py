"""Cronbach's α by hand; R's figures: test_simulated_study."""

import numpy as np
import pytest

from surveys.findings.statistics.reliability import cronbach_alpha


def test_equal_items_are_perfect_and_independent_ones_are_not() -> None:
    same = np.tile(np.arange(10.0), (3, 1))
    apart = np.array([[1.0, -1.0, 1.0, -1.0], [1.0, 1.0, -1.0, -1.0]])

    assert cronbach_alpha(same).alpha == pytest.approx(1)
    assert cronbach_alpha(apart).alpha == pytest.approx(0)


def test_people_with_a_gap_are_left_out() -> None:
    items = np.array([[1.0, 2.0, 3.0, np.nan, 9.0], [1.5, 2.0, 2.5, 4.0, np.nan]])

    found = cronbach_alpha(items)

    assert (found.n, found.items) == (3, 2)
    assert found.alpha == pytest.approx(2 * (1 - (1 + 0.25) / 2.25))


@pytest.mark.parametrize(
    ("items", "reason"),
    [
        (np.empty((0, 5)), "One item"),
        (np.ones((1, 5)), "One item"),
        (np.ones((2, 1)), "Fewer than two people"),
        (np.ones((3, 6)), "the same in everybody"),
    ],
)
def test_what_is_undefined_is_none_with_a_reason(items: np.ndarray, reason: str) -> None:
    found = cronbach_alpha(items)

    assert found.alpha is None
    assert reason in found.reason
