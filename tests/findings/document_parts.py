"""Parts of a findings document, as pictures and tables take them."""

from typing import Any

LABELS = {"warm": "Warm <light>", "cold": "Cold light"}
CONDITIONS = [{"id": name, "label": label, "allocated": 12} for name, label in LABELS.items()]


def cell(arm: str, occasion: str, mean: float | None = 40.0, by: str = "condition") -> dict[str, Any]:
    interval = None if mean is None else [mean - 5, mean + 5]
    spread = None if mean is None else 8.0
    return {
        by: arm, "occasion": occasion, "n": 0 if mean is None else 12, "missing": 1, "mean": mean, "sd": spread,
        "se": spread, "ci95": interval, "median": mean, "min": mean, "max": mean,
    }  # fmt: skip


def change(arm: str, to: str, mean: float | None = 6.0, by: str = "condition", **more: Any) -> dict[str, Any]:
    interval = None if mean is None else [mean - 5, mean + 5]
    known = {
        "t": 2.5, "df": 11, "p": 0.0294, "dz": 0.7, "dz_ci95": [0.1, 1.3], "g_av": 0.6, "g_av_ci95": [0.1, 1.1],
        "improved": 1, "unchanged": 4, "worsened": 7, "criterion": 4.25,
    }  # fmt: skip
    found = known if mean is not None else dict.fromkeys(known)
    return {
        by: arm, "from": "before", "to": to, "n": 12, "mean": mean, "sd": 8.0, "ci95": interval, **found, **more,
    }  # fmt: skip


def outcome(mean: float | None = 40.0, by: str = "condition", **more: Any) -> dict[str, Any]:
    return {
        "id": "low",
        "label": "Low mood",
        "better": "lower",
        "cells": [cell(arm, occasion, mean, by) for arm in LABELS for occasion in ("before", "after")],
        "changes": [change(arm, "after", by=by) for arm in LABELS],
        **more,
    }


def group() -> dict[str, Any]:
    levels = [
        {"condition": "warm", "n": 12, "yes": 3, "no": 7, "unknown": 2},
        {"condition": "cold", "n": 0, "yes": 0, "no": 0, "unknown": 0},
    ]
    return {"id": "cried", "label": "Cried", "observational": True, "levels": levels, "outcomes": [outcome(by="group")]}


def document() -> dict[str, Any]:
    flow = {"allocated": 12, "reached": {"film": 11, "after": 10}, "completed": 8, "stopped": 1, "withdrawn": 2}
    return {
        "study": "moods",
        "versions": [1],
        "computed_at": "2026-03-01T12:00:00.000Z",
        "n_participants": 24,
        "enrolment": {"started": 33, "declined": 2, "under_age": 1, "screened_out": 3, "consented": 28},
        "conditions": CONDITIONS,
        "outcomes": [outcome()],
        "groups": [group()],
        "flow": [{"condition": name, **flow, "analysed": 9} for name in LABELS],
    }
