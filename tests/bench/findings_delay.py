"""`python3 -m tests.bench.findings_delay`: how long until an answer is in the findings of a big study.

A whole Lacrima with people made in SQL as in `findings_scale`. Then somebody new answers every second for a minute, and
it is looked ten times a second how many people the stored document counts. An open page asks every two seconds more.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median

import psycopg

from tests.bench.__main__ import ROOT
from tests.bench.findings_scale import COPY_SCORES, INSTRUMENT, OCCASIONS, PEOPLE, PROTOCOL, RESPONSES, SAMPLE

SECONDS = 60
LOOK_S = 0.1
VERSION = "SELECT v.id FROM protocols_version v JOIN protocols_study s ON s.id = v.study_id WHERE s.slug = 'scale'"
ARRIVES = """
WITH person AS (
  INSERT INTO enrolment_participant
    (version_id, token_hash, seed, origin, condition, language, panel, started_at, consented_at)
  VALUES (%s, sha256(%s::text::bytea), 1, 'real', 'a', 'en', '{}', now(), now()) RETURNING id)
INSERT INTO participation_response (participant_id, step, occurrence, page, answers, shown_at, at)
SELECT id, 'mood.before', '', 0, '[10, 20, 30, 40, 50, 60]', now(), now() FROM person
"""
# People who have a score on the first occasion: those who are counted in its cells.
COUNTED = """
SELECT (cell->>'n')::int FROM findings_aggregate a JOIN protocols_study s ON s.id = a.study_id,
  jsonb_path_query(a.document, '$.outcomes[0].cells[*] ? (@.condition == "a" && @.occasion == "before")') AS cell
WHERE s.slug = 'scale' AND a.origin = 'real'
"""


def number(database: psycopg.Connection, query: str) -> int:
    """The one number that a query gives; 0 where there is none."""
    return int((database.execute(query).fetchone() or (0,))[0])


def fill(database: psycopg.Connection, version: int, people: int) -> None:
    """Make the people; the program scores a sample of them, the others get scores like theirs."""
    database.execute(PEOPLE, [version, people])
    database.execute(RESPONSES, [SAMPLE, OCCASIONS])
    while number(database, "SELECT count(*) FROM findings_score") < SAMPLE:
        time.sleep(0.5)
    first = number(database, "SELECT min(id) FROM enrolment_participant WHERE origin = 'real'")
    database.execute(COPY_SCORES, {"first": first, "sample": SAMPLE})
    database.execute("VACUUM ANALYZE")
    while number(database, COUNTED) < people // 3 * 0.9:
        time.sleep(0.5)
    time.sleep(5)


def delays(address: str, version: int) -> list[float]:
    """Seconds from each answer to the document that has it."""
    sent: list[float] = []
    seen: list[float] = []
    with psycopg.connect(address, autocommit=True) as database, psycopg.connect(address, autocommit=True) as looking:
        before = number(looking, COUNTED)

        def look() -> None:
            while len(seen) < SECONDS and (not sent or time.perf_counter() - sent[-1] < 120):
                known, now = number(looking, COUNTED) - before, time.perf_counter()
                seen.extend([now] * (known - len(seen)))
                time.sleep(LOOK_S)

        thread = threading.Thread(target=look)
        thread.start()
        for each in range(SECONDS):
            database.execute(ARRIVES, [version, f"late{each}"])
            sent.append(time.perf_counter())
            time.sleep(1)
        thread.join()
    if len(seen) < SECONDS:
        raise SystemExit(f"Only {len(seen)} of {SECONDS} answers came into the findings.")
    return [after - at for at, after in zip(sent, seen, strict=True)]


def main() -> None:
    """Measure on an installation that is thrown away."""
    from tests.bench.lacrima_contender import lacrima

    parser = argparse.ArgumentParser(prog="python3 -m tests.bench.findings_delay", description=__doc__)
    parser.add_argument("-n", type=int, default=100_000, help="people (100000)")
    people = parser.parse_args().n
    sys.path.insert(0, str(ROOT / "platform"))
    with tempfile.TemporaryDirectory(prefix="lb") as folder:
        home, study = Path(folder) / "l", Path(folder) / "scale"
        (study / "instruments").mkdir(parents=True)
        for name, text in {
            "protocol.yaml": PROTOCOL,
            "instruments/mood.yaml": INSTRUMENT,
            "consent.md": "Yes.",
        }.items():
            (study / name).write_text(text)
        with lacrima(home) as product:
            env = {**os.environ, "LACRIMA_HOME": str(home)}
            subprocess.run([sys.executable, str(ROOT / "manage.py"), "publish", str(study)], env=env, check=True)
            with psycopg.connect(product.database_url, autocommit=True) as database:
                version = number(database, VERSION)
                fill(database, version, people)
            found = delays(product.database_url, version)
    print(f"{people:,} people: an answer is in the findings after {median(found):.1f} s, at most {max(found):.1f} s")


if __name__ == "__main__":
    main()
