"""Publishing is all or nothing: whoever is killed in the middle leaves the old version as it was."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from surveys.ledger.models import Entry
from surveys.protocols.documents import read_folder
from surveys.protocols.models import Condition, Study, Version
from surveys.protocols.publish import publish
from tests.conftest import ROOT, until
from tests.protocols.small import changed

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'ledger_entry'::regclass"


def address() -> str:
    """The test's database."""
    found = connection.settings_dict
    return f"host={found['HOST']} port={found['PORT'] or 5432} user={found['USER']} dbname={found['NAME']}"


@contextmanager
def nobody_writes_the_ledger() -> Iterator[psycopg.Connection]:
    """A publication waits before its last row: version and conditions are written, the ledger's entry is not."""
    with psycopg.connect(address()) as holding, psycopg.connect(address(), autocommit=True) as looking:
        holding.execute("LOCK TABLE ledger_entry IN ACCESS EXCLUSIVE MODE")
        yield looking
        holding.rollback()


# manage.py publish, in the test's database.
PUBLISH = """
import sys
sys.path.insert(0, "platform")
import django
from django.conf import settings
folder, settings.DATABASES["default"]["NAME"], settings.MEDIA_ROOT = sys.argv[1:]
django.setup()
from django.core.management import call_command
call_command("publish", folder)
"""


def publishing(study: Path) -> subprocess.Popen[str]:
    """A process that publishes a folder."""
    command = [sys.executable, "-c", PUBLISH, str(study), connection.settings_dict["NAME"], str(settings.MEDIA_ROOT)]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "lacrima.settings"}
    return subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def everything() -> list[object]:
    study = Study.objects.get()
    return [study.title, study.source, *(model.objects.count() for model in (Study, Version, Condition, Entry))]


@pytest.mark.parametrize("killed", [True, False], ids=["killed", "not killed, control"])
def test_a_publication_that_is_killed_in_the_middle_leaves_the_old_version(study: Path, killed: bool) -> None:
    publish(read_folder(study), by=None, at=NOON)
    before = everything()
    protocol = (study / "protocol.yaml").read_text()
    (study / "protocol.yaml").write_text(changed("title: A small study", "title: Another", protocol))
    with nobody_writes_the_ledger() as looking:
        process = publishing(study)
        until(lambda: looking.execute(WAITING).fetchone() != (0,) or process.poll() is not None, seconds=30)
        assert process.poll() is None, process.communicate()[0]
        if killed:
            process.send_signal(signal.SIGKILL)
            process.wait(10)
    said = process.communicate(timeout=30)[0]

    if killed:
        until(lambda: everything() == before, seconds=10)
        publish(read_folder(study), by=None, at=NOON)
    assert Version.objects.count() == 2, said
    assert Study.objects.get().title == "Another"
