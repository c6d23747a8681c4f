"""Run ffmpeg on a file that a stranger may have made: gently, within limits, and with nothing else in reach."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from surveys.films.ffmpeg import ffmpeg

BOUNDED = Path(__file__).with_name("bounded.py")
FIRST_LINES, LAST_LINES, MAX_LINE = 2000, 20, 4096
GIGABYTE = 1 << 30


@dataclass(frozen=True)
class Limits:
    """What a run may use: seconds on the wall's clock, of all processors, bytes of memory and of each file."""

    seconds: float
    cpu_seconds: int
    memory: int = 2 * GIGABYTE
    file: int = 2 * GIGABYTE
    nice: int = 0


@dataclass(frozen=True)
class Told:
    """What ffmpeg said and how it ended; `code` is negative where it was killed."""

    lines: tuple[str, ...]
    code: int
    timed_out: bool

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(self.lines)


def run_ffmpeg(arguments: Sequence[str], limits: Limits, *, hear: Callable[[str], object] = lambda line: None) -> Told:
    """Run it to its end; `hear` gets each line as it comes, and ends the run by raising.

    Of very many lines the first and the last are given back.
    """
    first: list[str] = []
    last: list[str] = []
    late = threading.Event()
    # No environment: some of its variables would make ffmpeg write files of its own.
    with subprocess.Popen(
        bounded(arguments, limits), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={}
    ) as process:

        def end() -> None:
            late.set()
            process.kill()

        watch = threading.Timer(limits.seconds, end)
        watch.daemon = True
        watch.start()
        try:
            for line in lines_of(process):
                hear(line)
                (first if len(first) < FIRST_LINES else last).append(line)
                del last[:-LAST_LINES]
            process.wait()
        finally:
            watch.cancel()
            process.kill()
    return Told((*first, *last), process.returncode, late.is_set())


def bounded(arguments: Sequence[str], limits: Limits) -> list[str]:
    """The command line that gives its power away before it becomes ffmpeg."""
    numbers = (os.getpid(), limits.nice, limits.cpu_seconds, limits.memory, limits.file)
    return [sys.executable, "-I", "-S", str(BOUNDED), *map(str, numbers), "--", ffmpeg(), *arguments]


def lines_of(process: "subprocess.Popen[bytes]") -> Iterator[str]:
    """What a process says, line by line; a line that doesn't end is cut."""
    assert process.stdout is not None  # noqa: S101  (it was asked for)
    while line := process.stdout.readline(MAX_LINE):
        yield line.decode("utf-8", "replace").rstrip()
