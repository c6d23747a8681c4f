"""An outcome's figures from columns of values, by condition or by a group's levels."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from surveys.findings.derive import item_key, items_behind, outcome_key
from surveys.findings.gather import Floats, People
from surveys.findings.statistics.ancova import Ancova, ancova
from surveys.findings.statistics.describe import describe
from surveys.findings.statistics.improvement import Improvement, count_improved, pooled_sd, reliable_criterion
from surveys.findings.statistics.paired import paired_many
from surveys.findings.statistics.reliability import Reliability, reliability
from surveys.findings.tally import Bucket, Change, Figures
from surveys.protocols.definition import Definition, Outcome

Rows = NDArray[np.intp]


class OutcomeFigures:
    """The figures of one outcome of some people."""

    def __init__(self, definition: Definition, outcome: Outcome, people: People) -> None:
        self.definition, self.outcome, self.people = definition, outcome, people
        self.occasions = [occasion.id for occasion in outcome.occasions]
        self.later = [occasion.id for occasion in outcome.later]
        self.columns = {each.id: self.column(each.step) for each in outcome.occasions}
        self.steps = {each.id: each.step for each in outcome.occasions}

    def column(self, step: str) -> Floats:
        """Everybody's value at a step."""
        column = self.people.columns.get(outcome_key(self.outcome, step))
        return column if column is not None else np.full(len(self.people), np.nan)

    def criterion(self, arms: Sequence[Rows]) -> float | None:
        """From which change on somebody is better or worse: the protocol's threshold, or reliable change."""
        if self.outcome.changed is not None:
            return self.outcome.changed
        baseline = self.occasions[0]
        alpha = self.reliability(baseline, np.arange(len(self.people))).alpha
        return reliable_criterion(pooled_sd([known(self.columns[baseline][rows]) for rows in arms]), alpha)

    def figures(self, buckets: Mapping[Bucket, Rows], criterion: float | None, everybody: Rows) -> Figures:
        """Cells, changes, analyses of covariance and reliability of people in buckets; `everybody` are for the last."""
        cells = {
            (bucket, occasion): describe(known(self.columns[occasion][rows]))
            for bucket, rows in buckets.items()
            for occasion in self.occasions
        }
        later = self.later
        return Figures(
            cells=cells,
            changes=self.changes(buckets, criterion),
            ancova={occasion: self.ancova(occasion, list(buckets.values())) for occasion in later},
            reliability={
                occasion: self.reliability(occasion, everybody) for occasion in self.occasions if self.items()
            },
        )

    def changes(self, buckets: Mapping[Bucket, Rows], criterion: float | None) -> dict[tuple[Bucket, str], Change]:
        """The changes of complete pairs."""
        places, pairs = [], []
        for bucket, rows in buckets.items():
            before = self.columns[self.occasions[0]][rows]
            for occasion in self.later:
                after = self.columns[occasion][rows]
                both = ~(np.isnan(before) | np.isnan(after))
                places.append((bucket, occasion))
                pairs.append((before[both], after[both]))
        found = zip(places, pairs, paired_many(pairs), strict=True)
        return {place: Change(paired, self.improvement(pair, criterion)) for place, pair, paired in found}

    def improvement(self, pair: tuple[Floats, Floats], criterion: float | None) -> Improvement:
        """How many are better, the same or worse."""
        return improvement(self.outcome, pair[1] - pair[0], criterion, has_items=len(self.items()) > 1)

    def ancova(self, occasion: str, arms: Sequence[Rows]) -> Ancova:
        """The later value by arm, with the baseline as covariate, in people who have both."""
        pre, post = self.columns[self.occasions[0]], self.columns[occasion]
        complete = ~(np.isnan(pre) | np.isnan(post))
        rows = [arm[complete[arm]] for arm in arms]
        order = np.concatenate(rows) if rows else np.arange(0)
        codes = np.repeat(np.arange(len(rows)), [len(each) for each in rows])
        return ancova(pre[order], post[order], codes, len(arms))

    def items(self) -> Sequence[str]:
        """The items of a score of two and more."""
        return () if self.outcome.is_item else items_behind(self.definition, self.outcome)

    def reliability(self, occasion: str, rows: Rows) -> Reliability:
        """α and ω of the score's items at an occasion."""
        rule = self.definition.instruments[self.outcome.instrument].score(self.outcome.key)
        columns = []
        for item in self.items():
            column = self.people.columns.get(item_key(self.steps[occasion], item))
            sign = -1 if rule is not None and item in rule.reverse else 1
            columns.append(sign * column[rows] if column is not None else np.full(len(rows), np.nan))
        return reliability(np.vstack(columns) if columns else np.empty((0, len(rows))))


def improvement(outcome: Outcome, change: Floats, criterion: float | None, *, has_items: bool) -> Improvement:
    """How many are better, the same or worse by a criterion; without one, why there is none."""
    if criterion is not None:
        return count_improved(change, criterion, outcome.better)
    reason = (
        "The reliability of the first occasion isn't known, so a reliable change can't be told."
        if has_items
        else "One item has no reliability: only a threshold in the protocol (“changed”) would say who got better."
    )
    return replace(Improvement(None, None, None, None), reason=reason)


def known(values: Floats) -> Floats:
    """Without gaps."""
    found: Floats = values[~np.isnan(values)]
    return found
