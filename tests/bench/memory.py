"""How much memory processes hold, and which processes a process has started, read from /proc (Linux)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

KIB_PER_MIB = 1024


@dataclass(frozen=True)
class Memory:
    """Of one process, in MiB: its own share of what it has (pss), and all that it has in RAM (rss)."""

    pid: int
    pss_mib: float
    rss_mib: float


def memory(pid: int) -> Memory:
    """The memory of a process at this moment."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    kib = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
    return Memory(pid, round(kib["Pss"] / KIB_PER_MIB, 1), round(kib["Rss"] / KIB_PER_MIB, 1))


def children(pid: int) -> list[int]:
    """The processes that a process has started itself and that still run."""
    return [int(child) for tasks in Path(f"/proc/{pid}/task").glob("*/children") for child in tasks.read_text().split()]
