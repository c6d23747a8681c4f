"""`python3 -m tests.bench.export_beside`: how long participants wait while a big study is exported, and without.

A whole Lacrima with a study of 50,000 people besides the one that is walked; rounds in turn, without and with exports
that follow one another. The figure is p95 over all requests, from sending a form until the whole next page is there.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median

import psycopg

from tests.bench.__main__ import ROOT
from tests.bench.lacrima_contender import Lacrima, lacrima
from tests.bench.memory import memory

ASK = """
INSERT INTO exports_export (study_id, origin, level, format, layout, state, asked_at, attempts, people, rows, bytes,
  sha256, file, versions, departed, reason)
SELECT id, 'real', 'pseudonymous', 'csv', 'both', 'waiting', now(), 0, 0, 0, 0, '', '', '{}', '', ''
FROM protocols_study WHERE slug = 'scale'
"""
STATES = "SELECT count(*) FILTER (WHERE state = 'done'), count(*) FILTER (WHERE state = 'running') FROM exports_export"
UNSCORED = """
SELECT count(*) FROM enrolment_participant p LEFT JOIN findings_score s ON s.participant_id = p.id
WHERE s.participant_id IS NULL AND p.consented_at IS NOT NULL
"""


class Exports:
    """Keeps an export of the big study under way, and counts how many were ready and how much of the time one ran."""

    def __init__(self, product: Lacrima) -> None:
        self.address, self.exporter, self.over = product.database_url, product.exporter(), threading.Event()
        self.looked = self.running = 0
        # The most that the process which makes exports held, and what it and its master had of their own, in MiB.
        self.rss_mib = self.pss_mib = 0.0

    def __enter__(self) -> Exports:
        with psycopg.connect(self.address) as database:
            for _ in range(60):
                database.execute(ASK)
        self.thread = threading.Thread(target=self.look)
        self.thread.start()
        while not self.running:
            time.sleep(0.1)
        self.looked = self.running = 0
        return self

    def look(self) -> None:
        """Look twice a second whether one is running."""
        with psycopg.connect(self.address, autocommit=True) as database:
            while not self.over.wait(0.5):
                _, running = database.execute(STATES).fetchone() or (0, 0)
                self.looked, self.running = self.looked + 1, self.running + bool(running)
                held = [memory(pid) for pid in self.exporter]
                self.rss_mib = max(self.rss_mib, held[-1].rss_mib)
                self.pss_mib = max(self.pss_mib, sum(each.pss_mib for each in held))

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()
        with psycopg.connect(self.address) as database:
            database.execute("UPDATE exports_export SET state = 'cancelled' WHERE state IN ('waiting', 'running')")
        time.sleep(3)


def prepare(address: str, folder: Path, number: int) -> None:
    """Fill the big study, and wait until its people are scored: that is other work than exports."""
    from tests.bench.export_scale import OCCASIONS, PEOPLE, RESPONSES

    with psycopg.connect(address, autocommit=True) as database:
        (version,) = database.execute(
            "SELECT v.id FROM protocols_version v JOIN protocols_study s ON s.id = v.study_id WHERE slug = 'scale'"
        ).fetchone() or (0,)
        database.execute(PEOPLE, [version, number])
        database.execute(RESPONSES, [OCCASIONS])
        database.execute("VACUUM ANALYZE")
        while (database.execute(UNSCORED).fetchone() or (0,))[0]:
            time.sleep(1)
    # The findings are rebuilt after that.
    time.sleep(10)


def measure(options: argparse.Namespace, home: Path) -> None:
    """Walk in turn without and with exports."""
    import os
    import subprocess

    from tests.bench.export_scale import INSTRUMENT, PROTOCOL
    from tests.bench.round import run_round

    study = home / "scale"
    (study / "instruments").mkdir(parents=True)
    for name, text in {"protocol.yaml": PROTOCOL, "instruments/mood.yaml": INSTRUMENT, "consent.md": "Yes."}.items():
        (study / name).write_text(text)
    with lacrima(home / "l") as product:
        env = {**os.environ, "LACRIMA_HOME": str(home / "l")}
        subprocess.run([sys.executable, str(ROOT / "manage.py"), "publish", str(study)], env=env, check=True)
        prepare(product.database_url, study, options.n)
        run_round(product, people=options.walks // 2, at_once=options.c, first=0)
        figures: dict[str, list[float]] = {"without": [], "with": []}
        for number in range(options.rounds):
            first = (2 * number + 1) * options.walks
            quiet = run_round(product, people=options.walks, at_once=options.c, first=first)
            with Exports(product) as exports:
                beside = run_round(product, people=options.walks, at_once=options.c, first=first + options.walks)
            share = exports.running / max(1, exports.looked)
            for name, one in (("without", quiet), ("with", beside)):
                figures[name].append(one.p95_ms)
                assert not one.errors and not one.faults, one
            print(
                f"p95 {quiet.p95_ms} ms without, {beside.p95_ms} ms with an export running {share:.0%} of the time",
                end="",
            )
            print(
                f"; p50 {quiet.p50_ms} and {beside.p50_ms} ms, {quiet.requests_per_second} requests a second",
                flush=True,
            )
            print(f"  exporter: {exports.rss_mib} MiB RSS, {exports.pss_mib:.1f} MiB PSS with its master", flush=True)
        middle = {name: median(values) for name, values in figures.items()}
        print(f"medians: {middle}, {middle['with'] / middle['without']:.2f} times")


def main() -> None:
    """Measure on an installation that is thrown away."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.bench.export_beside", description=__doc__)
    parser.add_argument("-n", type=int, default=50_000, help="people in the study that is exported (50000)")
    parser.add_argument("-c", type=int, default=8, help="people who take part at once (8)")
    parser.add_argument("--walks", type=int, default=400, help="people a round (400)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each (3)")
    sys.path.insert(0, str(ROOT / "platform"))
    with tempfile.TemporaryDirectory(prefix="lb") as folder:
        measure(parser.parse_args(), Path(folder))


if __name__ == "__main__":
    main()
