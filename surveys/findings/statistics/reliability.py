"""The reliability of a score's items: Cronbach's α and McDonald's ω."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from surveys.findings.statistics.omega import mcdonald_omega

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Reliability:
    """α and ω of a score's items, how many items, and of how many people with all of them; None with a reason."""

    alpha: float | None
    items: int
    n: int
    reason: str = ""
    omega: float | None = None


def reliability(items: Floats) -> Reliability:
    """α and ω of an items × people matrix, complete people only."""
    alpha = cronbach_alpha(items)
    if alpha.alpha is None:
        return alpha
    omega = mcdonald_omega(items)
    return replace(alpha, omega=omega.omega, reason=omega.reason)


def cronbach_alpha(items: Floats) -> Reliability:
    """α = k/(k−1) · (1 − Σ item variances / variance of the sum) of an items × people matrix, complete people only."""
    k = len(items)
    whole_sum = items.sum(axis=0)
    answered = ~np.isnan(whole_sum)
    complete, sums = items[:, answered], whole_sum[answered]
    n = len(sums)
    if k < 2:
        return Reliability(None, k, n, "One item has no reliability of this kind.")
    if n < 2:
        return Reliability(None, k, n, "Fewer than two people answered all items.")
    alone, whole = float(complete.var(axis=1, ddof=1).sum()), float(sums.var(ddof=1))
    if whole <= 1e-12:
        return Reliability(None, k, n, "The sum of the items is the same in everybody.")
    return Reliability(k / (k - 1) * (1 - alone / whole), k, n)
