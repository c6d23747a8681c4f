"""oTree with the walk's study: from PyPI, in an environment of its own, started by its production command."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.bench.contender import answer_faults, free_port, key, running, wait_for_port
from tests.bench.items import words
from tests.bench.walk import Trail

RELEASE = "otree==6.0.15"
APP = Path(__file__).with_name("otree")
STORED = "select p.code, w.* from walk_player w join otree_participant p on p.id = w.participant_id"
NEWEST = "select code from otree_participant where session_id = (select max(id) from otree_session) order by id"


@dataclass(frozen=True)
class OTree:
    """A running oTree server; its links are those that its own sessions page would hand out."""

    home: Path
    bin: Path
    env: Mapping[str, str]
    port: int
    pid: int

    @property
    def name(self) -> str:
        """Release and database."""
        database = self.env.get("DATABASE_URL", "sqlite").partition(":")[0]
        return f"{RELEASE.replace('==', ' ')} on {database}"

    def starts(self, people: int) -> list[str]:
        """Personal links of a new session."""
        _run([self.bin / "otree", "create_session", "walk", str(people)], self.home, self.env)
        return [f"http://127.0.0.1:{self.port}/InitializeParticipant/{row['code']}" for row in self._rows(NEWEST)]

    def faults(self, trails: Sequence[Trail]) -> list[str]:
        """Compare every column of walk_player with what was sent."""
        stored = {row.pop("code"): row for row in self._rows(STORED)}
        return [fault for trail in trails for fault in answer_faults(trail, _columns(trail), stored.get(key(trail)))]

    def workers(self) -> list[int]:
        """The one web process; by its design oTree has no second."""
        return [self.pid]

    def _rows(self, query: str) -> list[dict[str, str]]:
        with closing(self._database()) as database:
            cursor = database.execute(query)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, map(str, row), strict=True)) for row in cursor]

    def _database(self) -> sqlite3.Connection | psycopg.Connection:
        url = self.env.get("DATABASE_URL")
        return psycopg.connect(url, autocommit=True) if url else sqlite3.connect(self.home / "db.sqlite3")


def _columns(trail: Trail) -> dict[str, str]:
    sent = {"consent": trail.sent[2][0]}
    sent |= {f"before_{word}": value for word, value in zip(words(), trail.sent[3], strict=True)}
    return sent | {f"after_{word}": value for word, value in zip(words(), trail.sent[5], strict=True)}


@contextmanager
def otree(environment: Path, home: Path, *, database_url: str | None) -> Iterator[OTree]:
    """oTree on two cores for as long as the block runs; without a URL on its default database, SQLite."""
    install(environment)
    project, port, log = home / "otree", free_port(), home / "otree.log"
    shutil.copytree(APP, project)
    for folder in ("_static", "_templates"):
        (project / folder).mkdir()
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    env |= {"PATH": f"{environment / 'bin'}:{env['PATH']}"}
    env |= {"OTREE_PRODUCTION": "1", "OTREE_ADMIN_PASSWORD": "benchmark"}
    env |= {"DATABASE_URL": database_url} if database_url else {}
    _run([environment / "bin" / "otree", "resetdb", "--noinput"], project, env)
    command = [str(environment / "bin" / "otree"), "prodserver", f"127.0.0.1:{port}"]
    with running(command, folder=project, env=env, log=log) as process:
        wait_for_port(port, process, log, seconds=60)
        yield OTree(project, environment / "bin", env, port, process.pid)


def install(environment: Path) -> None:
    """Make oTree's environment, once: nothing in it but oTree and the PostgreSQL driver that its documents name."""
    if (environment / "bin" / "otree").exists():
        return
    environment.mkdir(parents=True, exist_ok=True)
    (environment.parent / ".gitignore").write_text("*\n")
    _run([sys.executable, "-m", "venv", str(environment)], environment, os.environ)
    pip: list[str | Path] = [
        environment / "bin" / "python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]
    _run([*pip, RELEASE, "psycopg2-binary"], environment, os.environ)


def _run(command: Sequence[str | Path], folder: Path, env: Mapping[str, str]) -> None:
    done = subprocess.run(command, cwd=folder, env=dict(env), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))} failed:\n{done.stdout[-1500:]}{done.stderr[-1500:]}")
