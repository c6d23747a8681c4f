"""A sample beside norms, held against scipy and numbers worked out by hand."""

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import nct, ttest_ind

from surveys.findings.statistics.against_norm import against_norm, rescaled
from surveys.findings.statistics.describe import Summary, describe

OWN = np.array([5.0, 6.0, 4.0, 7.0, 8.0, 6.0, 5.0, 7.0])
NORM = np.array([3.0, 5.0, 4.0, 4.0, 6.0, 2.0, 5.0, 3.0, 4.0, 6.0, 1.0])


def test_the_difference_has_welch_s_interval() -> None:
    found = against_norm(describe(OWN), float(NORM.mean()), float(NORM.std(ddof=1)), len(NORM))
    known = ttest_ind(OWN, NORM, equal_var=False).confidence_interval()

    assert found.difference == pytest.approx(OWN.mean() - NORM.mean())
    assert found.difference_ci95 == pytest.approx((known.low, known.high))


def test_d_is_the_difference_in_pooled_deviations_with_the_noncentral_t_interval() -> None:
    # 6 and 4 with SD 1 and 2, 5 people each: pooled SD √((1 + 4) / 2).
    found = against_norm(Summary(5, 6.0, 1.0), 4.0, 2.0, 5)

    assert found.d == pytest.approx(2 / 2.5**0.5)
    root = (25 / 10) ** 0.5
    t = found.d * root
    low = brentq(lambda shift: nct.sf(t, 8, shift) - 0.025, t - 6, t)
    high = brentq(lambda shift: nct.cdf(t, 8, shift) - 0.025, t, t + 6)
    assert found.d_ci95 == pytest.approx((low / root, high / root), rel=1e-6)


def test_a_scale_is_laid_onto_another_end_by_end() -> None:
    # 4 is the middle of 1 to 7, so it is the middle of 0 to 8; a point there is 8/6 here.
    assert rescaled(4.0, 1.5, (1, 7), (0, 8)) == pytest.approx((4.0, 2.0))
    assert rescaled(7.0, 0.0, (1, 7), (0, 8)) == pytest.approx((8.0, 0.0))


@pytest.mark.parametrize(
    ("own", "sd", "says"),
    [
        (Summary(0), 1.0, "no value"),
        (Summary(1, 5.0), 1.0, "two are needed"),
        (Summary(4, 5.0, 0.0), 0.0, "any spread"),
    ],
)
def test_what_can_t_be_compared_is_nothing_with_a_reason(own: Summary, sd: float, says: str) -> None:
    found = against_norm(own, 4.0, sd, 80)

    assert (found.difference_ci95, found.d, found.d_ci95) == (None, None, None)
    assert says in found.reason
    assert found.difference == (None if own.mean is None else 1.0)


def test_equal_ratings_can_still_be_compared_with_a_norm_that_has_a_spread() -> None:
    found = against_norm(Summary(4, 5.0, 0.0), 4.0, 2.0, 80)

    assert found.difference == 1.0 and found.d is not None and found.difference_ci95 is not None
