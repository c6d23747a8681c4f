"""A sample beside published norms, of which only mean, SD and n are known: Welch's interval and Cohen's d."""

import math
from dataclasses import dataclass

import numpy as np

from surveys.findings.statistics.describe import Summary, t_quantile
from surveys.findings.statistics.noncentral import noncentral_t_interval

Ends = tuple[float, float]


@dataclass(frozen=True)
class AgainstNorm:
    """How far a sample's mean lies above a norm's, in points and in pooled standard deviations."""

    difference: float | None = None
    difference_ci95: Ends | None = None
    d: float | None = None
    d_ci95: Ends | None = None
    reason: str = ""


def rescaled(mean: float, sd: float, scale: Ends, onto: Ends) -> tuple[float, float]:
    """A mean and SD of one scale as they would be on another: low end onto low end, high onto high."""
    factor = (onto[1] - onto[0]) / (scale[1] - scale[0])
    return onto[0] + (mean - scale[0]) * factor, sd * factor


def against_norm(own: Summary, mean: float, sd: float, n: int) -> AgainstNorm:
    """Own mean − the norm's with Welch's 95 % interval; d by the pooled SD with the noncentral t interval."""
    if own.mean is None or own.sd is None:
        return AgainstNorm(None if own.mean is None else own.mean - mean, reason=own.reason)
    difference = own.mean - mean
    one, two = own.sd**2 / own.n, sd**2 / n
    if not one + two:
        return AgainstNorm(difference, reason="Neither sample has any spread.")
    df = (one + two) ** 2 / (one**2 / (own.n - 1) + two**2 / (n - 1))
    reach = t_quantile(0.975, df) * math.sqrt(one + two)
    pooled = math.sqrt(((own.n - 1) * own.sd**2 + (n - 1) * sd**2) / (own.n + n - 2))
    root = math.sqrt(own.n * n / (own.n + n))
    d = difference / pooled
    low, high = noncentral_t_interval(np.array([d * root]), np.array([float(own.n + n - 2)]))
    return AgainstNorm(
        difference, (difference - reach, difference + reach), d, (float(low[0]) / root, float(high[0]) / root)
    )
