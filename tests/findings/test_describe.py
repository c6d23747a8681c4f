"""One sample described: by hand, and by what must hold for any numbers."""

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.findings.statistics.describe import Summary, describe, sd, t_quantile

SAMPLE = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]
NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=50)


def test_a_sample_is_described() -> None:
    # By hand: the squares about the mean of 5 sum to 32.
    found = describe(SAMPLE)

    assert (found.n, found.mean, found.median, found.minimum, found.maximum) == (8, 5, 4.5, 2, 9)
    assert found.sd == pytest.approx(math.sqrt(32 / 7), rel=1e-15)
    assert found.se == pytest.approx(math.sqrt(4 / 7), rel=1e-15)
    assert found.reason == ""


def test_the_interval_is_the_mean_and_t_standard_errors() -> None:
    # Two values, one degree of freedom: t is the tangent of 0.475 π.
    assert describe([1.0, 3.0]).ci95 == pytest.approx((2 - math.tan(0.475 * math.pi), 2 + math.tan(0.475 * math.pi)))


def test_quantiles_of_t_are_those_of_its_closed_forms() -> None:
    assert t_quantile(0.975, 1) == pytest.approx(math.tan(0.475 * math.pi), rel=1e-12)
    assert t_quantile(0.975, 2) == pytest.approx(0.95 * math.sqrt(2 / (4 * 0.975 * 0.025)), rel=1e-12)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([], "There is no value yet."),
        ([4.0], "One value has no spread; two are needed."),
        ([0.1, 0.1, 0.1], "All values are equal, so there is no interval."),
    ],
)
def test_what_is_undefined_is_none_with_a_reason(values: list[float], reason: str) -> None:
    found = describe(values)

    assert found.reason == reason
    assert found.ci95 is None


def test_equal_values_have_no_spread_whatever_their_rounding() -> None:
    assert sd([0.1] * 10) == 0.0


def test_nothing_has_no_error() -> None:
    assert Summary(0).se is None


@given(NUMBERS)
def test_any_numbers_give_finite_figures_that_the_standard_library_gives_too(values: list[float]) -> None:
    found = describe(values)

    assert found.mean == pytest.approx(statistics.fmean(values), rel=1e-9, abs=1e-9)
    assert found.median == pytest.approx(statistics.median(values), rel=1e-9, abs=1e-9)
    spread = statistics.stdev(values) if min(values) < max(values) else 0
    assert found.sd == pytest.approx(spread, rel=1e-6, abs=1e-9)
    assert found.ci95 is None or all(math.isfinite(end) for end in found.ci95)
