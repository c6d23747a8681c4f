"""McDonald's ω a second way: lists, and the EM algorithm for one factor (Rubin and Thayer 1982).

Of small samples the likelihood can have several peaks. Which one is meant is taken from `one_factor`; from there EM
climbs by itself, so that a place that is no peak gives another ω.
"""

import math
import statistics
from collections.abc import Sequence

import numpy as np

from surveys.findings.statistics.omega import one_factor

STEPS = 50
Numbers = Sequence[float]


def plain_omega(columns: Sequence[Numbers]) -> float | None:
    """ω of the columns of three items and more; None where there is none."""
    k, n = len(columns), len(columns[0])
    if k < 3 or n <= k or any(statistics.pvariance(column) <= 1e-12 for column in columns):
        return None
    table = [[1.0 if one is other else statistics.correlation(one, other) for other in columns] for one in columns]
    if np.linalg.eigvalsh(table)[0] < 1e-8:
        return None
    begin = one_factor(np.array(table))
    if begin is None or not begin.proper:
        return None
    loadings, own = begin.loadings.tolist(), begin.uniquenesses.tolist()
    for _ in range(STEPS):
        loadings, own = climbed(table, loadings, own)
    common = math.fsum(loadings) ** 2
    return common / (common + math.fsum(1 - loading**2 for loading in loadings))


def climbed(table: Sequence[Numbers], loadings: Numbers, own: Numbers) -> tuple[list[float], list[float]]:
    """Loadings and uniquenesses of a greater likelihood, or the same at a peak."""
    weights = [loading / share for loading, share in zip(loadings, own, strict=True)]
    known = 1 + math.fsum(loading * weight for loading, weight in zip(loadings, weights, strict=True))
    weights = [weight / known for weight in weights]
    with_factor = [math.fsum(r * weight for r, weight in zip(row, weights, strict=True)) for row in table]
    spread = (
        1
        - math.fsum(weight * loading for weight, loading in zip(weights, loadings, strict=True))
        + math.fsum(weight * shared for weight, shared in zip(weights, with_factor, strict=True))
    )
    new = [shared / spread for shared in with_factor]
    return new, [1 - loading * shared for loading, shared in zip(new, with_factor, strict=True)]
