"""Who got better: by the criterion of Jacobson and Truax, or a threshold."""

import math

import numpy as np
import pytest

from surveys.findings.statistics.improvement import Improvement, count_improved, pooled_sd, reliable_criterion


def test_the_criterion_is_r_s() -> None:
    # R, simulated study: pooled SD and α of the first occasion.
    assert reliable_criterion(13.134835380124, 0.8983258851399) == pytest.approx(11.609162851082, rel=1e-11)


def test_perfect_and_absent_reliability_give_no_criterion() -> None:
    assert [reliable_criterion(10, alpha) for alpha in (None, 1.0, 0.0, -0.4)] == [None] * 4
    assert [reliable_criterion(sd, 0.8) for sd in (None, 0.0)] == [None] * 2


def test_spread_is_pooled_within_groups() -> None:
    groups = [np.array([1.0, 3.0]), np.array([10.0, 10.0, 16.0]), np.array([99.0]), np.array([])]

    assert pooled_sd(groups) == pytest.approx(math.sqrt((2 + 24) / 3))
    assert pooled_sd([np.array([1.0])]) is None


def test_the_direction_follows_better_and_the_criterion_itself_counts() -> None:
    change = np.array([-10.0, -9.9, 0.0, 9.9, 10.0, 20.0])

    assert count_improved(change, 10, "lower") == Improvement(1, 3, 2, 10)
    assert count_improved(change, 10, "higher") == Improvement(2, 3, 1, 10)
