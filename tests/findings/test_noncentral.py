"""Noncentral t: against scipy where scipy has a number, and against a fine sum everywhere else."""

import itertools

import numpy as np
import pytest
from scipy.special import nctdtr, ndtr

from surveys.findings.statistics.noncentral import noncentral_t_interval


def summed(t: float, df: float, shift: float) -> float:
    """P(T ≤ t) as a sum over a million steps of the spread."""
    reach = 12 / np.sqrt(2 * df)
    spread = np.linspace(max(1 - reach, 1e-9), 1 + reach, 1_000_001)
    log_density = (df - 1) * np.log(spread) - df * spread**2 / 2
    density = np.exp(log_density - log_density.max())
    return float(np.trapezoid(ndtr(t * spread - shift) * density) / np.trapezoid(density))


def test_it_inverts_scipy_s_distribution() -> None:
    dice = np.random.default_rng(1)
    t, df = dice.normal(0, 5, 200), dice.integers(1, 200, 200).astype(float)

    low, high = noncentral_t_interval(t, df)

    assert nctdtr(df, low, t) == pytest.approx(0.975, abs=1e-10)
    assert nctdtr(df, high, t) == pytest.approx(0.025, abs=1e-10)


@pytest.mark.parametrize(("t", "df"), list(itertools.product((0, 3, 100, 1000, -500), (1, 2, 39, 1e5))))
def test_it_is_right_where_scipy_has_no_number(t: float, df: float) -> None:
    low, high = noncentral_t_interval(np.array([float(t)]), np.array([float(df)]))

    assert summed(t, df, low[0]) == pytest.approx(0.975, abs=1e-6)
    assert summed(t, df, high[0]) == pytest.approx(0.025, abs=1e-6)


def test_many_people_and_a_large_effect_have_the_normal_s_interval() -> None:
    # Hedges and Olkin: the variance of a noncentrality is near 1 + t²/(2 df).
    low, high = noncentral_t_interval(np.array([200.0]), np.array([1e6]))

    reach = 1.959964 * np.sqrt(1 + 200**2 / 2e6)
    assert (low[0], high[0]) == pytest.approx((200 - reach, 200 + reach), rel=1e-4)
