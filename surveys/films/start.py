"""Start the process that makes films ready, when there is work and nobody on this machine does it."""

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from django.conf import settings

from surveys.films.lease import claimable
from surveys.films.slots import is_free

COMMAND = [sys.executable, "-m", "surveys.films"]


def start(*, at: datetime) -> "subprocess.Popen[bytes] | None":
    """The process, if one was needed. It outlives whoever starts it; it ends when there is nothing left to do."""
    reap()
    if not settings.TRANSCODES_AT_ONCE or not claimable(at).exists() or not is_free():
        return None
    log = Path(settings.TRANSCODE_ROOT) / "log"
    with log.open("ab") as said:
        process = subprocess.Popen(
            COMMAND,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said, start_new_session=True, env=environment(),
        )  # fmt: skip
    STARTED.append(process)
    return process


def environment() -> dict[str, str]:
    """Ours, with the folders from which this code came."""
    return os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def reap() -> None:
    """Let processes that have ended go; they would stay as names otherwise."""
    STARTED[:] = [process for process in STARTED if process.poll() is None]


STARTED: "list[subprocess.Popen[bytes]]" = []
