"""Become another program, but with little power: `python -I -S bounded.py PARENT NICE CPU_S MEMORY FILE -- PROGRAM …`.

A script and not a function to be called between fork and exec, where threads of a web process could block it.
It stands alone: it may import nothing but the standard library.
"""

import contextlib
import ctypes
import os
import sys

PR_SET_PDEATHSIG, SIGKILL = 1, 9
OPEN_FILES = 64


def bound(parent: int, nice: int, limits: dict[str, int]) -> None:
    """Die with the parent, let others go first, and never use more than the limits."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        # It died before it could be watched.
        sys.exit(1)
    os.nice(nice)
    try:
        import resource
    except ImportError:
        # Windows has neither.
        return
    for name, limit in limits.items():
        # macOS refuses to limit memory.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (limit, limit))


if __name__ == "__main__":
    numbers, command = [int(each) for each in sys.argv[1:6]], sys.argv[7:]
    names = ("RLIMIT_CPU", "RLIMIT_AS", "RLIMIT_FSIZE")
    bound(
        numbers[0],
        numbers[1],
        {**dict(zip(names, numbers[2:], strict=True)), "RLIMIT_NOFILE": OPEN_FILES, "RLIMIT_CORE": 0},
    )
    os.execv(command[0], command)  # noqa: S606
