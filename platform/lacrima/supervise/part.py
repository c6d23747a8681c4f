"""One program that runs beside the others."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lacrima.embedded import become_child

LONGEST_LOG_BYTES = 10_000_000
# A part that dies as soon as it is started is tried again after this pause.
PAUSE_SECONDS = 0.5
TAIL_BYTES = 4_000


@dataclass
class Part:
    """A program, how it is started and stopped, and how one knows that it works."""

    name: str
    command: Sequence[str]
    ready: Callable[[int], bool]
    log: Path
    become: Callable[[], None] = field(default_factory=become_child)
    pass_fds: Sequence[int] = ()
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 8.0
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0

    @property
    def pid(self) -> int:
        """Its process id, 0 before the first start."""
        return self.process.pid if self.process else 0

    def start(self) -> None:
        """Start the program; its output goes to its log."""
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        self.started_at = time.monotonic()
        with self.log.open("ab") as log:
            self.log.chmod(0o600)
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=self.become,
                pass_fds=self.pass_fds,
                # Ctrl-C in the terminal reaches the supervisor alone, which stops the parts in order.
                start_new_session=True,
            )

    def has_died(self) -> bool:
        """Whether the program ended without being asked."""
        return self.process is not None and self.process.poll() is not None

    def may_start_again(self) -> bool:
        """Whether the pause after the last start is over."""
        return time.monotonic() - self.started_at >= PAUSE_SECONDS

    def is_ready(self) -> bool:
        """Whether the program runs and does its work."""
        return self.process is not None and not self.has_died() and self.ready(self.pid)

    def stop(self) -> None:
        """Ask the program to end, wait, and then end whatever is left of it."""
        if self.process is None:
            return
        if not self.has_died():
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(self.stop_seconds)
            except subprocess.TimeoutExpired:
                pass
        self.end_leftovers()
        self.process.wait()

    def end_leftovers(self) -> None:
        """Kill what the program has started and left behind."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass

    def last_words(self) -> str:
        """The end of the log."""
        try:
            with self.log.open("rb") as log:
                log.seek(max(0, self.log.stat().st_size - TAIL_BYTES))
                return log.read().decode(errors="replace")
        except OSError:
            return ""
