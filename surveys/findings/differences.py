"""Where two findings documents differ."""

import json
import math
from collections.abc import Iterator
from typing import Any

# Sums are rounded on their way. Ends of intervals that are roots are found less exactly (SCIENCE), and near p = 1 the
# rounding of F counts by its root; t and F themselves are held to the narrow bound. ω is a root too.
CLOSE = 1e-8
CLOSE_ROOT = 1e-6
ROOTS = frozenset({"dz_ci95", "omega", "p"})
# Sentences say what the numbers say, and the time of counting is no result.
SAID = frozenset({"reason", "computed_at"})


def differences(one: Any, other: Any, place: str = "", close: float = CLOSE) -> Iterator[str]:
    """A sentence for every figure that isn't the same in two documents; numbers may differ by their rounding."""
    if isinstance(one, float | int) and isinstance(other, float | int):
        if not math.isclose(one, other, rel_tol=close, abs_tol=close):
            yield f"{place}: {one} and {other}"
    elif isinstance(one, dict) and isinstance(other, dict):
        for key in {**one, **other}:
            if key not in SAID:
                tolerance = CLOSE_ROOT if key in ROOTS else close
                yield from differences(one.get(key), other.get(key), f"{place}.{key}".lstrip("."), tolerance)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from differences(left, right, f"{place}[{name_of(left, number)}]", close)
    elif one != other:
        yield f"{place}: {json.dumps(one)} and {json.dumps(other)}"


def name_of(part: Any, number: int) -> str:
    """What a part of a list is called, for the reader."""
    if not isinstance(part, dict):
        return str(number)
    said = [str(part[key]) for key in ("id", "condition", "group", "occasion", "to") if key in part]
    return " ".join(said) or str(number)
