"""Describe one sample: mean, spread, interval, median. Undefined is None, never NaN or infinite."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Summary:
    """A sample in a few numbers; `sd` has n − 1 below, `median` is of type 7."""

    n: int
    mean: float | None = None
    sd: float | None = None
    median: float | None = None
    minimum: float | None = None
    maximum: float | None = None

    @property
    def se(self) -> float | None:
        """The standard error of the mean, sd / √n."""
        return None if self.sd is None else self.sd / math.sqrt(self.n)

    @property
    def ci95(self) -> tuple[float, float] | None:
        """The 95 % t interval of the mean; None for fewer than two values, or equal ones."""
        if self.mean is None or not self.se:
            return None
        reach = t_quantile(0.5 + CONFIDENCE / 2, self.n - 1) * self.se
        return self.mean - reach, self.mean + reach

    @property
    def reason(self) -> str:
        """Why a number is undefined, as a sentence; empty when none is."""
        if self.n == 0:
            return "There is no value yet."
        if self.n == 1:
            return "One value has no spread; two are needed."
        return "All values are equal, so there is no interval." if self.sd == 0 else ""


def describe(values: Sequence[float]) -> Summary:
    """The summary of some numbers."""
    return Summary(
        n=len(values),
        mean=mean(values),
        sd=sd(values),
        median=quantile(values, 0.5),
        minimum=min(values, default=None),
        maximum=max(values, default=None),
    )


def mean(values: Sequence[float]) -> float | None:
    """The arithmetic mean."""
    return math.fsum(values) / len(values) if len(values) else None


def sd(values: Sequence[float]) -> float | None:
    """The standard deviation of a sample (n − 1); exactly 0 for equal values, None for fewer than two."""
    centre = mean(values)
    if centre is None or len(values) < 2:
        return None
    # Rounding of the mean must not give equal values a spread.
    if min(values) == max(values):
        return 0.0
    return math.sqrt(math.fsum((value - centre) ** 2 for value in values) / (len(values) - 1))


def quantile(values: Sequence[float], share: float) -> float | None:
    """The quantile of type 7 (Hyndman and Fan 1996), as R and numpy give it by default."""
    return float(np.quantile(values, share)) if len(values) else None


def t_quantile(share: float, df: float) -> float:
    """The quantile of Student's t."""
    return float(stdtrit(df, share))
