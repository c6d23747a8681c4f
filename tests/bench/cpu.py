"""How long processes have computed, read from /proc (Linux)."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pids: Iterable[int]) -> float:
    """Seconds of processor time that these processes have used together, in the program and in the kernel."""
    return sum(map(_ticks, pids)) / TICKS_A_SECOND


def _ticks(pid: int) -> int:
    # The name in the second field may hold blanks; utime and stime are the 14th and 15th field.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
