"""Backup and restore give equal rows, and nobody who left comes back."""

import json
import shutil
import tarfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from surveys.api import archive as parts
from surveys.api.archive import BackupError, digest_of, tables
from surveys.api.backup import backup
from surveys.api.restore import restore
from surveys.api.verify import verify
from surveys.enrolment.departures import departure_of, expire_departures, noted
from surveys.enrolment.models import Contact, Departure, Participant, Tombstone
from surveys.findings.rebuild import rebuild_changed_studies
from surveys.findings.score import score_new_responses
from surveys.mail.seal import seal
from surveys.protocols.documents import read_folder
from surveys.protocols.publish import publish
from tests.journeys.person import Person

SHORT = Path(__file__).resolve().parent.parent / "studies" / "short"


@pytest.fixture
def three(transactional_db: None, settings: object, tmp_path: Path) -> list[Person]:
    """Three people in the middle of the short study, and folders that are thrown away."""
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    settings.DEPARTURES = tmp_path / "house" / "departures"  # type: ignore[attr-defined]
    cache.clear()
    publish(read_folder(SHORT), by=None, at=timezone.now())
    people = [Person("short").agree().until("film", age="40", crisis="no", level="3") for _ in range(3)]
    Contact.objects.create(participant=Participant.objects.order_by("id")[1], address=seal("canary@example.org"),
                           link=seal(people[1].token), language="en", given_at=timezone.now())  # fmt: skip
    score_new_responses(timezone.now())
    rebuild_changed_studies(timezone.now())
    return people


def empty() -> None:
    """A database as “migrate” makes it, but that numbers go on: versions are kept in memory by theirs."""
    with connection.cursor() as cursor:
        names = ", ".join(map(parts.quoted, tables()))
        cursor.execute(f"TRUNCATE {names} CASCADE")


def hashes() -> dict[str, str]:
    return {table: digest_of(table) for table in tables()}


@pytest.mark.promise("R12")
def test_what_is_restored_is_what_was_backed_up(three: list[Person], settings, tmp_path: Path) -> None:
    before = hashes()
    films = sorted(path.name for path in (settings.MEDIA_ROOT / "films").rglob("*.mp4"))
    path = backup(tmp_path / "backups", at=timezone.now())
    assert path.stat().st_mode & 0o077 == 0
    assert b"canary@example.org" not in path.read_bytes(), "what is sealed stays sealed"
    empty()
    shutil.rmtree(settings.MEDIA_ROOT)
    # Control: an empty database has other hashes.
    assert hashes() != before

    done = restore(path, at=timezone.now())

    after = hashes()
    # Only the ledger has one entry more: that a backup was restored.
    assert {table for table in before if before[table] != after[table]} == {"ledger_entry"}
    assert (done.removed, done.films) == (0, len(films))
    assert sorted(each.name for each in (settings.MEDIA_ROOT / "films").rglob("*.mp4")) == films
    assert Contact.objects.get().address == "canary@example.org"
    assert verify(timezone.now()) == []
    # People go on where they were, and numbers go on behind the last.
    assert three[0].look().step.startswith("film")
    Person("short")
    assert Participant.objects.count() == 4


@pytest.mark.promise("R12")
@pytest.mark.promise("P7")
def test_who_withdrew_after_the_backup_is_removed_again(three: list[Person], settings, tmp_path: Path) -> None:
    path = backup(tmp_path / "backups", at=timezone.now())
    three[0].browser.post(f"{three[0].link}stop", {"mode": "delete"})
    stone = Tombstone.objects.values("mode", "step", "condition", "consented", "on").get()
    assert Departure.objects.count() == len(list(noted())) == 1
    empty()

    assert restore(path, at=timezone.now()).removed == 1

    assert three[0].browser.get(three[0].link).status_code == 404
    assert three[1].browser.get(three[1].link).status_code == 200
    assert Participant.objects.count() == 2
    assert Tombstone.objects.values("mode", "step", "condition", "consented", "on").get() == stone
    assert verify(timezone.now()) == []
    # Control: without the list the person would be back.
    empty()
    settings.DEPARTURES.unlink()
    assert restore(path, at=timezone.now()).removed == 0
    assert three[0].browser.get(three[0].link).status_code == 200


@pytest.mark.promise("P12")
def test_the_list_of_who_left_names_nobody_and_goes_with_the_oldest_backup(three: list[Person], settings) -> None:
    person = Participant.objects.order_by("id").first()
    assert person is not None and person.token_hash is not None
    three[0].browser.post(f"{three[0].link}stop", {"mode": "delete"})

    (row,) = noted()
    assert row.sha256 == departure_of(person.token_hash, settings.SECRET_KEY) == Departure.objects.get().sha256
    assert departure_of(person.token_hash, "another key") != row.sha256
    text = settings.DEPARTURES.read_text()
    assert bytes(person.token_hash).hex() not in text and three[0].token not in text
    assert settings.DEPARTURES.stat().st_mode & 0o077 == 0

    expire_departures(at=timezone.now() + timedelta(days=settings.BACKUP_DAYS - 1))
    assert len(list(noted())) == Departure.objects.count() == 1
    expire_departures(at=timezone.now() + timedelta(days=settings.BACKUP_DAYS + 1))
    assert len(list(noted())) == Departure.objects.count() == 0


def test_a_disk_that_is_full_stops_nobody_from_leaving(three: list[Person], settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings.DEPARTURES = tmp_path / "file" / "departures"

    three[0].browser.post(f"{three[0].link}stop", {"mode": "delete"})

    assert (Participant.objects.count(), Departure.objects.count()) == (2, 1)
    # The file is written anew from the rows, as soon as it can be.
    settings.DEPARTURES = tmp_path / "departures"
    expire_departures(at=timezone.now())
    assert len(list(noted())) == 1


def test_a_backup_that_cannot_be_restored_is_refused_with_a_sentence(three, settings, tmp_path: Path) -> None:
    now = timezone.now()
    path = backup(tmp_path, at=now)
    with pytest.raises(BackupError, match="isn't empty"):
        restore(path, at=now)
    empty()
    with pytest.raises(BackupError, match="older than 90 days"):
        restore(path, at=now + timedelta(days=91))
    torn = tmp_path / "torn.tar"
    torn.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    for odd in (torn, SHORT / "protocol.yaml", tmp_path / "none.tar"):
        with pytest.raises(BackupError):
            restore(odd, at=now)
    changed = tmp_path / "changed.tar"
    rewrite(path, changed)
    with pytest.raises(BackupError, match="not those that were backed up"):
        restore(changed, at=now)
    assert Participant.objects.count() == 0, "nothing was restored"
    settings.SECRET_KEY = "x" * 64
    with pytest.raises(BackupError, match="another SECRET_KEY"):
        restore(path, at=now)


@pytest.mark.promise("R12")
def test_the_commands_say_what_they_did(three, tmp_path: Path, capsys) -> None:
    call_command("backup", to=tmp_path)
    path = capsys.readouterr().out.removeprefix("Backed up: ").strip()
    with pytest.raises(CommandError, match="isn't empty"):
        call_command("restore", path)
    empty()

    call_command("restore", path)

    assert "Removed again, because they have left since: 0 people." in capsys.readouterr().out
    assert Participant.objects.count() == 3


def rewrite(source: Path, target: Path) -> None:
    """The archive with one answer changed."""
    with tarfile.open(source) as reading, tarfile.open(target, "w") as writing:
        for entry in reading:
            stream = reading.extractfile(entry)
            assert stream is not None
            data = stream.read()
            if entry.name == "tables/participation_response.copy":
                data = data.replace(b"[40,", b"[41,").replace(b"[40]", b"[41]")
                assert b"[41" in data
            if entry.name == "manifest.json":
                assert json.loads(data)["format"] == 1
            entry.size = len(data)
            writing.addfile(entry, BytesIO(data))
