"""Changes of pairs: R's figures, the direction of signs, what is undefined. R's whole study: test_simulated_study."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.findings.statistics.paired import paired, paired_many

# Of R: t.test(post, pre, paired = TRUE) of twenty people.
PRE = np.array([21, 26, 20, 35, 27, 20, 28, 29, 28, 23, 34, 27, 21, 12, 32, 25, 25, 31, 30, 29], float)
POST = np.array([26, 30, 21, 28, 30, 21, 28, 24, 27, 26, 40, 28, 24, 13, 27, 24, 24, 32, 35, 33], float)
VALUES = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=3, max_size=40)


def test_twenty_people_have_r_s_figures() -> None:
    found = paired(PRE, POST)

    assert found.p == pytest.approx(0.2674330533795, rel=1e-10)
    assert found.dz == pytest.approx(0.255474412755, rel=1e-10)
    assert found.t == pytest.approx(found.dz * math.sqrt(20), rel=1e-12)


def test_hedges_factor_is_r_s() -> None:
    # R's exact J for 19 degrees of freedom.
    found = paired(PRE, POST)

    assert found.g_av is not None
    assert found.d_av is not None
    assert found.g_av / found.d_av == pytest.approx(0.9599103529243, rel=1e-10)


@given(VALUES)
def test_turning_time_around_turns_signs_and_nothing_else(pairs: list[tuple[int, int]]) -> None:
    before, after = np.array(pairs, float).T

    there, back = paired(before, after), paired(after, before)

    assert (there.n, there.sd, there.p) == (back.n, pytest.approx(back.sd), pytest.approx(back.p))
    if there.dz is not None and back.dz is not None and there.dz_ci95 and back.dz_ci95:
        assert there.dz == pytest.approx(-back.dz)
        assert there.dz_ci95 == pytest.approx((-back.dz_ci95[1], -back.dz_ci95[0]), abs=1e-8)
        assert there.dz_ci95[0] < there.dz < there.dz_ci95[1]


@given(VALUES, st.integers(-50, 50))
def test_another_zero_changes_nothing(pairs: list[tuple[int, int]], shift: int) -> None:
    before, after = np.array(pairs, float).T

    one, other = paired(before, after), paired(before + shift, after + shift)

    assert (one.mean, one.sd, one.t, one.d_av) == pytest.approx((other.mean, other.sd, other.t, other.d_av), abs=1e-9)


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ([], [], "There is no pair yet."),
        ([1], [2], "One pair has no spread; two are needed."),
        ([1, 2, 3], [2, 3, 4], "All changes are equal, so there is no interval and no test."),
        ([1, 1, 1], [1, 1, 1], "All changes are equal, so there is no interval and no test."),
    ],
)
def test_what_is_undefined_is_none_with_a_reason(before: list[float], after: list[float], reason: str) -> None:
    found = paired(np.array(before, float), np.array(after, float))

    assert (found.t, found.p, found.dz, found.dz_ci95, found.ci95, found.reason) == (None,) * 5 + (reason,)
    assert all(value is None or not isinstance(value, float) or math.isfinite(value) for value in vars(found).values())


def test_samples_together_are_samples_alone() -> None:
    samples = [(PRE, POST), (PRE[:1], POST[:1]), (POST[:9], PRE[:9])]

    for together, alone in zip(paired_many(samples), [paired(*sample) for sample in samples], strict=True):
        assert (together.n, together.t, together.d_av_ci95) == (alone.n, alone.t, alone.d_av_ci95)
        assert together.dz_ci95 == (pytest.approx(alone.dz_ci95, rel=1e-9) if alone.dz_ci95 else None)
    assert paired_many([]) == []


def test_a_tiny_p_is_not_zero() -> None:
    before = np.arange(60.0)

    found = paired(before, before + 1000 + np.sin(before))

    assert found.p is not None
    assert 0 < found.p < 1e-100
