"""`python3 -m tests.bench.findings_scale`: how long findings take in a big study, on a database of its own.

People are made in SQL: 24 scores each (six outcomes on four occasions) with the 24 items behind
them, two groups, three conditions, 3 % gaps.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.__main__ import ROOT
from tests.bench.postgres import postgres

ITEMS = [f"i{number}" for number in range(6)]
OCCASIONS = ["before", "after", "after20", "after90"]
PROTOCOL = (
    """
lacrima: 1
study: scale
title: Scale
languages: [en]
lead: {team: Bench, email: bench@example.org}
consent: {text: consent.md, clauses: [{id: take_part, text: Yes.}]}
conditions: [{id: a, label: A}, {id: b, label: B}, {id: c, label: C}]
allocation: {method: blocks, sizes: [3]}
journey:
  - {ask: mood, occasion: before}
  - allocate
  - {ask: mood, occasion: after}
  - {ask: mood, occasion: after20}
  - {ask: mood, occasion: after90}
  - {show: consent.md, id: thanks}
outcomes:
"""
    + "".join(
        f"  - {{id: o{item}, label: {item}, score: mood.s{item}, better: lower, occasions: [{', '.join(OCCASIONS)}]}}\n"
        for item in ITEMS
    )
    + """
groups:
  - {id: one, when: mood.after.i0 >= 50, among: 'condition.id != "c"'}
  - {id: two, when: mood.after.i1 >= 70}
"""
)
INSTRUMENT = (
    """
instrument: mood
title: Mood
licence: CC0-1.0
responses: {felt: {kind: slider, from: 0, to: 100, ends: [No, Yes]}}
items:
"""
    + "".join(f"  - {{id: {item}, text: {item}, kind: felt}}\n" for item in ITEMS)
    + "scores:\n"
    + "".join(
        f"  s{item}: {{mean: [{item}, {ITEMS[(number + 1) % 6]}], answered: 0.5, better: lower}}\n"
        for number, item in enumerate(ITEMS)
    )
)
PEOPLE = """
INSERT INTO enrolment_participant
  (version_id, token_hash, seed, origin, condition, language, panel, started_at, consented_at)
SELECT %s, sha256(number::text::bytea), number, 'real', (ARRAY['a', 'b', 'c'])[1 + number %% 3], 'en', '{}',
       now(), now()
FROM generate_series(1, %s::int) AS number
"""
RESPONSES = """
INSERT INTO participation_response (participant_id, step, occurrence, page, answers, shown_at, at)
SELECT p.id, 'mood.' || occasion, '', 0,
       (SELECT jsonb_agg(CASE WHEN random() < 0.03 THEN NULL ELSE floor(random() * 101)::int END)
        FROM generate_series(1, 6) WHERE p.id = p.id AND occasion = occasion), now(), now()
FROM (SELECT id FROM enrolment_participant ORDER BY id LIMIT %s) p, UNNEST(%s::text[]) AS occasion ORDER BY p.id
"""
# Everybody else gets the scores of one of the sample, in the same condition: its size is a multiple of three.
TWINS = """(
  SELECT id, (id - %(first)s) %% %(sample)s + %(first)s AS twin FROM enrolment_participant
  WHERE id >= %(first)s + %(sample)s
) p"""
COPY_SCORES = f"""
INSERT INTO findings_score (participant_id, upto, steps, levels, measures, values, answered, prorated)
SELECT p.id, s.upto, s.steps, s.levels, s.measures, s.values, s.answered, s.prorated
FROM findings_score s JOIN {TWINS} ON p.twin = s.participant_id ORDER BY p.id
"""
SAMPLE = 3_000


def timed(what: str, do: Callable[[], Any], times: int = 1) -> Any:
    """Do something, and say how long it took: the median of `times`."""
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        result = do()
        seconds.append(time.perf_counter() - began)
    worst = f", worst {max(seconds):.4f} s" if times > 1 else ""
    print(f"{what}: {median(seconds):.4f} s{worst}", flush=True)
    return result


def measure(people: int) -> None:
    """Make the people, and time each part of the way from an answer to the page."""
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from surveys.findings.findings import findings
    from surveys.findings.models import Aggregate
    from surveys.findings.rebuild import rebuild_changed_studies
    from surveys.findings.score import score_new_responses
    from surveys.participation.models import Response
    from surveys.protocols.documents import Folder
    from surveys.protocols.publish import publish

    call_command("migrate", verbosity=0)
    texts = {"protocol.yaml": PROTOCOL, "instruments/mood.yaml": INSTRUMENT, "consent.md": "Yes."}
    version = publish(Folder(texts), by=None, at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, [version.pk, people])
        cursor.execute(RESPONSES, [SAMPLE, OCCASIONS])
    scored = timed("scoring people from nothing", lambda: score_new_responses(timezone.now(), people))
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id) FROM enrolment_participant")
        first = cursor.fetchone()[0]
        cursor.execute(COPY_SCORES, {"first": first, "sample": SAMPLE})
        cursor.execute("SELECT sum(cardinality(measures)) FROM findings_score")
        values = cursor.fetchone()[0]
        cursor.execute("VACUUM ANALYZE")
    print(f"people {people:,}, of them scored by the program {scored:,}, scores and items {values:,}")

    def again() -> int:
        Aggregate.objects.update(fingerprint="", computed_at="2000-01-01T00:00Z")
        return rebuild_changed_studies(timezone.now())

    again()
    timed("rebuild, with the look for changes", again, 7)
    print(f"  of it the rebuild itself, last: {Aggregate.objects.get().seconds:.4f} s")
    timed("look for changes where there is none", lambda: rebuild_changed_studies(timezone.now()), 7)
    document = timed("the page's data", lambda: findings(version.study, now=timezone.now()), 50)
    assert document["n_participants"] == people

    def one_more() -> None:
        last = Response.objects.order_by("-id").values("participant_id", "answers", "shown_at", "at")[0]
        Response.objects.create(step="thanks", page=0, **last)
        assert score_new_responses(timezone.now()) == 1

    timed("scoring one new answer", one_more)


def main() -> None:
    """Measure on a database that is thrown away."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.bench.findings_scale", description=__doc__)
    parser.add_argument("-n", type=int, default=100_000, help="people (100000)")
    people = parser.parse_args().n
    sys.path.insert(0, str(ROOT / "platform"))
    with tempfile.TemporaryDirectory(prefix="lb") as folder, postgres(Path(folder)) as address:
        os.environ |= {"LACRIMA_HOME": folder, "DJANGO_SETTINGS_MODULE": "lacrima.settings", "DATABASE_URL": address}
        os.environ |= {"SECRET_KEY": "x" * 50, "ALLOWED_HOSTS": "localhost", "BROKER_URL": "memory://"}
        os.environ["LACRIMA_STATEMENT_SECONDS"] = "600"
        import django

        django.setup()
        measure(people)


if __name__ == "__main__":
    main()
