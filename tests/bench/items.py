"""The words that the study asks about, in their order, read from its own instrument."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

STUDY = Path(__file__).with_name("study")


@cache
def words() -> tuple[str, ...]:
    """The 20 item ids of `feelings`."""
    text = (STUDY / "instruments" / "feelings.yaml").read_text()
    return tuple(re.findall(r"^  - \{id: (\w+),", text, re.MULTILINE))
