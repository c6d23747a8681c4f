"""Keep a long piece of work from holding up others: after a quick beginning it rests most of the time."""

import time

# The first of it is quick, so that a file of usual size is there at once.
QUICK_SECONDS = 1.0
QUICK_SHARE = 0.5
SHARE = 0.2


class Pace:
    """Rests after each piece, so that work takes at most its share of the time."""

    def __init__(self) -> None:
        self.since, self.worked = time.perf_counter(), 0.0

    def rest(self) -> None:
        """Sleep for as long as the work since the last rest asks for."""
        worked = time.perf_counter() - self.since
        self.worked += worked
        share = QUICK_SHARE if self.worked < QUICK_SECONDS else SHARE
        time.sleep(worked * (1 / share - 1))
        self.since = time.perf_counter()
