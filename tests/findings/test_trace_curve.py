"""The mean curve of sliders on the film's clock, against numbers worked out by hand and by another way."""

import numpy as np
import pytest

from surveys.findings.statistics.describe import describe
from surveys.findings.statistics.trace_curve import Moment, carried, grid_of, trace_curve


def at(curve: list[Moment], second: float) -> Moment:
    return next(moment for moment in curve if moment.second == second)


def test_a_film_has_a_place_every_half_second_and_a_long_one_fewer() -> None:
    assert grid_of(2.0).tolist() == [0, 0.5, 1, 1.5, 2]
    assert grid_of(52.0)[1] == 0.5
    assert len(grid_of(3600)) <= 601
    assert len(grid_of(7200)) <= 601


def test_a_value_is_carried_from_the_first_touch_to_the_last_second_seen() -> None:
    trace = [[1.0, 40], [1.25, 50], [3.0, 10]]

    places = carried(trace, 4.0, grid_of(5.0))

    assert np.isnan(places[:2]).all(), "nothing before the first touch"
    assert places[2:9].tolist() == [50, 50, 50, 50, 10, 10, 10]
    assert np.isnan(places[9:]).all(), "nothing after what was seen"


def test_nobody_who_never_touched_the_slider_counts() -> None:
    assert [moment.n for moment in trace_curve([([], 2.0), ([[0, 7]], 2.0)], 2.0)] == [1, 1, 1, 1, 1]


def test_mean_spread_and_interval_are_those_of_a_sample() -> None:
    # Of 2, 4 and 9: mean 5, deviations 9 + 1 + 16 = 26, sd √13, t(0.975, 2) = 4.302653.
    people = [([[0, 2]], 3.0), ([[0, 4]], 3.0), ([[0, 9]], 1.0)]

    curve = trace_curve(people, 3.0)

    first = at(curve, 0.5)
    assert (first.n, first.mean) == (3, 5)
    assert first.sd == pytest.approx(13**0.5)
    assert first.ci95 == pytest.approx((5 - 4.302653 * (13 / 3) ** 0.5, 5 + 4.302653 * (13 / 3) ** 0.5), abs=1e-5)
    # The third person left: of 2 and 4, sd √2, t(0.975, 1) = 12.7062.
    last = at(curve, 3.0)
    assert (last.n, last.mean, last.sd) == (2, 3, pytest.approx(2**0.5))
    assert last.ci95 == pytest.approx((3 - 12.7062047, 3 + 12.7062047))


def test_one_value_and_equal_values_have_no_interval() -> None:
    assert trace_curve([([[0, 7]], 1.0)], 1.0)[0] == Moment(0.0, 1, 7.0)
    assert trace_curve([([[0, 7]], 1.0)] * 3, 1.0)[0] == Moment(0.0, 3, 7.0, 0.0)
    assert trace_curve([], 1.0)[0] == Moment(0.0, 0)


def test_many_people_give_what_each_place_gives_by_itself() -> None:
    dice = np.random.default_rng(3)
    people = []
    for _ in range(40):
        seconds = np.sort(dice.uniform(0, 20, 60))
        people.append((np.column_stack([seconds, dice.integers(0, 101, 60)]).tolist(), float(dice.uniform(5, 20))))
    grid = grid_of(20.0)

    curve = trace_curve(people, 20.0)

    columns = np.array([carried(trace, until, grid) for trace, until in people])
    for place, moment in enumerate(curve):
        known = columns[:, place][~np.isnan(columns[:, place])]
        expected = describe(known)
        assert moment.n == expected.n
        assert moment.mean == (pytest.approx(expected.mean) if expected.n else None)
        assert moment.ci95 == (pytest.approx(expected.ci95) if expected.ci95 else None)
