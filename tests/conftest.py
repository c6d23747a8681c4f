"""What every test can ask for."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from django.test import Client
from django.test.client import ClientHandler

import lacrima.celery  # noqa: F401  (the application that tasks belong to)
from lacrima.doors import TwoDoorsMixin
from lacrima.home import database_url, socket_folder
from lacrima.run_tests import find_chromium

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM_OPTIONS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]


class DoorsHandler(TwoDoorsMixin, ClientHandler):
    """Django's test handler, with the doors of lacrima.doors."""


@pytest.fixture
def client() -> Client:
    """A browser without a screen; its requests take the same doors as in production."""
    client = Client()
    client.handler = DoorsHandler(enforce_csrf_checks=False)
    return client


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """The machine's own Chromium; pytest-playwright downloads nothing."""
    return {"executable_path": find_chromium(), "args": CHROMIUM_OPTIONS, "headless": True}


@dataclass
class Running:
    """A whole Lacrima, started by `manage.py demo` in a folder that is thrown away."""

    process: subprocess.Popen[str]
    home: Path
    url: str
    said: str

    @property
    def pid(self) -> int:
        """The process that was started: the parent of all the others."""
        return self.process.pid

    @property
    def database_url(self) -> str:
        """For psycopg.connect(…) and for DATABASE_URL."""
        return database_url(self.home)

    @property
    def email(self) -> str:
        """The researcher's sign-in."""
        return "researcher@example.org"

    @property
    def password(self) -> str:
        """The researcher's password."""
        return (self.home / "researcher_password").read_text().strip()

    def parts(self) -> dict[str, int]:
        """The process ids of postgres, valkey, web and worker, as of now."""
        return dict(json.loads((self.home / "running.json").read_text())["parts"])

    def processes(self) -> list[psutil.Process]:
        """The parent and all that it has started, at any depth."""
        parent = psutil.Process(self.pid)
        return [parent, *parent.children(recursive=True)]

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """What `manage.py …` does and says in another terminal, beside the running one."""
        return manage(*arguments, home=self.home)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send the signal and wait for the end; its exit code."""
        self.process.send_signal(number)
        return self.process.wait(40)


def environment(home: Path) -> dict[str, str]:
    """The environment of a person who has set nothing but the folder."""
    kept = {name: value for name, value in os.environ.items() if "LACRIMA" not in name and "DJANGO" not in name}
    # Made-up people would take the processor from what is measured; a test of theirs lets them come.
    # So would films that are made ready: `manage.py transcode` does that for whoever wants renditions.
    return kept | {"LACRIMA_HOME": str(home), "LACRIMA_DEMO_PEOPLE": "0", "LACRIMA_TRANSCODES": "0"}


def manage(*arguments: str, home: Path, seconds: float = 60) -> subprocess.CompletedProcess[str]:
    """What `manage.py …` does and says."""
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(
        command,
        env=environment(home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


def start_lacrima(home: Path, *options: str) -> Running:
    """Start `manage.py demo` in the folder, on a free port, and return when it says that it is ready."""
    with (home / "demo.log").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), "demo", "--port", "0", *options],
            env=environment(home), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if "Ctrl-C" in line:
            break
    url = next((line.removeprefix("ready: ") for line in said.splitlines() if line.startswith("ready: ")), None)
    if url is None:
        process.communicate(timeout=40)
        pytest.fail(f"Lacrima didn't start: {(home / 'demo.log').read_text()}")
    return Running(process, home, url, said)


@pytest.fixture(scope="session")
def new_home() -> Iterator[Callable[[], Path]]:
    """Makes folders for installations; at the end they are gone."""
    made: list[Path] = []

    def new() -> Path:
        made.append(Path(tempfile.mkdtemp(prefix="lacrima-")))
        return made[-1]

    yield new
    for home in made:
        shutil.rmtree(socket_folder(home), ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def start(new_home: Callable[[], Path]) -> Iterator[Callable[..., Running]]:
    """Starts a Lacrima: start(*options, home=None); whatever still runs at the end is stopped."""
    started: list[Running] = []

    def start(*options: str, home: Path | None = None) -> Running:
        started.append(start_lacrima(home or new_home(), *options))
        return started[-1]

    yield start
    for running in started:
        if running.process.poll() is None:
            running.stop()
        if running.process.stdout:
            running.process.stdout.close()


@pytest.fixture(scope="session")
def running(start: Callable[..., Running]) -> Running:
    """One Lacrima with the fast clock and the example study, shared by all tests of this session: leave it running."""
    return start("--fast-clock")


def until(fact: Callable[[], object], *, seconds: float) -> float:
    """How many seconds it took until the fact held; fails when it still doesn't after `seconds`."""
    begin = time.monotonic()
    while not fact():
        assert time.monotonic() - begin < seconds, f"not within {seconds} s"
        time.sleep(0.02)
    return time.monotonic() - begin
