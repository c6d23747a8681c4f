"""Hits, discreteness and success of films, held against numbers worked out by hand."""

import math

import numpy as np
import pytest

from surveys.findings.statistics.describe import describe
from surveys.findings.statistics.validation import (
    calm_hits,
    count_hits,
    discreteness,
    hits,
    point,
    success,
)

NAN = math.nan
# Four people: sad, then amused and afraid, on a scale from 0 to 8.
SAD = np.array([6.0, 5.0, 3.0, NAN])
OTHERS = np.array([[5.0, 0.0], [4.5, 1.0], [0.0, NAN], [0.0, 0.0]])


def test_a_hit_is_one_point_of_nought_to_eight_above_every_other_feeling() -> None:
    # 6 is a whole point above 5, 5 is half a point above 4.5; the others have left something open.
    found = hits(SAD, OTHERS, 0, 8)

    assert found.tolist()[:2] == [1.0, 0.0]
    assert np.isnan(found[2:]).all()


@pytest.mark.parametrize(
    ("low", "high", "one"), [(0, 8, 1.0), (1, 7, 0.75), (0, 100, 12.5), (-4, 4, 1.0), (0, 1, 0.125)]
)
def test_a_point_is_an_eighth_of_any_scale(low: float, high: float, one: float) -> None:
    assert point(low, high) == one
    just, short = np.array([low + one]), np.array([low + one - 0.01])
    others = np.array([[low]])

    assert hits(just, others, low, high).tolist() == [1.0]
    assert hits(short, others, low, high).tolist() == [0.0]


def test_rounding_takes_no_hit_away() -> None:
    # 0.3 − 0.2 is a little less than 0.1 for a computer.
    assert 0.3 - 0.2 < 0.1
    assert hits(np.array([0.3]), np.array([[0.2]]), 0, 0.8).tolist() == [1.0]


def test_without_other_feelings_every_rating_is_a_hit_and_nothing_is_discrete() -> None:
    alone = np.empty((2, 0))

    assert hits(np.array([0.0, 3.0]), alone, 0, 8).tolist() == [1.0, 1.0]
    assert np.isnan(discreteness(np.array([0.0, 3.0]), alone)).all()


def test_a_neutral_film_hits_whom_it_leaves_calm() -> None:
    feelings = np.array([[0.0, 0.0], [0.0, 0.9], [0.0, 1.0], [0.0, NAN]])

    found = calm_hits(feelings, 0, 8)

    assert found.tolist()[:3] == [1.0, 1.0, 0.0]
    assert np.isnan(found[3])


def test_discreteness_is_the_target_less_the_mean_of_the_others() -> None:
    found = discreteness(SAD, OTHERS)

    # 6 − (5 + 0) / 2 and 5 − (4.5 + 1) / 2
    assert found.tolist()[:2] == [3.5, 2.25]
    assert np.isnan(found[2:]).all()
    assert describe(found[:2]).mean == 2.875


def test_hits_are_counted_among_those_who_rated_everything() -> None:
    found = count_hits(np.array([1.0, 1.0, 0.0, NAN]))

    assert (found.n, found.hits, found.rate) == (3, 2, pytest.approx(2 / 3))
    # By hand, with z² = 3.841459: (2/3 + z²/6 ± z √(2/27 + z²/36)) ÷ (1 + z²/3)
    assert found.ci95 == pytest.approx((0.2076596, 0.9385081), abs=1e-6)
    nobody = count_hits(np.array([NAN]))
    assert (nobody.n, nobody.rate, nobody.ci95) == (0, None, None)
    assert nobody.reason


def test_success_is_the_z_of_the_hits_and_the_z_of_the_intensity() -> None:
    one, two, three, neutral = success([0.5, 0.7, 0.9, 0.8], [2.0, 6.0, 4.0, None])

    # Hits 0.5 0.7 0.9: mean 0.7, SD 0.2. Intensities 2 6 4: mean 4, SD 2.
    assert (one.z_hits, one.z_intensity, one.index) == pytest.approx((-1, -1, -2))
    assert (two.z_hits, two.z_intensity, two.index) == pytest.approx((0, 1, 1))
    assert (three.z_hits, three.z_intensity, three.index) == pytest.approx((1, 0, 1))
    assert neutral.index is None and "neutral" in neutral.reason


def test_films_that_can_t_be_compared_have_no_success_index_and_a_reason() -> None:
    (alone,) = success([0.5], [3.0])
    equal, _ = success([0.5, 0.5], [3.0, 4.0])

    assert alone.index is None and "Two films" in alone.reason
    assert equal.index is None and "same hit rate" in equal.reason
    assert equal.z_intensity == pytest.approx(-math.sqrt(0.5))
