"""Exports with a real worker: killed in the middle, cancelled in the middle, and in the end on somebody's disk."""

import http.cookiejar
import io
import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen
from zipfile import ZipFile

import psycopg
import pytest

from tests.conftest import Running, until
from tests.exports.reading import read_csv

# Test persons: no other test counts them.
PEOPLE = """
INSERT INTO enrolment_participant
  (version_id, token_hash, seed, origin, condition, language, panel, started_at, consented_at)
SELECT v.id, sha256(('export' || n)::bytea), n, 'test', '', 'en', '{}', now(), now()
FROM generate_series(1, 5) AS n, protocols_version v JOIN protocols_study s ON s.id = v.study_id
WHERE s.slug = 'good-cry' AND v.number = 1 ON CONFLICT DO NOTHING
"""
STATE = "SELECT state, attempts, people FROM exports_export ORDER BY id DESC LIMIT 1"
# As if the worker had been silent for longer than its lease.
SILENT = "UPDATE exports_export SET beat_at = now() - interval '2 minutes' WHERE state = 'running'"
PAGE = "researcher/good-cry/data/"


class Desk:
    """The researcher's browser, without a screen."""

    def __init__(self, running: Running) -> None:
        self.running, self.opener = running, build_opener(HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self.post("accounts/login/", "accounts/login/", login=running.email, password=running.password)

    def get(self, path: str) -> str:
        """A page."""
        with self.opener.open(self.running.url + path, timeout=30) as answer:
            return str(answer.read().decode())

    def post(self, path: str, page: str = PAGE, **fields: str) -> bytes:
        """Send one of a page's forms."""
        token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(page))[0]
        body = urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
        with self.opener.open(self.running.url + path, body, timeout=30) as answer:
            return bytes(answer.read())

    def ask(self) -> None:
        """Ask for the data of test persons."""
        self.post(f"{PAGE}ask/", level="pseudonymous", layout="wide", origin="test")


@pytest.fixture(scope="module")
def desk(running: Running) -> Desk:
    with psycopg.connect(running.database_url) as database:
        database.execute(PEOPLE)
    return Desk(running)


@contextmanager
def held(running: Running) -> Iterator[psycopg.Connection]:
    """Nobody can read who was helped: an export, which says it, waits in the middle."""
    address = running.database_url
    with psycopg.connect(address, autocommit=True) as looking, psycopg.connect(address) as holding:
        holding.execute("LOCK TABLE participation_safetyevent IN ACCESS EXCLUSIVE MODE")
        yield looking
        holding.rollback()


def state(looking: psycopg.Connection) -> str:
    row = looking.execute(STATE).fetchone()
    return str(row[0]) if row else ""


def files(running: Running) -> list[Path]:
    folder = running.home / "exports"
    return sorted(folder.iterdir()) if folder.exists() else []


@pytest.mark.promise("R11")
def test_a_worker_that_is_killed_in_the_middle_is_followed_by_another(running: Running, desk: Desk) -> None:
    before = files(running)
    with held(running) as looking:
        desk.ask()
        until(lambda: state(looking) == "running", seconds=20)
        time.sleep(0.5)
        assert [path.name[:4] for path in files(running) if path not in before] == ["part"]
        os.kill(running.parts()["exporter"], signal.SIGKILL)
        looking.execute(SILENT)

    with psycopg.connect(running.database_url, autocommit=True) as looking:
        until(lambda: state(looking) == "done", seconds=30)
        assert looking.execute(STATE).fetchone() == ("done", 2, 5)
    assert [path.suffix for path in files(running) if path not in before] == [".zip"]


def test_cancelling_stops_the_work_at_once_and_leaves_nothing(running: Running, desk: Desk) -> None:
    before = files(running)
    with held(running) as looking:
        desk.ask()
        until(lambda: state(looking) == "running", seconds=20)
        number = re.findall(r"data/(\d+)/cancel/", desk.get(PAGE))[0]

        desk.post(f"{PAGE}{number}/cancel/")

        assert state(looking) == "cancelled"
        until(lambda: files(running) == before, seconds=10)
    assert "It was cancelled before it was ready." in desk.get(PAGE)


def test_a_file_comes_by_the_page_and_by_a_token(running: Running, desk: Desk) -> None:
    desk.ask()
    with psycopg.connect(running.database_url, autocommit=True) as looking:
        until(lambda: state(looking) == "done", seconds=20)
    number = re.findall(r"data/(\d+)/file/", desk.get(PAGE))[0]

    by_page = desk.post(f"{PAGE}{number}/file/")
    secret = running.manage("create_token", running.email, "--name", "exports").stdout.strip()
    address = f"{running.url}api/v1/studies/good-cry/exports/{number}/file/"
    with urlopen(Request(address, headers={"Authorization": f"Token {secret}"}), timeout=30) as answer:
        by_token = answer.read()

    assert by_page == by_token
    with ZipFile(io.BytesIO(by_page)) as archive:
        assert [line["origin"] for line in read_csv(archive.read("wide.csv"))] == ["test"] * 5
    with pytest.raises(HTTPError, match="401"):
        urlopen(address, timeout=30)


def test_the_command_puts_a_file_into_a_folder(running: Running, desk: Desk, tmp_path: Path) -> None:
    done = running.manage("export", "good-cry", "--to", str(tmp_path), "--layout", "wide")
    refused = {
        sentence: running.manage("export", *arguments, "--to", str(tmp_path))
        for arguments, sentence in [
            (("nothing",), "There is no study “nothing”."),
            (("good-cry", "--level", "anonymised"), "Anonymised data can't be exported yet"),
            (("good-cry", "--format", "sav"), "There is no format “sav” yet."),
        ]
    }

    for sentence, said in refused.items():
        assert (said.returncode, said.stdout) == (1, "")
        assert sentence in said.stderr
    # Other tests may have left people of any kind in this installation, or none.
    if done.returncode:
        assert "has consented to take part" in done.stderr
        assert list(tmp_path.iterdir()) == []
    else:
        assert [path.suffix for path in tmp_path.iterdir()] == [".zip"]
