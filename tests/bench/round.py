"""One round of a contender: walk people through it, then look for every answer in its database."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from tests.bench.contender import Contender
from tests.bench.cpu import cpu_seconds
from tests.bench.memory import Memory, memory
from tests.bench.walk import PAGES, Walked, walk


@dataclass(frozen=True)
class Round:
    """The figures of one round; times in milliseconds."""

    contender: str
    people: int
    at_once: int
    finished: int
    walks_per_second: float
    requests_per_second: float
    requests_per_walk: float
    kib_per_walk: float
    web_cpu_ms_per_walk: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    page_p50_ms: dict[int, float]
    answers_checked: int
    errors: list[str]
    faults: list[str]
    workers: list[Memory]


def run_round(contender: Contender, *, people: int, at_once: int, first: int) -> Round:
    """Walk so many people through a contender, `at_once` at any time, and check all that they sent."""
    starts, workers = contender.starts(people), contender.workers()
    before = cpu_seconds(workers)
    walked = walk(starts, at_once=at_once, first=first)
    cpu = cpu_seconds(workers) - before
    done = [trail for trail in walked.trails if trail.finished]
    every = [seconds for page in walked.latencies.values() for seconds in page]
    return Round(
        contender=contender.name,
        people=people,
        at_once=at_once,
        finished=walked.finished,
        walks_per_second=round(walked.finished / walked.seconds, 2),
        requests_per_second=round(walked.requests / walked.seconds, 1),
        requests_per_walk=round(walked.requests / max(1, walked.finished), 2),
        kib_per_walk=round(walked.size / 1024 / max(1, walked.finished), 1),
        web_cpu_ms_per_walk=round(cpu * 1000 / max(1, walked.finished), 2),
        p50_ms=percentile(every, 50),
        p95_ms=percentile(every, 95),
        p99_ms=percentile(every, 99),
        page_p50_ms={page: percentile(walked.latencies.get(page, []), 50) for page in range(1, PAGES + 1)},
        answers_checked=sum(len(values) for trail in done for values in trail.sent.values()),
        errors=walked.errors,
        faults=[*contender.faults(done), *_unfinished(walked, people)],
        workers=[memory(pid) for pid in workers],
    )


def percentile(seconds: list[float], share: float) -> float:
    """The nearest-rank percentile in milliseconds; 0 where nothing was measured."""
    ordered = sorted(seconds)
    return round(ordered[min(len(ordered) - 1, int(share / 100 * len(ordered)))] * 1000, 1) if ordered else 0.0


def _unfinished(walked: Walked, people: int) -> list[str]:
    missing = people - walked.finished
    return [f"{missing} of {people} didn't reach the debrief"] if missing else []


def middle(rounds: list[Round], figure: str) -> float:
    """The median of a figure over rounds."""
    return round(float(median(getattr(one, figure) for one in rounds)), 2)
