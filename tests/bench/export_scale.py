"""`python3 -m tests.bench.export_scale`: how long exports of a big study take, and how much memory.

On a database of its own. People are made in SQL: three questionnaires of seven items and a score, with 3 % gaps; the
wide file has 45 columns.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median
from zipfile import ZipFile

from tests.bench.__main__ import ROOT
from tests.bench.memory import memory
from tests.bench.postgres import postgres

ITEMS = [f"i{number}" for number in range(7)]
OCCASIONS = ["before", "after", "later"]
COLUMNS = 45
PROTOCOL = """
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
  - {ask: mood, occasion: later}
outcomes:
  - {id: low, label: Low, score: mood.low, better: lower, occasions: [before, after, later]}
"""
INSTRUMENT = (
    """
instrument: mood
title: Mood
licence: CC0-1.0
responses: {felt: {kind: slider, from: 0, to: 100, ends: [No, Yes]}}
items:
"""
    + "".join(f"  - {{id: {item}, text: {item}, kind: felt}}\n" for item in ITEMS)
    + f"scores: {{low: {{mean: [{', '.join(ITEMS)}], reverse: [i6], answered: 0.5, better: lower}}}}\n"
)
PEOPLE = """
INSERT INTO enrolment_participant
  (version_id, token_hash, seed, origin, condition, language, panel, started_at, consented_at)
SELECT %s, sha256(number::text::bytea), number, 'real', (ARRAY['a', 'b', 'c'])[1 + number %% 3], 'en', '{}',
       now() - interval '1 hour', now() - interval '59 minutes'
FROM generate_series(1, %s::int) AS number
"""
# Pages lie in the table as they come: step by step, and by chance within a step.
RESPONSES = """
INSERT INTO participation_response (participant_id, step, occurrence, page, answers, shown_at, at)
SELECT p.id, 'mood.' || occasion, '', 0,
       (SELECT jsonb_agg(CASE WHEN random() < 0.03 THEN NULL ELSE floor(random() * 101)::int END)
        FROM generate_series(1, 7) WHERE p.id = p.id AND occasion = occasion),
       now() - random() * interval '1 hour', now()
FROM enrolment_participant p, UNNEST(%s::text[]) AS occasion ORDER BY occasion, random()
"""


def people(number: int) -> int:
    """Publish the study and fill it; its id."""
    from django.db import connection
    from django.utils import timezone

    from surveys.protocols.documents import Folder
    from surveys.protocols.publish import publish

    texts = {"protocol.yaml": PROTOCOL, "instruments/mood.yaml": INSTRUMENT, "consent.md": "Yes."}
    version = publish(Folder(texts), by=None, at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, [version.pk, number])
        cursor.execute(RESPONSES, [OCCASIONS])
        cursor.execute("VACUUM ANALYZE")
    return version.study_id


class Watch:
    """The most memory that this process and PostgreSQL's at the export held, in MiB; every 5 ms."""

    def __init__(self) -> None:
        self.own = self.database = 0.0
        self.over = threading.Event()

    def __enter__(self) -> Watch:
        self.before = memory(os.getpid()).rss_mib
        self.thread = threading.Thread(target=self.look)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()

    def look(self) -> None:
        """Watch until it is over."""
        from django.db import connection

        while not self.over.wait(0.005):
            self.own = max(self.own, memory(os.getpid()).rss_mib)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'lacrima export%%'", [])
                for (pid,) in cursor.fetchall():
                    try:
                        self.database = max(self.database, memory(pid).pss_mib)
                    except OSError:
                        pass
        connection.close()


def measure(study_id: int, layout: str, times: int) -> None:
    """Make an export some times, from asking to the file in its place, and say what it took."""
    from django.utils import timezone

    from surveys.exports.ask import ask
    from surveys.exports.build import build_next
    from surveys.exports.folder import file_of
    from surveys.exports.models import Export
    from surveys.protocols.models import Study

    seconds = []
    for _ in range(times):
        export = ask(Study.objects.get(pk=study_id), by=None, at=timezone.now(), layout=layout)
        began = time.perf_counter()
        assert build_next(now=timezone.now)
        seconds.append(time.perf_counter() - began)
        export.refresh_from_db()
        assert export.state == Export.State.DONE, export.reason
    # Watching takes time of its own, so it is another run.
    ask(Study.objects.get(pk=study_id), by=None, at=timezone.now(), layout=layout)
    with Watch() as watch:
        build_next(now=timezone.now)
    with ZipFile(file_of(export)) as archive:
        whole = sum(info.file_size for info in archive.infolist())
        columns = archive.read(f"{layout}.csv")[:10_000].split(b"\r\n")[0].count(b",") + 1
    print(
        f"{layout}: {export.people:,} people, {columns} columns, {export.rows:,} lines, {whole / 1e6:.1f} MB of text,"
    )
    print(f"  {export.bytes / 1e6:.1f} MB of file: {median(seconds):.2f} s (worst of {times}: {max(seconds):.2f} s);")
    print(f"  memory: worker {watch.own:.0f} MiB at most, {watch.own - watch.before:+.0f} MiB by the export;", end=" ")
    print(f"PostgreSQL's process {watch.database:.0f} MiB", flush=True)


def main() -> None:
    """Measure on a database that is thrown away."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.bench.export_scale", description=__doc__)
    parser.add_argument("-n", type=int, default=50_000, help="people (50000)")
    parser.add_argument("--times", type=int, default=5, help="exports of each layout (5)")
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT / "platform"))
    with tempfile.TemporaryDirectory(prefix="lb") as folder, postgres(Path(folder)) as address:
        os.environ |= {"LACRIMA_HOME": folder, "DJANGO_SETTINGS_MODULE": "lacrima.settings", "DATABASE_URL": address}
        os.environ |= {"SECRET_KEY": "x" * 50, "ALLOWED_HOSTS": "localhost", "BROKER_URL": "memory://"}
        os.environ["LACRIMA_STATEMENT_SECONDS"] = "600"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        study_id = people(options.n)
        for layout in ("wide", "long"):
            measure(study_id, layout, options.times)


if __name__ == "__main__":
    main()
