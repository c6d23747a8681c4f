"""The comparison: both servers up, rounds in turn, then many at once on Lacrima."""

from __future__ import annotations

import argparse
import os
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench.contender import Contender
from tests.bench.lacrima_contender import lacrima
from tests.bench.otree_contender import otree
from tests.bench.postgres import postgres
from tests.bench.round import Round, middle, run_round

# Each worker compiles its pages at first sight; these walks are checked but not timed.
WARMING_WALKS = 16


@dataclass
class Comparison:
    """All that was measured; `rounds` by contender."""

    at: str
    cores: int
    memory_gib: float
    rounds: dict[str, list[Round]] = field(default_factory=dict)
    fan: Round | None = None
    bytes_per_page: float | None = None

    def ratio(self, figure: str) -> float | None:
        """Lacrima's median of a figure divided by oTree's, or None when one of them wasn't run."""
        if set(self.rounds) != {"lacrima", "otree"}:
            return None
        return round(middle(self.rounds["lacrima"], figure) / middle(self.rounds["otree"], figure), 3)

    def trouble(self) -> list[str]:
        """Every error and every answer that wasn't found, of all rounds."""
        every = [one for rounds in self.rounds.values() for one in rounds] + ([self.fan] if self.fan else [])
        return [f"{one.contender}: {line}" for one in every for line in (*one.errors, *one.faults)]

    def as_json(self) -> dict[str, Any]:
        """Every figure, for a file."""
        return {**asdict(self), "walks_ratio": self.ratio("walks_per_second"), "p95_ratio": self.ratio("p95_ms")}


def compare(options: argparse.Namespace, home: Path) -> Comparison:
    """Start what is to be measured, measure it in turn, stop it."""
    home.chmod(0o755)  # an embedded PostgreSQL started by root runs as another user
    memory_gib = round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)
    result = Comparison(datetime.now(UTC).isoformat(timespec="minutes"), len(os.sched_getaffinity(0)), memory_gib)
    with ExitStack() as stack:
        own = stack.enter_context(lacrima(home / "lacrima")) if options.only != "otree" else None
        contenders: dict[str, Contender] = {"lacrima": own} if own else {}
        if options.only != "lacrima":
            url = None if options.sqlite else stack.enter_context(postgres(home / "database"))
            contenders["otree"] = stack.enter_context(otree(options.otree_env, home, database_url=url))
        for contender in contenders.values():
            run_round(contender, people=WARMING_WALKS, at_once=options.c, first=0)
        before = own.space() if own else None
        result.rounds = _rounds(contenders, options)
        if own and before:
            result.bytes_per_page = round(own.space().per_page(before), 1)
        if own and options.fan:
            result.fan = run_round(own, people=2 * options.fan, at_once=options.fan, first=10**6)
    return result


def _rounds(contenders: dict[str, Contender], options: argparse.Namespace) -> dict[str, list[Round]]:
    rounds: dict[str, list[Round]] = {name: [] for name in contenders}
    people = {"lacrima": options.n, "otree": options.otree_n}
    for number in range(options.rounds):
        first = WARMING_WALKS + number * options.n
        for name in (list, reversed)[number % 2](list(contenders)):
            rounds[name].append(run_round(contenders[name], people=people[name], at_once=options.c, first=first))
    return rounds
