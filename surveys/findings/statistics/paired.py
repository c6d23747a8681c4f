"""The change of pairs: paired t test, effect sizes and their intervals. Undefined is None with a reason."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, stdtr, stdtrit

from surveys.findings.statistics.noncentral import noncentral_t_interval

Floats = NDArray[np.float64]
Interval = tuple[float, float]
NORMAL_QUANTILE = 1.959963984540054


@dataclass(frozen=True)
class Paired:
    """Changes d = after − before: `dz` is mean / sd, `d_av` mean / √((s₁² + s₂²) / 2), `g_av` without its bias."""

    n: int
    mean: float | None = None
    sd: float | None = None
    t: float | None = None
    df: int | None = None
    p: float | None = None
    dz: float | None = None
    dz_ci95: Interval | None = None
    d_av: float | None = None
    d_av_ci95: Interval | None = None
    g_av: float | None = None
    g_av_ci95: Interval | None = None
    reason: str = ""

    @property
    def se(self) -> float | None:
        """The standard error of the mean change."""
        return None if self.sd is None else self.sd / math.sqrt(self.n)

    @property
    def ci95(self) -> Interval | None:
        """The 95 % t interval of the mean change; None for fewer than two pairs, or equal changes."""
        if self.mean is None or not self.se or self.df is None:
            return None
        reach = float(stdtrit(self.df, 0.975)) * self.se
        return self.mean - reach, self.mean + reach


def paired(before: Floats, after: Floats) -> Paired:
    """The change of complete pairs."""
    return paired_many([(before, after)])[0]


def paired_many(pairs: Sequence[tuple[Floats, Floats]]) -> list[Paired]:
    """The changes of several samples of complete pairs; the intervals of dz are found all at once."""
    found = [without_dz_interval(before, after) for before, after in pairs]
    places = [number for number, each in enumerate(found) if each.t is not None]
    t, df = (np.array([getattr(found[number], name) for number in places], dtype=float) for name in ("t", "df"))
    low, high = noncentral_t_interval(t, df) if places else (t, df)
    for place, number in enumerate(places):
        root = math.sqrt(found[number].n)
        ends = (float(low[place]) / root, float(high[place]) / root)
        found[number] = Paired(**{**vars(found[number]), "dz_ci95": ends})
    return found


def without_dz_interval(before: Floats, after: Floats) -> Paired:
    """Everything that has a closed form."""
    n, change = len(before), after - before
    if n < 2:
        mean = float(change[0]) if n else None
        return Paired(n, mean, reason="One pair has no spread; two are needed." if n else "There is no pair yet.")
    mean, df = float(change.mean()), n - 1
    sd = float(change.std(ddof=1)) if change.min() != change.max() else 0.0
    sizes = average_effect(before, after, mean, sd)
    if not sd:
        return Paired(n, mean, sd, **sizes, reason="All changes are equal, so there is no interval and no test.")
    t = mean / (sd / math.sqrt(n))
    return Paired(n, mean, sd, t, df, 2 * float(stdtr(df, -abs(t))), mean / sd, **sizes)


def average_effect(before: Floats, after: Floats, mean: float, sd: float) -> dict[str, Any]:
    """d by the average variance with the interval of Bonett (2008), and g by Hedges' exact factor."""
    (one, both), (_, two) = np.cov(before, after)
    df, square = len(before) - 1, (one + two) / 2
    if not square:
        return {}
    d = mean / math.sqrt(square)
    spread = d**2 * (one**2 + two**2 + 2 * both**2) / (8 * square**2 * df) + sd**2 / (square * df)
    reach = NORMAL_QUANTILE * math.sqrt(spread)
    ends = (float(d - reach), float(d + reach))
    if df < 2:
        return {"d_av": float(d), "d_av_ci95": ends}
    factor = math.exp(gammaln(df / 2) - gammaln((df - 1) / 2)) / math.sqrt(df / 2)
    return {
        "d_av": float(d),
        "d_av_ci95": ends,
        "g_av": float(d * factor),
        "g_av_ci95": (ends[0] * factor, ends[1] * factor),
    }
