"""Keep a long piece of work from taking a whole processor."""

import time

SHARE = 0.4


class Pace:
    """Rests after each piece, so that work takes at most its share of the time."""

    def __init__(self, share: float = SHARE) -> None:
        self.share, self.since = share, time.perf_counter()

    def rest(self) -> None:
        """Sleep for as long as the work since the last rest asks for."""
        worked = time.perf_counter() - self.since
        time.sleep(worked * (1 / self.share - 1))
        self.since = time.perf_counter()
