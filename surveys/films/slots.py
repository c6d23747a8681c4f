"""How many films one machine makes ready at once: each takes a slot, which the kernel gives back whatever happens."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings


@contextmanager
def slot(slots: int | None = None) -> Iterator[Path | None]:
    """A folder to make and to work in, for as long as the slot is ours; None when all slots are taken."""
    for number in range(settings.TRANSCODES_AT_ONCE if slots is None else slots):
        if (held := take(number)) is not None:
            folder = root() / f"{number}"
            # Whoever had the slot before may have been killed.
            shutil.rmtree(folder, ignore_errors=True)
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)
                held.close()
            return
    yield None


def is_free() -> bool:
    """Whether a slot could be had now."""
    for number in range(settings.TRANSCODES_AT_ONCE):
        if (held := take(number)) is not None:
            held.close()
            return True
    return False


def take(number: int) -> IO[str] | None:
    """The lock of a slot; None when somebody has it."""
    lock = (root() / f"{number}.lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


def root() -> Path:
    """The folder of the slots, on this machine's own disk."""
    folder = Path(settings.TRANSCODE_ROOT)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
