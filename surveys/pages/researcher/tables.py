"""Findings as rows of words, ready to be printed: templates do no arithmetic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.findings.charts import picture_of
from surveys.findings.report import Document

Part = Mapping[str, Any]
NONE = "–"
DECIMALS = 2


@dataclass(frozen=True)
class Block:
    """The rows of one condition or level."""

    label: str
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Tables:
    """An outcome's picture and tables."""

    id: str
    label: str
    better: str
    alt: str
    cells: Sequence[Block]
    changes: Sequence[Block]


def outcome_tables(outcome: Part, labels: Mapping[str, str], group: str = "") -> Tables:
    """An outcome's cells and changes in blocks."""
    by = "group" if group else "condition"
    return Tables(
        id=outcome["id"],
        label=outcome["label"],
        better=outcome["better"],
        alt=picture_of(outcome, labels, None, group).alt,
        cells=blocks(outcome["cells"], by, labels, cell_row),
        changes=blocks(outcome["changes"], by, labels, change_row),
    )


def group_tables(group: Part) -> dict[str, Any]:
    """A group with its outcomes."""
    tables = [outcome_tables(outcome, {}, group["label"]) for outcome in group["outcomes"]]
    return {"id": group["id"], "label": group["label"], "outcomes": tables}


def blocks(parts: Sequence[Part], by: str, labels: Mapping[str, str], row: Any) -> list[Block]:
    """Parts by condition or level, in their order."""
    names = dict.fromkeys(part[by] for part in parts)
    return [Block(labels.get(name, name), [row(part) for part in parts if part[by] == name]) for name in names]


def cell_row(cell: Part) -> dict[str, Any]:
    """One occasion in words."""
    return {
        "occasion": cell["occasion"],
        "n": cell["n"],
        "missing": cell["missing"],
        "mean": number(cell["mean"]),
        "sd": number(cell["sd"]),
        "ci": interval(cell["ci95"]),
        "median": number(cell["median"]),
        "range": f"{number(cell['min'])} to {number(cell['max'])}" if cell["n"] else NONE,
        "reason": cell.get("reason", ""),
    }


def change_row(change: Part) -> dict[str, Any]:
    """One change in words, with its sign."""
    return {
        "from": change["from"],
        "to": change["to"],
        "n": change["n"],
        "mean": number(change["mean"], sign="+"),
        "sd": number(change["sd"]),
        "ci": interval(change["ci95"], sign="+"),
        "reason": change.get("reason", ""),
    }


def number(value: float | None, sign: str = "-") -> str:
    """A number with two decimals and a real minus sign."""
    return NONE if value is None else f"{value:{sign}.{DECIMALS}f}".replace("-", "−")


def interval(ends: Sequence[float] | None, sign: str = "-") -> str:
    """An interval in brackets."""
    return NONE if ends is None else f"[{number(ends[0], sign)}, {number(ends[1], sign)}]"


def flow_table(document: Document, labels: Mapping[str, str], steps: Sequence[str]) -> dict[str, Any]:
    """The flow with a column for each condition: what people did in the order of the journey."""
    flow: Sequence[Part] = document["flow"]
    lines = [("Allocated", [each["allocated"] for each in flow])]
    # A step of a version that came after the document was stored is in the next one.
    lines += [(f"Sent {step}", [each["reached"].get(step, 0) for each in flow]) for step in steps]
    lines += [
        ("Reached the end", [each["completed"] for each in flow]),
        ("Stopped, answers kept", [each["stopped"] for each in flow]),
        ("Left, answers deleted", [each["withdrawn"] for each in flow]),
        ("Analysed", [each["analysed"] for each in flow]),
    ]
    return {"conditions": [labels[each["condition"]] for each in flow], "lines": lines}
