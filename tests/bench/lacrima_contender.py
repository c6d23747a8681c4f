"""Lacrima with the walk's study: started by its own `manage.py demo`, published by `manage.py publish`."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from lacrima.home import database_url
from tests.bench.contender import answer_faults, free_port, key, running, wait_for
from tests.bench.items import STUDY, words
from tests.bench.memory import children
from tests.bench.walk import Trail

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 300
STORED = """
    select p.token_hash, c.clauses, b.answers, a.answers
    from enrolment_participant p
    left join enrolment_consent c on c.participant_id = p.id
    left join participation_response b on b.participant_id = p.id and b.step = 'feelings.before'
    left join participation_response a on a.participant_id = p.id and a.step = 'feelings.after'
"""
# Of each row: its data and a line pointer of 4 bytes.
SPACE = """
    select pg_table_size('participation_response'), pg_indexes_size('participation_response'),
           sum(pg_column_size(r) + 4), count(*),
           sum(pg_column_size(r) + 4) filter (where step like 'feelings.%'),
           count(*) filter (where step like 'feelings.%')
    from participation_response r
"""


@dataclass(frozen=True)
class Space:
    """Bytes of the responses' table and of its indexes; bytes and number of all rows, and of those with 20 items."""

    table: float
    indexes: float
    all_data: float
    all_rows: float
    data: float
    rows: float

    def per_page(self, before: Space) -> float:
        """Bytes by which one answered page of 20 items made the database grow, indexes included."""
        table = (self.table - before.table) * (self.data - before.data) / (self.all_data - before.all_data)
        indexes = (self.indexes - before.indexes) / (self.all_rows - before.all_rows)
        return table / (self.rows - before.rows) + indexes


@dataclass(frozen=True)
class Lacrima:
    """A Lacrima that `manage.py demo` runs in the folder `home`."""

    url: str
    home: Path

    @property
    def database_url(self) -> str:
        """Its embedded PostgreSQL."""
        return database_url(self.home)

    @property
    def name(self) -> str:
        """Name and database."""
        return "Lacrima on postgresql"

    def starts(self, people: int) -> list[str]:
        """The study's one public address, for everybody."""
        return [f"{self.url}/s/bench/"] * people

    def faults(self, trails: Sequence[Trail]) -> list[str]:
        """Compare each person's consent and both pages of answers with what was sent."""
        with psycopg.connect(self.database_url) as database:
            stored = {bytes(row[0]): _by_name(*row[1:]) for row in database.execute(STORED)}
        return [
            fault
            for trail in trails
            for fault in answer_faults(trail, _sent(trail), stored.get(hashlib.sha256(key(trail).encode()).digest()))
        ]

    def workers(self) -> list[int]:
        """gunicorn's workers: what its master, the part called web, has started."""
        return children(self.part("web"))

    def exporter(self) -> list[int]:
        """The worker that makes exports: its master, which makes none, and the process that does."""
        return [self.part("exporter"), *children(self.part("exporter"))]

    def part(self, name: str) -> int:
        """The process id of a part."""
        return int(json.loads((self.home / "running.json").read_text())["parts"][name])

    def space(self) -> Space:
        """What the responses take in the database now."""
        with psycopg.connect(self.database_url) as database:
            row = database.execute(SPACE).fetchone()
        return Space(*map(float, row or ()))


def _by_name(clauses: list[str] | None, before: list[object] | None, after: list[object] | None) -> dict[str, str]:
    named = {"consent": ",".join(clauses or [])}
    named |= {f"before_{word}": str(answer) for word, answer in zip(words(), before or [], strict=False)}
    return named | {f"after_{word}": str(answer) for word, answer in zip(words(), after or [], strict=False)}


def _sent(trail: Trail) -> dict[str, str]:
    sent = {f"before_{word}": value for word, value in zip(words(), trail.sent[3], strict=True)}
    sent |= {f"after_{word}": value for word, value in zip(words(), trail.sent[5], strict=True)}
    return sent | {"consent": "take_part"}


@contextmanager
def lacrima(home: Path) -> Iterator[Lacrima]:
    """Lacrima with all its parts for as long as the block runs, on data of its own in `home`."""
    port, log = free_port(), home.with_suffix(".log")
    env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "BROKER_URL", "CACHE_URL"}}
    env |= {"LACRIMA_HOME": str(home), "LACRIMA_DEMO_PEOPLE": "0", "PYTHONUNBUFFERED": "1"}
    demo = [sys.executable, str(ROOT / "manage.py"), "demo", "--port", str(port)]
    with running(demo, folder=ROOT, env=env, log=log) as process:
        wait_for("ready:", process, log, seconds=SECONDS_TO_START)
        publish(env)
        yield Lacrima(f"http://127.0.0.1:{port}", home)


def publish(env: Mapping[str, str]) -> None:
    """Publish the walk's study into the Lacrima that the environment names."""
    verb = [sys.executable, str(ROOT / "manage.py"), "publish", str(STUDY)]
    done = subprocess.run(verb, cwd=ROOT, env=dict(env), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the study couldn't be published:\n{done.stdout}{done.stderr}")
