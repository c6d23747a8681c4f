"""The comparison as a table that a person reads."""

from __future__ import annotations

from tests.bench.compare import Comparison
from tests.bench.round import Round, middle

FIGURES = {
    "walks_per_second": "walks a second",
    "requests_per_second": "requests a second",
    "requests_per_walk": "requests a walk",
    "kib_per_walk": "KiB a walk",
    "web_cpu_ms_per_walk": "web CPU a walk, ms",
    "p50_ms": "page p50, ms",
    "p95_ms": "page p95, ms",
    "p99_ms": "page p99, ms",
}
MOST_TROUBLE = 10


def tell(result: Comparison) -> str:
    """Medians over the rounds side by side, then memory, bytes, the many at once, and whatever went wrong."""
    names = list(result.rounds)
    some = result.rounds[names[0]]
    people = " and ".join(str(result.rounds[name][0].people) for name in names)
    lines = [
        f"{result.at}, {result.cores} cores, {result.memory_gib} GiB",
        f"{people} people a round, {some[0].at_once} at once, medians of {len(some)} rounds in turn",
        f"{'':24}" + "".join(f"{result.rounds[name][0].contender:>28}" for name in names) + f"{'ratio':>10}",
    ]
    for figure, label in FIGURES.items():
        values = "".join(f"{middle(result.rounds[name], figure):>28}" for name in names)
        lines.append(f"{label:24}{values}{result.ratio(figure) or '':>10}")
    for label, what in ROUND_BY_ROUND.items():
        lines.append(f"{label}: " + "; ".join(f"{name} {what(result.rounds[name])}" for name in names))
    lines += [f"memory of {name}'s web workers, MiB: {_memory(result.rounds[name][-1])}" for name in names]
    return "\n".join([*lines, *_lacrima_only(result), *_trouble(result)])


def _pace(rounds: list[Round]) -> str:
    return " ".join(str(one.walks_per_second) for one in rounds)


def _errors(rounds: list[Round]) -> str:
    return str(sum(len(one.errors) for one in rounds))


def _checked(rounds: list[Round]) -> str:
    return f"{sum(one.answers_checked for one in rounds)}, {sum(len(one.faults) for one in rounds)}"


def _memory(last: Round) -> str:
    return ", ".join(f"{worker.pss_mib} PSS / {worker.rss_mib} RSS" for worker in last.workers) or "none found"


def _lacrima_only(result: Comparison) -> list[str]:
    lines = []
    if result.bytes_per_page is not None:
        lines.append(f"bytes in the database for an answered 20-item page, indexes included: {result.bytes_per_page}")
    if fan := result.fan:
        lines.append(
            f"{fan.at_once} at once: {fan.walks_per_second} walks a second, p95 {fan.p95_ms} ms, "
            f"{len(fan.errors)} errors, {len(fan.faults)} faults in {fan.answers_checked} answers"
        )
    return lines


ROUND_BY_ROUND = {"each round's walks a second": _pace, "errors": _errors, "answers checked, wrong": _checked}


def _trouble(result: Comparison) -> list[str]:
    trouble = result.trouble()
    return [*trouble[:MOST_TROUBLE], f"… {len(trouble)} in all"] if len(trouble) > MOST_TROUBLE else trouble
