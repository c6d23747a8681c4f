"""McDonald's ω of known factors, against other optimisers, and why there is none. R's: test_simulated_study."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import minimize

from surveys.findings.plain_omega import plain_omega
from surveys.findings.statistics.omega import mcdonald_omega, one_factor
from surveys.findings.statistics.reliability import reliability

Floats = np.ndarray


def people(loadings: list[float], n: int, seed: int) -> Floats:
    """The answers of n people to items that hang on one factor, items × people."""
    dice = np.random.default_rng(seed)
    strength = np.array(loadings)[:, None]
    return strength * dice.normal(size=n) + np.sqrt(1 - strength**2) * dice.normal(size=(len(loadings), n))


def matrix(loadings: list[float]) -> Floats:
    """The correlations of items with these loadings."""
    found = np.outer(loadings, loadings)
    np.fill_diagonal(found, 1)
    return found


def misfit(correlations: Floats) -> Callable[[Floats], float]:
    """ln|Σ| + tr(RΣ⁻¹) of loadings and logarithms of uniquenesses, by the textbook."""

    def of(both: Floats) -> float:
        loadings, logs = np.split(both, 2)
        sigma = np.outer(loadings, loadings) + np.diag(np.exp(logs))
        return float(np.linalg.slogdet(sigma)[1] + np.trace(np.linalg.solve(sigma, correlations)))

    return of


@pytest.mark.parametrize("loadings", [[0.8, 0.7, 0.6], [0.9, 0.5, 0.4, 0.3], [0.6] * 10, [0.7, -0.2, 0.5, 0.8, 0.1]])
def test_a_factor_that_is_there_is_found(loadings: list[float]) -> None:
    factor = one_factor(matrix(loadings))

    assert factor is not None
    sign = np.sign(factor.loadings[0])
    assert sign * factor.loadings == pytest.approx(loadings, abs=1e-9)
    assert factor.uniquenesses == pytest.approx(1 - np.array(loadings) ** 2, abs=1e-9)


@pytest.mark.parametrize("seed", range(8))
def test_a_general_optimiser_finds_the_same(seed: int) -> None:
    correlations = np.corrcoef(people([0.8, 0.7, 0.6, 0.5, 0.7, 0.4], 90, seed))
    factor = one_factor(correlations)
    assert factor is not None and factor.proper

    begin = np.concatenate([np.full(6, 0.5), np.log(np.full(6, 0.5))])
    found = minimize(misfit(correlations), begin, method="BFGS", options={"gtol": 1e-7})

    assert abs(found.x[:6]) == pytest.approx(abs(factor.loadings), abs=1e-4)
    assert misfit(correlations)(np.concatenate([factor.loadings, np.log(factor.uniquenesses)])) <= found.fun + 1e-9


@given(st.lists(st.floats(0.3, 0.9), min_size=3, max_size=8), st.integers(12, 120), st.integers(0, 10**6))
def test_em_finds_the_same_and_stays(loadings: list[float], n: int, seed: int) -> None:
    items = people(loadings, n, seed)
    found = mcdonald_omega(items).omega

    again = plain_omega(items.tolist())

    assert (found is None) == (again is None)
    assume(found is not None)
    assert again == pytest.approx(found, abs=1e-7)


def test_em_leaves_a_place_that_is_no_peak_control(monkeypatch: pytest.MonkeyPatch) -> None:
    items = people([0.8, 0.7, 0.6, 0.5], 80, 3)
    factor = one_factor(np.corrcoef(items))
    assert factor is not None
    shifted = type(factor)(factor.loadings * 0.999, 1 - (factor.loadings * 0.999) ** 2)

    monkeypatch.setattr("surveys.findings.plain_omega.one_factor", lambda _: shifted)

    wrong = (total := float(shifted.loadings.sum()) ** 2) / (total + float((1 - shifted.loadings**2).sum()))
    assert abs((plain_omega(items.tolist()) or 0) - wrong) > 1e-6


@given(st.integers(0, 10**6), st.lists(st.floats(0.1, 50), min_size=4, max_size=4))
def test_units_and_shifts_change_nothing(seed: int, units: list[float]) -> None:
    items = people([0.8, 0.7, 0.6, 0.5], 60, seed)
    found = mcdonald_omega(items).omega
    assume(found is not None)

    assert mcdonald_omega(items * np.array(units)[:, None] - 7).omega == pytest.approx(found, abs=1e-7)
    assert mcdonald_omega(items[::-1]).omega == pytest.approx(found, abs=1e-7)


def test_equal_loadings_make_it_alpha_of_equal_items() -> None:
    # Spearman and Brown: k items of correlation r have a reliability of kr / (1 + (k − 1)r).
    factor = one_factor(matrix([np.sqrt(0.5)] * 4))
    assert factor is not None

    common = factor.loadings.sum() ** 2
    assert common / (common + (1 - factor.loadings**2).sum()) == pytest.approx(4 * 0.5 / 2.5)


def test_people_with_a_gap_are_left_out() -> None:
    items = people([0.8, 0.7, 0.6], 50, 1)
    gap = np.column_stack([items, [np.nan, 9, -9]])

    assert mcdonald_omega(gap) == mcdonald_omega(items)


ORTHOGONAL = np.array([[1.0, 1, -1, -1], [1, -1, 1, -1], [1, -1, -1, 1]])
HEYWOOD = np.array([[1, 0.9, 0.9], [0.9, 1, 0.3], [0.9, 0.3, 1]])


@pytest.mark.parametrize(
    ("items", "reason"),
    [
        (people([0.8, 0.8], 30, 1), "three items"),
        (people([0.8] * 5, 5, 1), "more people than items"),
        (np.vstack([people([0.8] * 3, 30, 1), np.ones(30)]), "the same in everybody"),
        (np.vstack([(some := people([0.8] * 3, 30, 1)), some.sum(axis=0)]), "follows wholly"),
        (np.linalg.cholesky(HEYWOOD + 0.2 * np.eye(3)) @ np.tile(ORTHOGONAL, 3), "a Heywood case"),
    ],
)
def test_what_is_undefined_is_none_with_a_reason(items: Floats, reason: str) -> None:
    found = mcdonald_omega(items)

    assert found.omega is None
    assert reason in found.reason
    assert plain_omega(items.tolist()) is None


def test_items_that_hang_together_nowhere_stop_nobody() -> None:
    found = mcdonald_omega(items := np.tile(ORTHOGONAL, 3)).omega

    assert found is not None and found < 0.1
    assert plain_omega(items.tolist()) == pytest.approx(found)


def test_alpha_stays_where_omega_is_none() -> None:
    found = reliability(people([0.8, 0.8], 30, 1))

    assert found.alpha is not None
    assert found.omega is None
    assert "three items" in found.reason
