"""Intervals of a noncentrality: from an observed t to those under which it would be rare."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import nctdtr

Floats = NDArray[np.float64]
STEPS = 100


def noncentral_t_interval(t: Floats, df: Floats, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """The noncentralities under which t is the upper and the lower rare end, by halving; all at once."""
    tail = (1 - confidence) / 2
    return root(t, df, 1 - tail), root(t, df, tail)


def root(t: Floats, df: Floats, share: float) -> Floats:
    """The noncentrality at which `share` of t lies below the observed one: the share falls as it grows."""
    reach = 8 + np.abs(t) * 8 / np.sqrt(2 * df)
    low, high = t - reach, t + reach
    for _ in range(STEPS):
        middle = (low + high) / 2
        above = nctdtr(df, middle, t) > share
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    found: Floats = (low + high) / 2
    return found
