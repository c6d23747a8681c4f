"""Describe one sample: mean, spread, interval, median. Undefined is None, never NaN or infinite."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

Floats = NDArray[np.float64]
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


def describe(values: Sequence[float] | Floats) -> Summary:
    """The summary of some numbers."""
    sample = np.asarray(values, dtype=np.float64)
    if not len(sample):
        return Summary(0)
    return Summary(
        n=len(sample),
        mean=float(sample.mean()),
        sd=sd(sample),
        median=float(np.median(sample)),
        minimum=float(sample.min()),
        maximum=float(sample.max()),
    )


def sd(values: Sequence[float] | Floats) -> float | None:
    """The standard deviation of a sample (n − 1); exactly 0 for equal values, None for fewer than two."""
    sample = np.asarray(values, dtype=np.float64)
    if len(sample) < 2:
        return None
    # Rounding of the mean must not give equal values a spread.
    return float(sample.std(ddof=1)) if sample.min() != sample.max() else 0.0


def t_quantile(share: float, df: float) -> float:
    """The quantile of Student's t."""
    return float(stdtrit(df, share))
