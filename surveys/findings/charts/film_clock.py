"""The film's clock as the axis of a picture."""

STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800)
MOST_MARKS = 8


def clock_marks(seconds: float, most: int = MOST_MARKS) -> list[float]:
    """Round seconds from the film's start to its end, at most so many."""
    step = next((each for each in STEPS_S if seconds / each <= most), STEPS_S[-1])
    return [float(mark) for mark in range(0, int(seconds) + 1, step)]


def clock(second: float) -> str:
    """Minutes and seconds of the film."""
    return f"{int(second) // 60}:{int(second) % 60:02d}"
