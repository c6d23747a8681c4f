"""Analysis of covariance: a later value by arm, with the baseline as covariate (type III; slopes taken as equal)."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtrc

Floats = NDArray[np.float64]
Adjusted = tuple[tuple[float, float] | None, ...]


@dataclass(frozen=True)
class Ancova:
    """The test of the arms, and each arm's mean and standard error at the grand mean of the baseline."""

    n: int
    F: float | None
    df1: int | None
    df2: int | None
    p: float | None
    partial_eta_squared: float | None
    adjusted: Adjusted
    reason: str = ""


def ancova(pre: Floats, post: Floats, arm: NDArray[np.intp], arms: int) -> Ancova:
    """`post ~ pre + arm` of complete cases; `arm` counts from 0 up to `arms` − 1, arms without people are left out.

    With one covariate the least squares have a closed form: sums of squares and products within arms give the full
    model, those about the grand mean the model without arms.
    """
    sizes = np.bincount(arm, minlength=arms)
    here = np.flatnonzero(sizes)
    n, df1, df2 = len(post), len(here) - 1, len(post) - len(here) - 1
    nothing: Adjusted = (None,) * arms
    if len(here) < 2:
        return Ancova(n, None, None, None, None, None, nothing, "Fewer than two conditions have people with both.")
    if df2 < 1:
        return Ancova(n, None, None, None, None, None, nothing, "There are too few people for this analysis.")
    x, y = pre - pre.mean(), post - post.mean()
    safe = np.maximum(sizes, 1)
    x_means, y_means = (np.bincount(arm, each, arms) / safe for each in (x, y))
    x_in, y_in = x - x_means[arm], y - y_means[arm]
    xx, xy, yy = float(x_in @ x_in), float(x_in @ y_in), float(y_in @ y_in)
    if xx <= 1e-12 * float(x @ x + 1):
        return Ancova(n, None, None, None, None, None, nothing, "The first values don't differ within conditions.")
    full = yy - xy**2 / xx
    if full <= 1e-12 * max(float(y @ y), 1e-300):
        return Ancova(n, None, None, None, None, None, nothing, "Nothing is left over to compare conditions with.")
    reduced = float(y @ y) - float(x @ y) ** 2 / float(x @ x)
    between, mean_square = max(reduced - full, 0.0), full / df2
    ratio, slope = between / df1 / mean_square, xy / xx
    adjusted = tuple(
        (
            float(post.mean() + y_means[each] - slope * x_means[each]),
            math.sqrt(mean_square * (1 / sizes[each] + x_means[each] ** 2 / xx)),
        )
        if sizes[each]
        else None
        for each in range(arms)
    )
    share = between / (between + full)
    return Ancova(n, ratio, df1, df2, float(fdtrc(df1, df2, ratio)), share, adjusted)
