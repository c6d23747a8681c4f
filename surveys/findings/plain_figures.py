"""An outcome's figures a second way: lists and the standard library, statsmodels for covariance, an integral for t.

Nothing here is used to show results: it is what the shown ones are held against.
"""

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

import numpy as np
from scipy.integrate import simpson
from scipy.optimize import brentq
from scipy.special import betainc, ndtr

from surveys.findings.derive import items_behind
from surveys.findings.plain_omega import plain_omega
from surveys.findings.statistics.ancova import Ancova
from surveys.findings.statistics.describe import Summary
from surveys.findings.statistics.improvement import Improvement
from surveys.findings.statistics.paired import Paired
from surveys.findings.statistics.reliability import Reliability
from surveys.findings.tally import Bucket, Change, Figures
from surveys.protocols.definition import Definition, Outcome

# A person's values by “step.key”; what is missing isn't there.
Values = Mapping[str, float]
Pairs = Sequence[tuple[float, float]]
NORMAL = statistics.NormalDist()
NODES = 20_001
# Why something is None, as shortly as it can be said without the first way's own look at it.
OF_PAIRS = "There are too few pairs, or all changed alike."
OF_CRITERION = "There is neither a threshold nor a reliability to tell a change by."
OF_ARMS = "There are too few people or conditions to compare, or all values are alike."
OF_ITEMS = "There are too few people or items, or their answers don't go together."


class PlainFigures:
    """The figures of one outcome."""

    def __init__(self, definition: Definition, outcome: Outcome) -> None:
        self.outcome = outcome
        self.rule = definition.instruments[outcome.instrument].score(outcome.key)
        self.items = () if outcome.is_item else items_behind(definition, outcome)
        self.names = {occasion.id: f"{occasion.step}.{outcome.key}" for occasion in outcome.occasions}
        self.steps = {occasion.id: occasion.step for occasion in outcome.occasions}
        self.first, *self.later = self.names
        if not outcome.has_baseline:
            self.later = []

    def criterion(self, everybody: Sequence[Values], arms: Sequence[Sequence[Values]]) -> float | None:
        """The protocol's threshold; else 1.96 standard errors of a difference (Jacobson and Truax 1991)."""
        if self.outcome.changed is not None:
            return self.outcome.changed
        alpha = self.reliability(self.first, everybody).alpha
        baselines = [
            [person[self.names[self.first]] for person in arm if self.names[self.first] in person] for arm in arms
        ]
        squares = math.fsum((value - statistics.fmean(arm)) ** 2 for arm in baselines for value in arm)
        below = sum(len(arm) - 1 for arm in baselines if arm)
        if alpha is None or not 0 < alpha < 1 or below < 1 or not squares:
            return None
        return 1.96 * math.sqrt(2) * math.sqrt(squares / below) * math.sqrt(1 - alpha)

    def figures(
        self, buckets: Mapping[Bucket, Sequence[Values]], criterion: float | None, members: Sequence[Values]
    ) -> Figures:
        """Everything that is said of an outcome."""
        pairs = {
            (bucket, occasion): self.pairs(people, occasion)
            for bucket, people in buckets.items()
            for occasion in self.later
        }
        return Figures(
            cells={
                (bucket, occasion): described([person[name] for person in people if name in person])
                for bucket, people in buckets.items()
                for occasion, name in self.names.items()
            },
            changes={
                place: Change(told(paired(each), OF_PAIRS), told(self.improvement(each, criterion), OF_CRITERION))
                for place, each in pairs.items()
            },
            ancova={each: told(covariance([pairs[arm, each] for arm in buckets]), OF_ARMS) for each in self.later},
            reliability={each: told(self.reliability(each, members), OF_ITEMS) for each in self.names if self.items},
        )

    def pairs(self, people: Sequence[Values], occasion: str) -> Pairs:
        """First and later value of those who have both."""
        first, later = self.names[self.first], self.names[occasion]
        return [(person[first], person[later]) for person in people if first in person and later in person]

    def improvement(self, pairs: Pairs, criterion: float | None) -> Improvement:
        """Who is better and who is worse."""
        if criterion is None:
            return Improvement(None, None, None, None, "")
        sign = -1 if self.outcome.better == "lower" else 1
        gains = [sign * (after - before) for before, after in pairs]
        better, worse = sum(gain >= criterion for gain in gains), sum(gain <= -criterion for gain in gains)
        return Improvement(better, len(gains) - better - worse, worse, criterion, "")

    def reliability(self, occasion: str, people: Sequence[Values]) -> Reliability:
        """Cronbach's α: the share of the sum's variance that isn't the items' own. And ω."""
        names = [f"{self.steps[occasion]}.{item}" for item in self.items]
        turned = self.rule.reverse if self.rule is not None else ()
        signs = [-1 if item in turned else 1 for item in self.items]
        rows = [
            [sign * person[name] for sign, name in zip(signs, names, strict=True)]
            for person in people
            if all(name in person for name in names)
        ]
        k = len(names)
        if k < 2 or len(rows) < 2:
            return Reliability(None, k, len(rows) if k else 0, "")
        whole = statistics.variance([math.fsum(row) for row in rows])
        if whole <= 1e-12:
            return Reliability(None, k, len(rows), "")
        columns = list(zip(*rows, strict=True))
        alone = math.fsum(statistics.variance(column) for column in columns)
        return Reliability(k / (k - 1) * (1 - alone / whole), k, len(rows), "", plain_omega(columns))


Found = TypeVar("Found", Paired, Improvement, Ancova, Reliability)


def told(found: Found, why: str) -> Found:
    """The figures, with the reason where one of them is None."""
    return replace(found, reason=why) if any(getattr(found, each.name) is None for each in fields(found)) else found


def described(values: Sequence[float]) -> Summary:
    """A sample described by the standard library."""
    if not values:
        return Summary(0)
    spread = None if len(values) < 2 else 0.0 if min(values) == max(values) else statistics.stdev(values)
    return Summary(len(values), statistics.fmean(values), spread, statistics.median(values), min(values), max(values))


def paired(pairs: Pairs) -> Paired:
    """The change of pairs: t test, effect sizes and their intervals."""
    n, change = len(pairs), [after - before for before, after in pairs]
    gaps: dict[str, Any] = dict.fromkeys(("t", "df", "p", "dz", "dz_ci95", "d_av", "d_av_ci95", "g_av", "g_av_ci95"))
    if n < 2:
        return Paired(n=n, mean=change[0] if n else None, sd=None, **gaps, reason="")
    mean, df = statistics.fmean(change), n - 1
    sd = 0.0 if min(change) == max(change) else statistics.stdev(change)
    found = {**gaps, **standardised(pairs, mean, sd)}
    if sd:
        t = mean / (sd / math.sqrt(n))
        found |= {"t": t, "df": df, "p": float(betainc(df / 2, 0.5, df / (df + t**2))), "dz": mean / sd}
        found["dz_ci95"] = tuple(end / math.sqrt(n) for end in noncentral_interval(t, df))
    return Paired(n=n, mean=mean, sd=sd, **found, reason="")


def standardised(pairs: Pairs, mean: float, sd: float) -> dict[str, Any]:
    """d and g by the average variance, with the interval of Bonett (2008)."""
    first, second = ([pair[side] for pair in pairs] for side in (0, 1))
    one, two, df = statistics.variance(first), statistics.variance(second), len(pairs) - 1
    square = (one + two) / 2
    if not square:
        return {}
    d = mean / math.sqrt(square)
    common = statistics.covariance(first, second) ** 2
    spread = d**2 * (one**2 + two**2 + 2 * common) / (8 * square**2 * df) + sd**2 / (square * df)
    reach = NORMAL.inv_cdf(0.975) * math.sqrt(spread)
    unbias = math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2) if df > 1 else None
    return {
        "d_av": d,
        "d_av_ci95": (d - reach, d + reach),
        "g_av": d * unbias if unbias else None,
        "g_av_ci95": ((d - reach) * unbias, (d + reach) * unbias) if unbias else None,
    }


def noncentral_interval(t: float, df: int) -> tuple[float, float]:
    """The noncentralities under which t is the upper and the lower 2.5 %: an integral over the spread, and a root."""
    centre, reach = 1.0, 9 / math.sqrt(2 * df)
    spread = np.linspace(max(centre - reach, 1e-12), centre + reach, NODES)
    log_density = (df - 1) * np.log(spread) - df * spread**2 / 2
    density = np.exp(log_density - log_density.max())
    # Simpson's rule: with two or three pairs t is large, and the integrand bends sharply.
    density /= simpson(density, x=spread)

    def excess(share: float) -> Callable[[float], float]:
        return lambda shift: float(simpson(ndtr(t * spread - shift) * density, x=spread)) - share

    far = 12 + abs(t) * reach
    low, high = (float(brentq(excess(share), t - far, t + far, xtol=1e-12)) for share in (0.975, 0.025))  # type: ignore[no-untyped-call]
    return low, high


def covariance(arms: Sequence[Pairs]) -> Ancova:
    """The later value by arm and baseline, by least squares with a column for each arm."""
    from statsmodels.regression.linear_model import OLS

    here = [number for number, arm in enumerate(arms) if arm]
    n = sum(map(len, arms))
    gaps = Ancova(n, None, None, None, None, None, (None,) * len(arms), "")
    rows = [(number, before, after) for number in here for before, after in arms[number]]
    baselines = [before for _, before, _ in rows]
    df2 = n - len(here) - 1
    within = math.fsum((before - statistics.fmean(pair[0] for pair in arms[number])) ** 2 for number, before, _ in rows)
    if len(here) < 2 or df2 < 1 or not within:
        return gaps
    middle = statistics.fmean(baselines)
    design = np.array([[*(float(number == each) for each in here), before - middle] for number, before, _ in rows])
    fit = OLS(np.array([after for _, _, after in rows]), design).fit()
    if fit.ssr <= 1e-12 * max(1.0, float(np.var(fit.model.endog))):
        return gaps
    contrasts = np.array(
        [
            [1.0 if place == 0 else -1.0 if place == each else 0.0 for place in range(len(here) + 1)]
            for each in range(1, len(here))
        ]
    )
    test = fit.f_test(contrasts)
    ratio, df1 = float(np.squeeze(test.fvalue)), len(here) - 1
    adjusted = {number: (float(fit.params[place]), float(fit.bse[place])) for place, number in enumerate(here)}
    return Ancova(
        n, ratio, df1, df2, float(test.pvalue), ratio * df1 / (ratio * df1 + df2),
        tuple(adjusted.get(number) for number in range(len(arms))), "",
    )  # fmt: skip
