"""Starts parts in order, starts again what dies, and stops all."""

import json
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from lacrima.home import Trouble
from lacrima.supervise.part import Part

LOOK_EVERY_SECONDS = 0.1
START_SECONDS = 60.0


class Stopped(BaseException):
    """Somebody asked for the end."""


class Supervisor:
    """The parts in the order of their start, and a file that says what runs."""

    def __init__(self, running: Path, about: dict[str, Any]) -> None:
        self.parts: list[Part] = []
        self.running, self.about = running, about
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)

    def start(self, *parts: Part) -> None:
        """Start the parts at once and return when all of them work."""
        self.parts += parts
        for part in parts:
            part.start()
        end = time.monotonic() + START_SECONDS
        while not all(part.is_ready() for part in parts):
            for part in parts:
                if time.monotonic() > end or (part.has_died() and not self._start_again(part, end)):
                    raise Trouble(_why(part))
            time.sleep(0.02)
        self._note()

    def watch(self) -> None:
        """Start again whatever dies, until somebody asks for the end."""
        while True:
            for part in self.parts:
                if part.has_died() and part.may_start_again():
                    self._say(part)
                    part.end_leftovers()
                    part.start()
                    self._note()
            time.sleep(LOOK_EVERY_SECONDS)

    def stop(self) -> None:
        """Stop all, the last first; a second Ctrl-C changes nothing."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for part in reversed(self.parts):
            part.stop()
        self.running.unlink(missing_ok=True)

    def _start_again(self, part: Part, end: float) -> bool:
        """Try once more while what a killed predecessor left behind may be in the way; False when it is hopeless."""
        if time.monotonic() > end - START_SECONDS + 5:
            return False
        if part.may_start_again():
            part.start()
        return True

    def _note(self) -> None:
        new = self.running.with_suffix(".new")
        new.write_text(json.dumps(self.about | {"parts": {part.name: part.pid for part in self.parts}}))
        new.replace(self.running)

    def _say(self, part: Part) -> None:
        code = part.process.returncode if part.process else 0
        _tell(f"{part.name} ended ({_meaning(code)}) and is started again.")
        if "No space left on device" in part.last_words():
            _tell(f"The disk is full: {part.name} can't write. Free some space.")

    def _stop(self, number: int, frame: FrameType | None) -> None:
        raise Stopped


def _tell(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


def _meaning(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"code {code}"


def _why(part: Part) -> str:
    said = part.last_words()
    if "No space left on device" in said:
        return f"The disk is full: {part.name} can't start. Free some space, then try again."
    last = next((line for line in reversed(said.splitlines()) if line.strip()), "it said nothing")
    return f"{part.name} can't start: {last.strip()} (more in {part.log})"


def until_stopped(do: Callable[[], None]) -> None:
    """Do it until somebody asks for the end."""
    try:
        do()
    except Stopped:
        pass
