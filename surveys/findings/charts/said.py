"""Figures in a sentence."""

from collections.abc import Mapping, Sequence
from typing import Any

Part = Mapping[str, Any]
NO_VALUE = "no value yet"


def told(mean: float | None, sign: str = "-") -> str:
    """A mean in a sentence, with one decimal and a real minus sign."""
    if mean is None:
        return NO_VALUE
    # What is rounded to nothing has no sign.
    return f"{mean:{sign}.1f}".replace("-", "−") if round(mean, 1) else "0.0"


def verdict(change: Part, better: str) -> str:
    """What a change says: better, worse, or nothing clear where its interval holds zero; empty without an interval."""
    ends: Sequence[float] | None = change.get("ci95")
    if ends is None:
        return ""
    if ends[0] <= 0 <= ends[1]:
        return "no clear change"
    return "better" if (ends[0] > 0) == (better == "higher") else "worse"


def told_change(change: Part, better: str) -> str:
    """A change in a sentence: how much, its interval and what that says."""
    if change["mean"] is None:
        return NO_VALUE
    ends = change["ci95"]
    between = f", 95 % CI {told(ends[0])} to {told(ends[1])}: {verdict(change, better)}" if ends else ""
    return f"{told(change['mean'], '+')}{between}"


def share(part: int, whole: int) -> str:
    """A share in whole per cent."""
    return f"{100 * part / whole:.0f} %" if whole else "–"
