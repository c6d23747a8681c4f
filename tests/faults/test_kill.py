"""An acknowledged answer is never lost, whatever is killed."""

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg
import pytest
from django.conf import settings

from tests.faults.walker import Journal, Walker

STUDY = Path(__file__).resolve().parent.parent / "bench" / "study"
WALKERS, KILLS = 6, 100 if settings.FULL_TESTS else 6
SECONDS_BETWEEN_KILLS = 1.2
STORED = """
SELECT p.token_hash, r.answers FROM participation_response r JOIN enrolment_participant p ON p.id = r.participant_id
WHERE r.step = 'feelings.before'
"""


@pytest.fixture(scope="module")
def lacrima(start: Callable[..., object]):
    """A Lacrima of this test's own, with the study of the benchmark."""
    running = start()
    published = running.manage("publish", str(STUDY))
    assert published.returncode == 0, published.stderr
    yield running
    running.stop()


def kill(pid: int) -> None:
    """kill -9 of a process and all that it has started, as far as they still live."""
    for process in [*psutil.Process(pid).children(recursive=True), psutil.Process(pid)]:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue


def kill_one(running, number: int) -> None:
    """In turn: a web worker, the web master, all of PostgreSQL."""
    parts = running.parts()
    try:
        if number % 3 == 0:
            os.kill(psutil.Process(parts["web"]).children()[0].pid, signal.SIGKILL)
        elif number % 3 == 1:
            os.kill(parts["web"], signal.SIGKILL)
        else:
            kill(parts["postgres"])
    except (psutil.NoSuchProcess, ProcessLookupError, IndexError):
        return


def walk_while(running, kills: int, kill_next: Callable[[object, int], None]) -> Journal:
    """Walk under load while parts are killed; the journal, after everybody has come to an end."""
    journal, stop, pause = Journal(), threading.Event(), threading.Event()
    walkers = [Walker(running.url, journal, number, stop) for number in range(WALKERS)]
    for walker in walkers:
        walker.start()
    for number in range(kills):
        pause.wait(SECONDS_BETWEEN_KILLS)
        kill_next(running, number)
    pause.wait(SECONDS_BETWEEN_KILLS)
    stop.set()
    for walker in walkers:
        walker.join(60)
    assert [fault for walker in walkers for fault in walker.faults] == []
    return journal


def stored(running) -> list[tuple[bytes, list[int]]]:
    """All pages of questions in the database."""
    for _ in range(100):
        try:
            with psycopg.connect(running.database_url) as connection:
                return [(bytes(token), answers) for token, answers in connection.execute(STORED)]
        except psycopg.OperationalError:
            threading.Event().wait(0.1)
    raise AssertionError("the database did not come back")


@pytest.mark.promise("R1")
def test_nothing_acknowledged_is_lost_changed_or_doubled_by_kills(lacrima):
    journal = walk_while(lacrima, KILLS, kill_one)

    rows = stored(lacrima)
    found = dict(rows)
    lost = [token for token in journal.acknowledged if token not in found]
    changed = [token for token, answers in journal.acknowledged.items() if found.get(token, answers) != answers]
    assert len(journal.acknowledged) > 50
    assert journal.troubles > 0, "control: the kills were felt"
    assert (len(lost), len(changed), len(rows) - len(found)) == (0, 0, 0)


@pytest.mark.promise("R1")
def test_control_the_same_kill_loses_what_was_committed_asynchronously(lacrima):
    with psycopg.connect(lacrima.database_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS control AS SELECT 0 AS number WHERE false")
        connection.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
        connection.execute("SELECT pg_reload_conf()")

    assert lost(lacrima, "on") == 0
    # Whatever else commits at the same moment takes these rows to the disk with it, so that one kill may lose none.
    assert any(lost(lacrima, "off") for _ in range(10))


def lost(lacrima, synchronous_commit: str) -> int:
    """How many of two hundred acknowledged rows a kill loses."""
    options = f"-c synchronous_commit={synchronous_commit}"
    before, acknowledged = count(lacrima), 0
    postgres = lacrima.parts()["postgres"]
    with (
        pytest.raises(psycopg.OperationalError),
        psycopg.connect(lacrima.database_url, options=options, autocommit=True) as one,
    ):
        for number in range(1_000_000):
            one.execute("INSERT INTO control VALUES (%s)", [number])
            acknowledged = number + 1
            if acknowledged == 200:
                kill(postgres)
    return before + acknowledged - count(lacrima)


def count(running) -> int:
    """How many of the control's rows are there, once the database is back."""
    for _ in range(100):
        try:
            with psycopg.connect(running.database_url) as connection:
                return connection.execute("SELECT COUNT(*) FROM control").fetchone()[0]
        except psycopg.OperationalError:
            threading.Event().wait(0.1)
    raise AssertionError("the database did not come back")
