"""Covariance: the closed form against statsmodels, for arms of any size. R's figures: test_simulated_study."""

import numpy as np
import pytest
from statsmodels.regression.linear_model import OLS

from surveys.findings.statistics.ancova import ancova


def fitted(pre: np.ndarray, post: np.ndarray, arm: np.ndarray, arms: int) -> tuple[float, float, list[float]]:
    """F, p and adjusted means by least squares with a column for each arm."""
    design = np.column_stack([*(arm == each for each in range(arms)), pre - pre.mean()]).astype(float)
    fit = OLS(post, design).fit()
    contrasts = np.column_stack([np.ones(arms - 1), -np.eye(arms - 1), np.zeros(arms - 1)])
    test = fit.f_test(contrasts)
    return float(np.squeeze(test.fvalue)), float(test.pvalue), list(fit.params[:arms])


@pytest.mark.parametrize("sizes", [(10, 10), (3, 50, 7), (200, 1, 30, 80)])
def test_the_closed_form_is_least_squares(sizes: tuple[int, ...]) -> None:
    dice = np.random.default_rng(sum(sizes))
    arm = np.repeat(np.arange(len(sizes)), sizes)
    pre = dice.normal(50, 10, len(arm)) + 3 * arm
    post = 0.6 * pre + 4 * arm + dice.normal(0, 8, len(arm))

    found = ancova(pre, post, arm, len(sizes))

    ratio, p, means = fitted(pre, post, arm, len(sizes))
    assert (found.F, found.p) == pytest.approx((ratio, p), rel=1e-9)
    assert [pair[0] for pair in found.adjusted if pair] == pytest.approx(means, rel=1e-9)
    assert (found.df1, found.df2) == (len(sizes) - 1, len(arm) - len(sizes) - 1)


def test_an_arm_without_people_is_left_out() -> None:
    dice = np.random.default_rng(4)
    arm = np.repeat([0, 2], 20)
    pre, post = dice.normal(size=40), dice.normal(size=40)

    found = ancova(pre, post, arm, 3)

    assert pytest.approx(fitted(pre, post, arm // 2, 2)[0], rel=1e-9) == found.F
    assert found.df1 == 1
    assert found.adjusted[1] is None


@pytest.mark.parametrize(
    ("pre", "post", "arm", "reason"),
    [
        ([], [], [], "Fewer than two conditions"),
        ([1, 2, 3], [1, 2, 4], [0, 0, 0], "Fewer than two conditions"),
        ([1, 2, 3], [1, 2, 4], [0, 1, 1], "too few people"),
        ([1, 1, 2, 2], [1, 2, 3, 5], [0, 0, 1, 1], "don't differ within"),
        ([1, 2, 3, 4, 5], [2, 4, 6, 8, 10], [0, 0, 1, 1, 1], "Nothing is left over"),
    ],
)
def test_what_is_undefined_is_none_with_a_reason(
    pre: list[float], post: list[float], arm: list[int], reason: str
) -> None:
    found = ancova(np.array(pre, float), np.array(post, float), np.array(arm, int), 2)

    assert (found.F, found.p, found.partial_eta_squared, found.adjusted) == (None, None, None, (None, None))
    assert reason in found.reason
