"""The findings document: what a tally says, laid out as DESIGN's contract has it. Undefined is null with a reason."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from surveys.findings.derive import LEVELS, NO, YES
from surveys.findings.questions import analysed_at, steps_asked
from surveys.findings.statistics.ancova import Ancova
from surveys.findings.tally import EVERYBODY, Bucket, Figures, Flow, Tally, of_condition
from surveys.protocols.definition import Definition, Group, Outcome

Document = dict[str, Any]


def report(
    definition: Definition,
    tally: Tally,
    *,
    versions: Sequence[int],
    conditions: Mapping[str, str],
    computed_at: datetime,
) -> Document:
    """The document of a study; `conditions` are the labels of all its versions' conditions, in order."""
    buckets = {of_condition(condition): condition for condition in conditions}
    return {
        "study": definition.slug,
        "versions": list(versions),
        "computed_at": computed_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "n_participants": tally.n_participants,
        "enrolment": dict(tally.enrolment),
        "conditions": [
            {"id": condition, "label": label, "allocated": flow_of(tally, condition).allocated}
            for condition, label in conditions.items()
        ],
        "outcomes": [
            outcome_part(definition, each, tally, tally.figures["", each.id], buckets, "condition")
            for each in definition.outcomes
        ],
        "groups": [group_part(definition, group, tally, conditions) for group in definition.groups],
        "flow": [flow_part(definition, tally, condition) for condition in conditions],
        **everybody_part(definition, tally, conditions),
    }


def everybody_part(definition: Definition, tally: Tally, conditions: Iterable[str]) -> Document:
    """The outcomes of everybody together, where they are counted; nothing is compared in them."""
    if not tally.everybody:
        return {}
    people = sum(tally.people.get(of_condition(condition), 0) for condition in conditions)
    together, bucket = replace(tally, people={EVERYBODY: people}), {EVERYBODY: EVERYBODY.level}
    parts = (
        outcome_part(definition, each, together, tally.everybody[each.id], bucket, "condition")
        for each in definition.outcomes
    )
    return {"everybody": [{**part, "ancova": []} for part in parts]}


def group_part(definition: Definition, group: Group, tally: Tally, conditions: Iterable[str]) -> Document:
    """A group's outcomes by level; people of whom it isn't known are in none, and are counted by condition."""
    names = [in_first_language(definition, label) for label in group.labels]
    buckets = {Bucket(group.id, level): name for level, name in zip((NO, YES), names, strict=True)}
    return {
        "id": group.id,
        "label": in_first_language(definition, group.label),
        "observational": True,
        "levels": [levels_part(group.id, condition, tally) for condition in conditions],
        "outcomes": [
            outcome_part(definition, each, tally, tally.figures[group.id, each.id], buckets, "group")
            for each in definition.outcomes
        ],
    }


def levels_part(group: str, condition: str, tally: Tally) -> Document:
    """How many of a condition's people are at each level of a group."""
    counts = {level: tally.levels.get((condition, Bucket(group, level)), 0) for level in LEVELS}
    return {"condition": condition, "n": sum(counts.values()), **counts}


def outcome_part(
    definition: Definition,
    outcome: Outcome,
    tally: Tally,
    figures: Figures,
    buckets: Mapping[Bucket, str],
    by: str,
) -> Document:
    """An outcome's figures, by condition or by group."""
    return {
        "id": outcome.id,
        "label": in_first_language(definition, outcome.label),
        "better": outcome.better,
        "cells": list(cells(outcome, tally, figures, buckets, by)),
        "changes": list(changes(outcome, figures, buckets, by)),
        "ancova": [
            ancova_part(outcome, occasion, found, buckets.values(), by) for occasion, found in figures.ancova.items()
        ],
        "reliability": [
            {"occasion": occasion, **plain(found, ("alpha", "omega", "items", "n")), **reason(found.reason)}
            for occasion, found in figures.reliability.items()
        ],
    }


def cells(
    outcome: Outcome, tally: Tally, figures: Figures, buckets: Mapping[Bucket, str], by: str
) -> Iterable[Document]:
    """The figures at each occasion."""
    for bucket, name in buckets.items():
        for occasion in outcome.occasions:
            summary = figures.cells[bucket, occasion.id]
            yield {
                by: name,
                "occasion": occasion.id,
                "n": summary.n,
                "missing": tally.people.get(bucket, 0) - summary.n,
                **plain(summary, ("mean", "sd", "se", "ci95", "median")),
                "min": summary.minimum,
                "max": summary.maximum,
                **reason(summary.reason),
            }


CHANGE = ("n", "mean", "sd", "ci95", "t", "df", "p", "dz", "dz_ci95", "d_av", "d_av_ci95", "g_av", "g_av_ci95")
IMPROVEMENT = ("improved", "unchanged", "worsened", "criterion")


def changes(outcome: Outcome, figures: Figures, buckets: Mapping[Bucket, str], by: str) -> Iterable[Document]:
    """The changes from the first occasion to each later one, in people who have both."""
    for bucket, name in buckets.items():
        for occasion in outcome.later:
            change = figures.changes[bucket, occasion.id]
            yield {
                by: name,
                "from": outcome.occasions[0].id,
                "to": occasion.id,
                **plain(change.paired, CHANGE),
                **plain(change.improvement, IMPROVEMENT),
                **reason(change.paired.reason, change.improvement.reason),
            }


def ancova_part(outcome: Outcome, occasion: str, found: Ancova, names: Iterable[str], by: str) -> Document:
    """The analysis of covariance of an occasion, with the first one as covariate."""
    return {
        "occasion": occasion,
        "covariate": outcome.occasions[0].id,
        **plain(found, ("n", "F", "df1", "df2", "p", "partial_eta_squared")),
        "adjusted_means": [
            {by: name, "mean": None if pair is None else pair[0], "se": None if pair is None else pair[1]}
            for name, pair in zip(names, found.adjusted, strict=True)
        ],
        **reason(found.reason),
    }


def plain(figures: object, names: Iterable[str]) -> Document:
    """Some of the figures as JSON has them."""
    found = ((name, getattr(figures, name)) for name in names)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found}


def reason(*sentences: str) -> dict[str, str]:
    """Why something is null, where something is."""
    said = " ".join(sentence for sentence in sentences if sentence)
    return {"reason": said} if said else {}


def flow_part(definition: Definition, tally: Tally, condition: str) -> Document:
    """The way of a condition's people through the study."""
    flow, place = flow_of(tally, condition), analysed_at(definition)
    analysed = tally.figures["", place[0]].cells[of_condition(condition), place[1]].n if place is not None else 0
    return {
        "condition": condition,
        "allocated": flow.allocated,
        "reached": {step: flow.reached.get(step, 0) for step in steps_asked(definition)},
        "completed": flow.completed,
        "stopped": flow.stopped,
        "withdrawn": flow.withdrawn,
        "analysed": analysed,
    }


def flow_of(tally: Tally, condition: str) -> Flow:
    """A condition's flow; all zero while nobody is in it."""
    return tally.flow.get(condition, Flow())


def in_first_language(definition: Definition, words: Mapping[str, str]) -> str:
    """A text in the study's first language, for its researchers."""
    return words.get(definition.languages[0], "")
