"""Films are made ready by a process of its own; whatever is killed, nothing is lost and nothing is there twice."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from django.db import connection

from surveys.films.description import Description
from surveys.films.import_film import import_film
from surveys.films.lease import LEASE
from surveys.films.models import Film, Rendition, Transcode
from surveys.films.start import start
from surveys.films.store import is_stored
from surveys.films.transcoder import transcoder
from tests.conftest import ROOT, until
from tests.films.make import H264, make

pytestmark = pytest.mark.django_db(transaction=True)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FREE = Description(licence="CC0-1.0", title="Rain")
STARTER = """
import time
from datetime import UTC, datetime
import django
django.setup()
from surveys.films.start import start
print(start(at=datetime.now(UTC)).pid, flush=True)
time.sleep(600)
"""


@pytest.fixture(scope="module")
def long_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One that takes some seconds to be made ready."""
    folder = tmp_path_factory.mktemp("film")
    return make(folder / "long.mp4", *H264, "-c:a", "aac", size="1280x720", seconds=20)


@pytest.fixture
def house(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The test's database and folders, for processes that are started; none of them is left at the end."""
    settings.MEDIA_ROOT, settings.TRANSCODE_ROOT = str(tmp_path / "media"), tmp_path / "home" / "transcode"
    settings.TRANSCODES_AT_ONCE = 1
    found = connection.settings_dict
    for name, value in {
        "DATABASE_URL": f"postgresql:///{found['NAME']}?host={found['HOST']}&user={found['USER']}",
        "LACRIMA_HOME": str(tmp_path / "home"),
        "LACRIMA_FILMS": str(tmp_path / "media"),
        "LACRIMA_TRANSCODES": "1",
        "SECRET_KEY": "x" * 40,
        "ALLOWED_HOSTS": "localhost",
        "BROKER_URL": "redis://localhost:1/0",
        "LACRIMA_URL": "https://localhost",
        "DJANGO_SETTINGS_MODULE": "lacrima.settings",
    }.items():
        monkeypatch.setenv(name, value)
    yield tmp_path
    for process in workers(tmp_path):
        process.kill()


def workers(home: Path) -> list[psutil.Process]:
    """The processes that make films ready in this house, and their ffmpegs."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() != psutil.STATUS_ZOMBIE and str(home) in " ".join(
                [*process.cmdline(), process.environ().get("LACRIMA_HOME", "")]
            ):
                found.append(process)
        except psutil.Error:
            continue
    return [process for process in found if process.pid != os.getpid()]


def ffmpegs(home: Path) -> list[psutil.Process]:
    return [process for process in workers(home) if "ffmpeg" in process.cmdline()[0]]


def work() -> Transcode:
    return Transcode.objects.get()


def begun() -> subprocess.Popen[bytes]:
    """A process that has begun to make the film ready."""
    process = start(at=datetime.now(UTC))
    assert process is not None
    until(lambda: work().progress > 0.1, seconds=30)
    return process


def expire() -> None:
    Transcode.objects.update(beat_at=datetime.now(UTC) - LEASE - timedelta(seconds=1))


def assert_ready_once() -> None:
    assert work().state == Transcode.State.DONE, work().reason
    assert [made.size for made in Rendition.objects.order_by("size")] == [360, 480, 720]
    assert all(is_stored(made.sha256, "made.mp4") for made in Rendition.objects.all())
    assert is_stored(Film.objects.get().poster, "poster.jpg")


def test_a_film_is_made_ready_and_the_process_ends(house: Path, long_film: Path) -> None:
    import_film(long_film, FREE, at=NOON)

    process = start(at=datetime.now(UTC))

    assert process is not None
    assert process.wait(120) == 0
    assert_ready_once()
    assert work().progress == 1
    assert Film.objects.get().loudness is not None
    assert not workers(house)
    assert start(at=datetime.now(UTC)) is None


def test_a_killed_process_takes_its_ffmpeg_along_and_another_begins_anew(house: Path, long_film: Path) -> None:
    import_film(long_film, FREE, at=NOON)
    process = begun()
    assert ffmpegs(house)

    process.send_signal(signal.SIGKILL)
    process.wait()

    until(lambda: not workers(house), seconds=5)
    assert not Rendition.objects.exists()
    # Nobody takes it before the lease is over.
    assert start(at=datetime.now(UTC)) is None
    expire()
    again = start(at=datetime.now(UTC))
    assert again is not None
    assert again.wait(120) == 0
    assert_ready_once()
    assert work().attempts == 2


def test_control_without_the_kernels_help_ffmpeg_would_live_on(house: Path, long_film: Path) -> None:
    from surveys.films.ffmpeg import ffmpeg

    command = [ffmpeg(), "-v", "quiet", "-re", "-stream_loop", "-1", "-i", str(long_film), "-f", "null", "-"]
    starter = f"import subprocess, time; subprocess.Popen({command!r}); time.sleep(600)"
    parent = subprocess.Popen([sys.executable, "-c", starter])
    child = [0]

    def runs() -> bool:
        child[:] = [each.pid for each in psutil.Process(parent.pid).children()]
        return bool(child)

    until(runs, seconds=10)
    parent.kill()
    parent.wait()
    time.sleep(0.5)

    assert psutil.pid_exists(child[0])
    os.kill(child[0], signal.SIGKILL)


def test_a_killed_worker_does_not_end_the_work_that_it_started(house: Path, long_film: Path) -> None:
    import_film(long_film, FREE, at=NOON)
    path = os.pathsep.join([str(ROOT / "platform"), str(ROOT)])
    worker = subprocess.Popen(
        [sys.executable, "-c", STARTER], stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": path}
    )
    assert worker.stdout is not None
    pid = int(worker.stdout.readline())
    until(lambda: work().progress > 0.05, seconds=30)

    worker.kill()
    worker.communicate()

    assert psutil.pid_exists(pid)
    until(lambda: work().state != Transcode.State.RUNNING, seconds=120)
    assert_ready_once()
    assert work().attempts == 1


def test_one_film_at_a_time_is_made_ready_on_a_machine(house: Path, long_film: Path) -> None:
    import_film(long_film, FREE, at=NOON)
    import_film(make(house / "other.mp4"), FREE, at=NOON)
    process = start(at=datetime.now(UTC))
    assert process is not None
    until(lambda: Transcode.objects.filter(state=Transcode.State.RUNNING).exists(), seconds=30)

    assert start(at=datetime.now(UTC)) is None
    assert transcoder() == 0
    assert Transcode.objects.filter(state=Transcode.State.RUNNING).count() == 1
    assert process.wait(120) == 0
    assert Transcode.objects.filter(state=Transcode.State.DONE).count() == 2


def test_a_process_whose_lease_was_taken_ends_itself_and_writes_nothing(house: Path, long_film: Path) -> None:
    import_film(long_film, FREE, at=NOON)
    process = begun()

    Transcode.objects.update(token="somebody else's", beat_at=datetime.now(UTC))

    assert process.wait(10) == 0
    until(lambda: not workers(house), seconds=2)
    assert not Rendition.objects.exists()
    assert (work().token, work().state) == ("somebody else's", Transcode.State.RUNNING)


def test_a_process_whose_film_was_deleted_ends_itself(house: Path, long_film: Path) -> None:
    film = import_film(long_film, FREE, at=NOON)
    process = begun()

    Film.objects.filter(pk=film.pk).delete()

    assert process.wait(10) == 0
    assert not ffmpegs(house)


def test_a_process_without_its_database_does_not_outlive_the_house(house: Path, long_film: Path) -> None:
    import_film(long_film, FREE, at=NOON)
    process = begun()
    found = connection.settings_dict
    address = f"host={found['HOST']} user={found['USER']} dbname=postgres"
    with psycopg.connect(address, autocommit=True) as house_keeper:
        house_keeper.execute(f'ALTER DATABASE "{found["NAME"]}" ALLOW_CONNECTIONS false')
        try:
            house_keeper.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [found["NAME"]]
            )
            process.wait(20)
            assert not workers(house)
        finally:
            house_keeper.execute(f'ALTER DATABASE "{found["NAME"]}" ALLOW_CONNECTIONS true')
    connection.close()
    assert work().state == Transcode.State.RUNNING
    assert not Rendition.objects.exists()


def test_a_database_that_comes_back_soon_ends_nothing(house: Path, long_film: Path) -> None:
    import_film(long_film, FREE, at=NOON)
    process = begun()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

    assert process.wait(120) == 0
    assert_ready_once()
    assert work().attempts == 1


def test_a_film_that_cannot_be_made_ready_says_why(house: Path, long_film: Path) -> None:
    film = import_film(long_film, FREE, at=NOON)
    for stored in (house / "media").rglob("*.mp4"):
        stored.unlink()

    process = start(at=datetime.now(UTC))

    assert process is not None
    process.wait(60)
    assert work().state == Transcode.State.FAILED
    assert "missing in the store" in work().reason
    assert film.renditions.count() == 0


def test_no_worker_starts_anything_where_none_is_wanted(house: Path, long_film: Path, settings: Any) -> None:
    import_film(long_film, FREE, at=NOON)
    settings.TRANSCODES_AT_ONCE = 0

    assert start(at=datetime.now(UTC)) is None
