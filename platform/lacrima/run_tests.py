"""`manage.py test`: throw-away services, then pytest."""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TextIO

from lacrima.embedded import FORGETFUL, Postgres, Valkey, become_child, wait_until
from lacrima.home import Trouble

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# These run beside the others: browsers mostly wait. None of them kills what all tests of a session share.
BESIDE = ("tests/browser", "tests/pages", "tests/protocols")
# What an installation may have set must not reach the tests.
SETTINGS = ("DATABASE_URL", "BROKER_URL", "CACHE_URL", "EMAIL_URL", "SECRET_KEY", "ALLOWED_HOSTS")


def run_tests(root: Path, arguments: list[str]) -> None:
    """Run pytest with the arguments, against services that vanish afterwards; exits with its code.

    All tests are run in two parts at once. What the second part says comes last.
    """
    find_chromium()
    if any(not argument.startswith("-") for argument in arguments):
        sys.exit(run_part(root, arguments))
    with tempfile.TemporaryFile("w+") as said, ThreadPoolExecutor(1) as beside:
        waiting = beside.submit(run_part, root, [*arguments, *BESIDE], said)
        code = run_part(root, [*arguments, *(f"--ignore={path}" for path in BESIDE)])
        other = waiting.result()
        said.seek(0)
        sys.stdout.write(said.read())
    sys.exit(code or other)


def run_part(root: Path, arguments: list[str], said: TextIO | None = None) -> int:
    """One pytest with services of its own; its code. What it says goes into a file, or to the terminal."""
    home = Path(tempfile.mkdtemp(prefix="lacrima-"))
    parts: list[subprocess.Popen[bytes]] = []
    try:
        parts = start_services(home)
        return _pytest(root, home, arguments, said)
    finally:
        for part in parts:
            part.kill() if part is not parts[0] else part.send_signal(3)
            part.wait()
        shutil.rmtree(home, ignore_errors=True)


def start_services(home: Path) -> list[subprocess.Popen[bytes]]:
    """A PostgreSQL that forgets and a Valkey, both ready, in `home`."""
    postgres, valkey = Postgres(home, settings=FORGETFUL), Valkey(home)
    postgres.prepare()
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "start_new_session": True}
    log = (home / "postgres.log").open("wb")
    database = subprocess.Popen(postgres.command(), preexec_fn=postgres.become, stderr=log, **quiet)  # type: ignore[call-overload]
    broker = subprocess.Popen(valkey.command(), preexec_fn=become_child(), stderr=log, **quiet)  # type: ignore[call-overload]
    wait_until(lambda: postgres.is_ready(database.pid), "PostgreSQL")
    wait_until(valkey.is_ready, "Valkey")
    postgres.make_database()
    return [database, broker]


def _pytest(root: Path, home: Path, arguments: list[str], said: TextIO | None) -> int:
    full = "--full" in arguments
    environment = {name: value for name, value in os.environ.items() if name not in SETTINGS and "LACRIMA_" not in name}
    environment |= {
        "PYTHONPATH": os.pathsep.join([str(root / "platform"), str(root)]),
        "LACRIMA_HOME": str(home),
        "LACRIMA_FULL": "yes" if full else "no",
        # Playwright runs an event loop in the tests' own thread, where Django would refuse its database.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
    }
    command = [sys.executable, "-m", "pytest", *(argument for argument in arguments if argument != "--full")]
    with subprocess.Popen(command, cwd=root, env=environment, stdout=said, preexec_fn=become_child()) as pytest:
        while True:
            try:
                return pytest.wait()
            except KeyboardInterrupt:
                continue


def find_chromium() -> str:
    """Chromium's path; root on Debian gets it installed, everybody else is told what to install."""
    if found := next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None):
        return found
    if os.getuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium for the browser tests …", flush=True)
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-qq", "-y", "chromium"]):
            subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
        if found := shutil.which("chromium"):
            return found
    raise Trouble("The browser tests need Chromium. Install it (on Debian: apt install chromium), then try again.")
