"""Intervals of a noncentrality: from an observed t to those under which it would be rare.

The distribution function of the noncentral t in scipy is no number far from the middle, so it is worked out here as an
integral, in the variable in which it is smooth: T = (Z + δ) / S with Z normal and S² a χ² by its degrees of freedom.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincc, gammaln, ndtr, ndtri

Floats = NDArray[np.float64]
# Gauss-Legendre on −1 to 1.
NODES, WEIGHTS = np.polynomial.legendre.leggauss(160)
# Beyond so many standard deviations nothing is left that would count.
FAR = 9.0
STEPS = 40
MISSED = 1e-9
CLOSE = 1e-12


def noncentral_t_interval(t: Floats, df: Floats, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """The noncentralities under which each t is at the upper and at the lower rare end (Steiger and Fouladi 1997)."""
    t, df = np.asarray(t, float), np.asarray(df, float)
    tail = (1 - confidence) / 2
    return noncentrality(t, df, 1 - tail), noncentrality(t, df, tail)


def noncentrality(t: Floats, df: Floats, share: float) -> Floats:
    """The noncentrality under which `share` of all t lie below the observed one, by secants.

    As normal deviates the shares fall nearly along a line, so a few steps are enough.
    """
    wanted = float(ndtri(share))
    here = t - wanted * np.sqrt(1 + t**2 / (2 * df))
    before = here - 0.1 * np.sqrt(1 + t**2 / (2 * df))
    error_before = deviate(t, df, before) - wanted
    for _ in range(STEPS):
        error = deviate(t, df, here) - wanted
        slope = np.where(
            error == error_before, -1.0, (error - error_before) / np.where(here == before, 1.0, here - before)
        )
        before, error_before = here, error
        here = here - error / np.where(slope == 0, -1.0, slope)
        if np.all(np.abs(here - before) <= CLOSE * (1 + np.abs(here))):
            break
    missed = ~(np.abs(noncentral_t_share(t, df, np.nan_to_num(here)) - share) < MISSED)
    for place in np.flatnonzero(missed):
        here[place] = bracketed(t[place], df[place], share)
    return here


def bracketed(t: float, df: float, share: float) -> float:
    """The same by halving: two or three pairs of nearly the same change bend the line too much for secants."""
    # Loaded when it is needed, which is rarely: it would make every process 40 MB larger.
    from scipy.optimize import brentq

    reach = 4.0 * np.sqrt(1 + t**2 / (2 * df))

    def excess(shift: float) -> float:
        return float(noncentral_t_share(np.array([t]), np.array([df]), np.array([shift]))[0]) - share

    low, high = t - reach, t + reach
    for _ in range(STEPS):
        if excess(low) > 0 > excess(high):
            break
        low, high = low - reach, high + reach
    found: float = brentq(excess, low, high, xtol=CLOSE * reach)  # type: ignore[no-untyped-call]
    return found


def deviate(t: Floats, df: Floats, shift: Floats) -> Floats:
    """The normal deviate of the share of noncentral t below `t`; kept off the ends, where a deviate has no number."""
    found: Floats = ndtri(np.clip(noncentral_t_share(t, df, shift), 1e-300, 1 - 1e-16))
    return found


def noncentral_t_share(t: Floats, df: Floats, shift: Floats) -> Floats:
    """P(T ≤ t) for noncentral t with `df` degrees of freedom and noncentrality `shift`."""
    # T is as far to the right of t as −T is to the left of −t.
    mirrored = t < 0
    size, moved = np.abs(t), np.where(mirrored, -shift, shift)
    by_spread = size < np.sqrt(2 * df)
    share = np.empty_like(size)
    share[by_spread] = over_spread(size[by_spread], df[by_spread], moved[by_spread])
    share[~by_spread] = over_normal(size[~by_spread], df[~by_spread], moved[~by_spread])
    return np.where(mirrored, 1 - share, share)


def over_spread(t: Floats, df: Floats, shift: Floats) -> Floats:
    """The integral over S of P(Z ≤ t·S − δ): smooth while t is small against √(2 df)."""
    reach = FAR / np.sqrt(2 * df)
    spread, width = between(np.maximum(1 - reach, 0), 1 + reach)
    half = (df / 2)[:, None]
    with np.errstate(divide="ignore"):
        log_density = (2 * half - 1) * np.log(spread) - half * spread**2
    log_density += np.log(2) + half * np.log(half) - gammaln(half)
    return weighted(np.exp(log_density) * ndtr(t[:, None] * spread - shift[:, None]), width)


def over_normal(t: Floats, df: Floats, shift: Floats) -> Floats:
    """The integral over Z of P(S ≥ (Z + δ) / t): smooth while t is large. Below −δ it is certain."""
    start = np.clip(-shift, -FAR, FAR)
    normal, width = between(start, np.full_like(start, FAR))
    spread = np.maximum(normal + shift[:, None], 0) / t[:, None]
    above = gammaincc((df / 2)[:, None], (df / 2)[:, None] * spread**2)
    density = np.exp(-(normal**2) / 2) / np.sqrt(2 * np.pi)
    found: Floats = ndtr(start) + weighted(density * above, width)
    return found


def between(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """The nodes between two ends, a row for each pair, and half the widths."""
    width = (high - low) / 2
    return low[:, None] + width[:, None] * (NODES + 1), width


def weighted(values: Floats, width: Floats) -> Floats:
    """The integrals of rows of values at the nodes."""
    found: Floats = values @ WEIGHTS * width
    return found
