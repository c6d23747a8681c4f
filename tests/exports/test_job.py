"""An export as a piece of work: asked for, made whole or not at all, cancelled, taken over, deleted."""

import errno
import os
import stat
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import psycopg
import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.contrib.auth import get_user_model
from django.db import connection

from surveys.enrolment.withdraw import withdraw
from surveys.exports import bundle as bundle_file
from surveys.exports.ask import ask
from surveys.exports.build import build, build_next
from surveys.exports.cancel import cancel
from surveys.exports.claim import LEASE, MOST_ATTEMPTS, claim
from surveys.exports.error import ExportError
from surveys.exports.hand_out import hand_out
from surveys.exports.models import Export
from surveys.exports.sweep import sweep
from surveys.exports.verify import verify as verify_files
from surveys.ledger.models import Entry
from surveys.ledger.verify import verify
from surveys.protocols.models import Study, Version
from tests.exports.reading import NOON, read_csv
from tests.findings.people import begin, feel

LATER = NOON + timedelta(minutes=5)
pytestmark = pytest.mark.django_db(transaction=True)


def now() -> datetime:
    return LATER


@pytest.fixture
def files(settings: object, tmp_path: Path) -> Iterator[Path]:
    """Where files lie."""
    settings.EXPORTS_ROOT = tmp_path / "exports"  # type: ignore[attr-defined]
    yield tmp_path / "exports"
    # The ledger refuses to be emptied row by row; the test database is.
    assert verify() == []


@pytest.fixture
def study(moods: Version, files: Path) -> Study:
    """The small study with three people."""
    for sad in (10, 20, 30):
        feel(begin(moods, condition="warm"), "before", sad, 20, 30)
    return moods.study


def left_in(files: Path) -> list[str]:
    return [path.name for path in files.iterdir()] if files.exists() else []


def verbs() -> list[str]:
    return [entry.verb for entry in Entry.objects.order_by("number") if entry.verb.startswith("export")]


@pytest.mark.promise("P8")
def test_what_was_asked_for_is_made_and_handed_out_and_all_of_it_is_in_the_ledger(study: Study, files: Path) -> None:
    ada = get_user_model().objects.create_user("ada@example.org")
    export = ask(study, by=ada, at=NOON)
    assert (export.state, left_in(files)) == ("waiting", [])

    assert build_next(now=now)
    path = hand_out(export, to=ada, at=LATER)

    export.refresh_from_db()
    assert (export.state, export.people, export.versions, export.attempts) == ("done", 3, [1], 1)
    assert (export.bytes, export.expires_at) == (path.stat().st_size, LATER + timedelta(days=7))
    with ZipFile(path) as archive:
        lines = [read_csv(archive.read(f"{layout}.csv")) for layout in ("wide", "long")]
    assert export.rows == sum(map(len, lines))
    assert verbs() == ["export asked", "export finished", "export handed out"]
    last = Entry.objects.latest("number")
    assert (last.actor, last.about, last.study) == (str(ada.pk), f"export:{export.pk}", "moods")
    assert last.detail["sha256"] == export.sha256
    assert not build_next(now=now)


def test_a_file_is_for_its_owner_alone(study: Study, files: Path) -> None:
    ask(study, by=None, at=NOON)
    build_next(now=now)

    assert stat.S_IMODE(files.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in files.iterdir()] == [0o600]


def test_all_of_a_file_is_one_moment_of_the_database(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    export = ask(study, by=None, at=NOON, now=True)
    version = study.versions.get()
    between = bundle_file.papers

    def papers(*given: object) -> dict[str, str]:
        """Somebody joins, and answers, after the work has begun."""
        feel(begin(version, condition="cold"), "before", 99, 20, 30)
        return between(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(bundle_file, "papers", papers)
    build(export, now=now)

    with ZipFile(hand_out(export, to=None, at=LATER)) as archive:
        assert len(read_csv(archive.read("wide.csv"))) == export.people == 3
        assert "99" not in {line["value"] for line in read_csv(archive.read("long.csv"))}


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"level": "anonymised"}, "Anonymised data can't be exported yet"),
        ({"level": "secret"}, "There is no level “secret”"),
        ({"format": "sav"}, "There is no format “sav” yet"),
        ({"layout": "round"}, "There is no layout “round”"),
        ({"origin": "martian"}, "There are no “martian” people"),
        ({"origin": "simulated"}, "No simulated person has consented"),
    ],
)
def test_what_cannot_be_made_is_refused_in_a_sentence(study: Study, wanted: dict[str, str], sentence: str) -> None:
    with pytest.raises(ExportError, match=sentence):
        ask(study, by=None, at=NOON, **wanted)  # type: ignore[arg-type]

    assert not Export.objects.exists()
    assert verbs() == []


def test_without_data_or_without_a_version_there_is_a_sentence(moods: Version, files: Path) -> None:
    draft = Study.objects.create(slug="draft", title="Draft", created_at=NOON)

    with pytest.raises(ExportError, match="Nobody has consented to take part in “moods” yet"):
        ask(moods.study, by=None, at=NOON)
    with pytest.raises(ExportError, match="“draft” has no published version yet"):
        ask(draft, by=None, at=NOON)


def test_the_same_export_is_made_once_at_a_time(study: Study) -> None:
    first = ask(study, by=None, at=NOON)

    with pytest.raises(ExportError, match="has been asked for and is not ready yet"):
        ask(study, by=None, at=NOON)

    cancel(first, by=None, at=NOON)
    assert ask(study, by=None, at=NOON)


def test_who_leaves_before_it_is_made_leaves_it_without_data(study: Study, files: Path) -> None:
    export = ask(study, by=None, at=NOON)
    for person in list(study.versions.get().participants.all()):
        withdraw(person.pk, reached="tears", mode="deleted", at=NOON)

    build_next(now=now)

    export.refresh_from_db()
    assert (export.state, export.reason[:21], left_in(files)) == ("failed", "Nobody has consented ", [])


def test_a_cancelled_export_leaves_nothing(study: Study, files: Path) -> None:
    export = ask(study, by=None, at=NOON)
    cancel(export, by=None, at=NOON)

    assert not build_next(now=now)
    with pytest.raises(ExportError, match="was cancelled"):
        hand_out(export, to=None, at=LATER)
    with pytest.raises(ExportError, match="nothing to cancel"):
        cancel(export, by=None, at=NOON)
    assert (left_in(files), verbs()) == ([], ["export asked", "export cancelled"])


@pytest.mark.parametrize("after", ["papers", "Written"])
def test_cancelled_while_it_runs_it_leaves_nothing(
    study: Study, files: Path, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    export = ask(study, by=None, at=NOON, now=True)
    step = getattr(bundle_file, after)

    def cancelled(*given: object) -> object:
        cancel(Export.objects.get(pk=export.pk), by=None, at=NOON)
        return step(*given)

    monkeypatch.setattr(bundle_file, after, cancelled)
    build(export, now=now)

    export.refresh_from_db()
    assert (export.state, left_in(files), export.file) == ("cancelled", [], "")
    assert verbs() == ["export asked", "export cancelled"]


@pytest.mark.promise("R11")
def test_a_full_disk_leaves_no_file_and_a_sentence(study: Study, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export = ask(study, by=None, at=NOON, now=True)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("surveys.exports.build.os.fsync", full)
    build(export, now=now)

    export.refresh_from_db()
    assert (export.state, left_in(files)) == ("failed", [])
    assert export.reason.startswith("The file couldn't be written: No space left on device.")
    assert verbs() == ["export asked", "export failed"]


def test_one_whose_worker_was_killed_is_taken_again_and_given_up_in_the_end(study: Study, files: Path) -> None:
    export = ask(study, by=None, at=NOON)
    moment = NOON
    for attempt in range(1, MOST_ATTEMPTS + 1):
        taken = claim(at=moment)
        assert taken is not None
        assert taken.attempts == attempt
        (files / f"part-{export.pk}-{attempt}").write_text("half")
        assert claim(at=moment + LEASE) is None
        moment += LEASE + timedelta(seconds=1)

    assert claim(at=moment) is None

    export.refresh_from_db()
    assert (export.state, export.reason[:19]) == ("failed", "It was begun three ")
    assert left_in(files) == []


def test_a_worker_that_was_thought_dead_keeps_nothing(study: Study, files: Path) -> None:
    ask(study, by=None, at=NOON)
    slow = claim(at=NOON)
    taken = claim(at=NOON + LEASE + timedelta(seconds=1))
    assert slow and taken

    build(slow, now=now)
    assert left_in(files) == []
    build(taken, now=now)

    assert left_in(files) == [f"{taken.pk}-2.zip"]
    assert verbs() == ["export asked", "export finished"]


def test_files_expire_after_seven_days(study: Study, files: Path) -> None:
    export = ask(study, by=None, at=NOON)
    build_next(now=now)

    assert sweep(at=LATER + timedelta(days=7, seconds=-1)) == 0
    assert sweep(at=LATER + timedelta(days=7)) == 1

    export.refresh_from_db()
    assert (export.state, left_in(files)) == ("deleted", [])
    with pytest.raises(ExportError, match="kept for seven days"):
        hand_out(export, to=None, at=LATER)


def test_what_expired_isnt_handed_out_even_before_it_is_swept(study: Study, files: Path) -> None:
    export = ask(study, by=None, at=NOON)
    build_next(now=now)

    with pytest.raises(ExportError, match="kept for seven days"):
        hand_out(export, to=None, at=LATER + timedelta(days=8))

    assert left_in(files) == []


@pytest.mark.promise("P7")
def test_a_file_that_nobody_has_yet_is_made_again_without_who_left(study: Study, files: Path) -> None:
    export = ask(study, by=None, at=NOON, layout="wide")
    build_next(now=now)
    withdraw(study.versions.get().participants.first().pk, reached="tears", mode="deleted", at=NOON)  # type: ignore[union-attr]

    with pytest.raises(ExportError, match="is being made again"):
        hand_out(export, to=None, at=LATER)
    assert left_in(files) == []
    build_next(now=now)

    with ZipFile(hand_out(export, to=None, at=LATER)) as archive:
        assert [line["feel_before_sad"] for line in read_csv(archive.read("wide.csv"))] == ["20", "30"]


@pytest.mark.promise("P7")
def test_a_file_that_was_handed_out_is_deleted_here_when_somebody_in_it_leaves(study: Study, files: Path) -> None:
    export = ask(study, by=None, at=NOON)
    build_next(now=now)
    hand_out(export, to=None, at=LATER)
    assert sweep(at=LATER) == 0
    withdraw(study.versions.get().participants.first().pk, reached="tears", mode="deleted", at=NOON)  # type: ignore[union-attr]

    assert sweep(at=LATER) == 1

    export.refresh_from_db()
    assert (export.state, left_in(files)) == ("deleted", [])


def test_strays_are_swept_and_files_that_are_known_stay(study: Study, files: Path) -> None:
    ask(study, by=None, at=NOON)
    build_next(now=now)
    stray, fresh = files / "part-9-1", files / "9-1.zip"
    for path in (stray, fresh):
        path.write_text("half")
    os.utime(stray, (1, 1))
    known = next(path for path in files.iterdir() if path not in (stray, fresh))
    os.utime(known, (1, 1))

    assert sweep(at=LATER) == 1

    assert sorted(left_in(files)) == sorted([known.name, fresh.name])


def test_the_query_stops_when_it_is_cancelled(study: Study, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL may be busy before the first line comes; nobody waits for that."""
    export = ask(study, by=None, at=NOON, now=True)
    monkeypatch.setattr("surveys.exports.wide.people", lambda columns, origin: slow(columns, origin))

    from threading import Timer

    timer = Timer(0.5, cancel_elsewhere, [export.pk])
    timer.start()
    build(export, now=now)
    timer.join()

    export.refresh_from_db()
    assert (export.state, left_in(files)) == ("cancelled", [])


def slow(columns: object, origin: str) -> str:
    """The query of people, behind half a minute of sleep."""
    from surveys.exports.people import people

    return f"SELECT p.* FROM ({people(columns, origin)}) p, pg_sleep(30)"  # type: ignore[arg-type]


def cancel_elsewhere(key: int) -> None:
    cancel(Export.objects.get(pk=key), by=None, at=NOON)
    connection.close()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (SoftTimeLimitExceeded(), "It took longer than four and a half minutes"),
        (psycopg.errors.AdminShutdown("gone"), "The database ended the work before it was done"),
    ],
)
def test_what_ends_the_work_leaves_a_sentence_and_no_file(
    study: Study, files: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    export = ask(study, by=None, at=NOON, now=True)
    monkeypatch.setattr(bundle_file, "Written", raising(error))

    build(export, now=now)

    export.refresh_from_db()
    assert (export.state, export.reason[: len(sentence)], left_in(files)) == ("failed", sentence, [])


def test_a_fault_of_ours_is_said_and_reaches_the_log(
    study: Study, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = ask(study, by=None, at=NOON, now=True)
    monkeypatch.setattr(bundle_file, "Written", raising(ZeroDivisionError()))

    with pytest.raises(ZeroDivisionError):
        build(export, now=now)

    export.refresh_from_db()
    assert (export.state, left_in(files)) == ("failed", [])
    assert export.reason.startswith("Something went wrong that shouldn't have")


def raising(error: Exception) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise error

    return fail


def test_verify_finds_files_that_were_changed_or_are_gone(study: Study, files: Path) -> None:
    ask(study, by=None, at=NOON)
    build_next(now=now)
    assert verify_files(LATER) == []
    path = next(files.iterdir())

    path.write_bytes(path.read_bytes() + b"x")
    assert "was changed after it was made" in verify_files(LATER)[0]
    path.chmod(0o644)
    assert "can be read by others" in verify_files(LATER)[1]
    path.unlink()
    assert "can't be read: No such file or directory." in verify_files(LATER)[0]
