"""Who got better, stayed the same or got worse: by a threshold, or by reliable change (Jacobson and Truax 1991)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# SCIENCE: ±1.96 standard errors of a difference.
SIGNIFICANT = 1.96


@dataclass(frozen=True)
class Improvement:
    """Numbers of people by what became of them, and the criterion in units of the score; None with a reason."""

    improved: int | None
    unchanged: int | None
    worsened: int | None
    criterion: float | None
    reason: str = ""


def pooled_sd(groups: Sequence[Floats]) -> float | None:
    """The SD within groups, √(Σ(n−1)s² / Σ(n−1)); None where no group has two values."""
    below = sum(len(group) - 1 for group in groups if len(group))
    if below < 1:
        return None
    squares = sum(float(((group - group.mean()) ** 2).sum()) for group in groups if len(group))
    return math.sqrt(squares / below)


def reliable_criterion(sd_pre: float | None, alpha: float | None) -> float | None:
    """The least change that is more than unreliability: 1.96 · √2 · SD · √(1 − α); None where it isn't defined."""
    if not sd_pre or alpha is None or not 0 < alpha < 1:
        return None
    return SIGNIFICANT * math.sqrt(2) * sd_pre * math.sqrt(1 - alpha)


def count_improved(change: Floats, criterion: float, better: str) -> Improvement:
    """How many changes (later − earlier) reach the criterion in the better and in the worse direction."""
    gain = -change if better == "lower" else change
    improved, worsened = int((gain >= criterion).sum()), int((gain <= -criterion).sum())
    return Improvement(improved, len(change) - improved - worsened, worsened, criterion)
