"""McDonald's ω total, from one factor by maximum likelihood (McDonald 1999; Jöreskog 1967)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# The uniqueness below which R's psych::fa doesn't go either; whoever gets there has a Heywood case.
LEAST = 0.005
LOWEST, HIGHEST = float(np.log(LEAST)), 0.0
STEPS, HALVINGS = 100, 40


@dataclass(frozen=True)
class Omega:
    """ω, or why there is none."""

    omega: float | None
    reason: str = ""


@dataclass(frozen=True)
class Factor:
    """How strongly each item hangs on the one factor, and the share of its variance that is its own."""

    loadings: Floats
    uniquenesses: Floats

    @property
    def proper(self) -> bool:
        """Whether no item is explained wholly."""
        return bool(self.uniquenesses.min() > LEAST * (1 + 1e-6))


def mcdonald_omega(items: Floats) -> Omega:
    """ω of an items × people matrix, complete people only: (Σλ)² / ((Σλ)² + Σ(1 − λ²)), λ standardised loadings."""
    complete = items[:, ~np.isnan(items.sum(axis=0))]
    k, n = complete.shape
    if k < 3:
        return Omega(None, "ω needs three items or more.")
    if n <= k:
        return Omega(None, "ω needs more people than items.")
    if complete.var(axis=1).min() <= 1e-12:
        return Omega(None, "An item is the same in everybody, so ω can't be told.")
    correlations: Floats = np.asarray(np.corrcoef(complete))
    if np.linalg.eigvalsh(correlations)[0] < 1e-8:
        return Omega(None, "An item follows wholly from the others, so ω can't be told.")
    factor = one_factor(correlations)
    if factor is None or not factor.proper:
        return Omega(None, "One factor explains an item wholly (a Heywood case), so ω can't be told.")
    return Omega(omega_of(factor.loadings))


def omega_of(loadings: Floats) -> float:
    """ω of standardised loadings."""
    common = float(loadings.sum()) ** 2
    return common / (common + float((1 - loadings**2).sum()))


def one_factor(correlations: Floats) -> Factor | None:
    """The one factor of greatest likelihood; None where none was found.

    Newton's method over the logarithms of the uniquenesses, of which the loadings follow (Jöreskog 1967).
    """
    start = (1 - 0.5 / len(correlations)) / np.diag(np.linalg.inv(correlations))
    here = Place(correlations, np.log(np.clip(start, LEAST, 1)))
    for _ in range(STEPS):
        slope, curvature = here.slope(), here.curvature()
        free = ~(((here.logs <= LOWEST) & (slope > 0)) | ((here.logs >= HIGHEST) & (slope < 0)))
        if np.abs(slope[free]).max(initial=0) < 1e-9:
            return Factor(here.loadings(), np.exp(here.logs))
        step = np.zeros(len(slope))
        step[free] = downhill(slope[free], curvature[np.ix_(free, free)])
        found = shortened(here, slope, step)
        if found is None:
            return None
        here = found
    return None


def downhill(slope: Floats, curvature: Floats) -> Floats:
    """Newton's step; directions that curve the other way are gone down too, and no step is long."""
    curves, axes = np.linalg.eigh(curvature)
    size = np.abs(curves)
    step: Floats = -(axes / np.maximum(size, 1e-7 * size.max())) @ (axes.T @ slope)
    shorter: Floats = step * min(1.0, 2 / np.abs(step).max())
    return shorter


def shortened(here: "Place", slope: Floats, step: Floats) -> "Place | None":
    """Where a step leads, halved until it leads down; rounding is no hill."""
    for halving in range(HALVINGS):
        there = Place(here.correlations, np.clip(here.logs + step / 2**halving, LOWEST, HIGHEST))
        gain = 1e-4 * float(slope @ (there.logs - here.logs))
        if there.height <= here.height + gain + 1e-12 * (1 + abs(here.height)):
            return there
    return None


class Place:
    """The misfit at some logarithms of uniquenesses, with its slope and curvature."""

    def __init__(self, correlations: Floats, logs: Floats) -> None:
        self.correlations, self.logs = correlations, logs
        scale = np.exp(-logs / 2)
        values, self.vectors = np.linalg.eigh(correlations * np.outer(scale, scale))
        self.rest, self.top = values[:-1], float(values[-1])
        self.height = float((self.rest - np.log(self.rest) - 1).sum())

    def slope(self) -> Floats:
        """The first derivatives."""
        found: Floats = self.vectors[:, :-1] ** 2 @ (1 - self.rest)
        return found

    def curvature(self) -> Floats:
        """The second derivatives."""
        others, first = self.vectors[:, :-1], self.vectors[:, -1]
        # Where eigenvalues meet, as in items that hang together nowhere, the curve is steep and not endless.
        apart = (1 - self.rest) * (self.rest + self.top) / -np.maximum(self.top - self.rest, 1e-12)
        own: Floats = ((others * self.rest) @ others.T) * (others @ others.T)
        found: Floats = own - ((others * apart) @ others.T) * np.outer(first, first)
        return found

    def loadings(self) -> Floats:
        """The loadings that fit best."""
        found: Floats = np.exp(self.logs / 2) * self.vectors[:, -1] * np.sqrt(max(self.top - 1, 0.0))
        return found
