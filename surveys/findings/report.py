"""The findings document: what a tally says, laid out as DESIGN's contract has it. Undefined is null with a reason."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from surveys.findings.derive import NO, YES
from surveys.findings.questions import analysed_at, occasions_of, steps_asked
from surveys.findings.statistics.describe import Summary
from surveys.findings.tally import Bucket, Flow, Tally, of_condition
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
        "outcomes": [outcome_part(definition, each, tally, buckets, "condition") for each in definition.outcomes],
        "groups": [group_part(definition, group, tally) for group in definition.groups],
        "flow": [flow_part(definition, tally, condition) for condition in conditions],
    }


def group_part(definition: Definition, group: Group, tally: Tally) -> Document:
    """A group's outcomes by level; people of whom it isn't known are in none."""
    names = [in_first_language(definition, label) for label in group.labels]
    buckets = {Bucket(group.id, level): name for level, name in zip((NO, YES), names, strict=True)}
    return {
        "id": group.id,
        "label": in_first_language(definition, group.label),
        "observational": True,
        "outcomes": [outcome_part(definition, each, tally, buckets, "group") for each in definition.outcomes],
    }


def outcome_part(
    definition: Definition, outcome: Outcome, tally: Tally, buckets: Mapping[Bucket, str], by: str
) -> Document:
    """An outcome's cells and changes, by condition or by group."""
    return {
        "id": outcome.id,
        "label": in_first_language(definition, outcome.label),
        "better": outcome.better,
        "cells": list(cells(outcome, tally, buckets, by)),
        "changes": list(changes(outcome, tally, buckets, by)),
    }


def cells(outcome: Outcome, tally: Tally, buckets: Mapping[Bucket, str], by: str) -> Iterable[Document]:
    """The figures at each occasion."""
    for bucket, name in buckets.items():
        for occasion, key in zip(outcome.occasions, occasions_of(outcome), strict=True):
            summary = tally.cells.get((bucket, key), Summary(0))
            yield {
                by: name,
                "occasion": occasion.id,
                "n": summary.n,
                "missing": tally.people.get(bucket, 0) - summary.n,
                "mean": summary.mean,
                "sd": summary.sd,
                "se": summary.se,
                "ci95": interval(summary),
                "median": summary.median,
                "min": summary.minimum,
                "max": summary.maximum,
                **reason(summary),
            }


def changes(outcome: Outcome, tally: Tally, buckets: Mapping[Bucket, str], by: str) -> Iterable[Document]:
    """The changes from the first occasion to each later one, in people who have both."""
    first, *later = zip(outcome.occasions, occasions_of(outcome), strict=True)
    for bucket, name in buckets.items():
        for occasion, key in later:
            summary = tally.changes.get((bucket, first[1], key), Summary(0))
            yield {
                by: name,
                "from": first[0].id,
                "to": occasion.id,
                "n": summary.n,
                "mean": summary.mean,
                "sd": summary.sd,
                "ci95": interval(summary),
                **reason(summary),
            }


def interval(summary: Summary) -> list[float] | None:
    """The 95 % interval as JSON has it."""
    ends = summary.ci95
    return None if ends is None else list(ends)


def reason(summary: Summary) -> dict[str, str]:
    """Why something is null, where something is."""
    return {"reason": summary.reason} if summary.reason else {}


def flow_part(definition: Definition, tally: Tally, condition: str) -> Document:
    """The way of a condition's people through the study."""
    flow, key = flow_of(tally, condition), analysed_at(definition)
    analysed = tally.cells.get((of_condition(condition), key)) if key is not None else None
    return {
        "condition": condition,
        "allocated": flow.allocated,
        "reached": {step: flow.reached.get(step, 0) for step in steps_asked(definition)},
        "completed": flow.completed,
        "stopped": flow.stopped,
        "withdrawn": flow.withdrawn,
        "analysed": analysed.n if analysed is not None else 0,
    }


def flow_of(tally: Tally, condition: str) -> Flow:
    """A condition's flow; all zero while nobody is in it."""
    return tally.flow.get(condition, Flow())


def in_first_language(definition: Definition, words: Mapping[str, str]) -> str:
    """A text in the study's first language, for its researchers."""
    return words.get(definition.languages[0], "")
