"""What the benchmark needs of a survey system, and how its server is started and stopped."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from tests.bench.walk import Trail

SECONDS_TO_STOP = 20


class Contender(Protocol):
    """A survey system with the walk's study running in it."""

    @property
    def name(self) -> str:
        """What it is called in the results, with its version."""

    def starts(self, people: int) -> list[str]:
        """A start address for each of so many people."""

    def faults(self, trails: Sequence[Trail]) -> list[str]:
        """What its database lacks of the answers that these people sent; a sentence for each fault."""

    def workers(self) -> list[int]:
        """The process ids of its web workers."""


def answer_faults(trail: Trail, expected: Mapping[str, str], stored: Mapping[str, str] | None) -> list[str]:
    """Where the stored answers of one person differ from what they sent."""
    if stored is None:
        return [f"person {trail.person} isn't in the database"]
    return [
        f"person {trail.person}: sent {value!r} for {name}, stored is {stored.get(name)!r}"
        for name, value in expected.items()
        if stored.get(name) != value
    ]


def key(trail: Trail) -> str:
    """The part of a person's address that names them: what follows /p/."""
    return trail.url.partition("/p/")[2].split("/")[0]


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def running(
    command: Sequence[str], *, folder: Path, env: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A process with all that it starts, in a group of its own that is ended at the end."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=folder, env=dict(env), stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        yield process
    finally:
        process.terminate()
        _end_group(process)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def wait_for(ready: str, process: subprocess.Popen[bytes], log: Path, *, seconds: float) -> None:
    """Come back when the log holds the words `ready`; an end of the process or of the time is a RuntimeError."""
    deadline = time.monotonic() + seconds
    while ready not in (text := log.read_text(errors="replace")):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{process.args!r} wasn't ready within {seconds:.0f} s:\n{text[-3000:]}")
        time.sleep(0.1)


def wait_for_port(port: int, process: subprocess.Popen[bytes], log: Path, *, seconds: float) -> None:
    """Come back when somebody answers on the port; an end of the process or of the time is a RuntimeError."""
    deadline = time.monotonic() + seconds
    while True:
        with socket.socket() as caller:
            if caller.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None or time.monotonic() > deadline:
            told = log.read_text(errors="replace")[-3000:]
            raise RuntimeError(f"nothing on port {port} within {seconds:.0f} s:\n{told}")
        time.sleep(0.1)
