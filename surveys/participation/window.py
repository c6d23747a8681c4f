"""When something may be answered: the windows behind waits, and those of a diary's days."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from surveys.protocols.definition import Day, Wait

# A page that was opened in time may be sent for this long after its window has closed.
GRACE_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Window:
    """When the steps behind a wait, or those of a diary's entry, may be answered, in epoch seconds."""

    opens: float
    closes: float | None
    late: str
    # Whether it is that of a diary's entry, which films don't end.
    is_entry: bool = False
    # What it aims at: reminders are never earlier.
    due: float = 0

    @property
    def expires(self) -> float | None:
        """Until when a page that was opened in time may be sent; nobody is cut off while answering."""
        return None if self.closes is None else self.closes + GRACE_SECONDS


def deadline(wait: Wait, anchor: float, pace: float) -> Window:
    """The window of a wait whose anchor ended at `anchor` (epoch seconds); `pace` divides all waiting."""
    closes = None if wait.closes is None else anchor + wait.closes / pace
    return Window(anchor + wait.opens / pace, closes, wait.late, due=anchor + wait.wait / pace)


@lru_cache(maxsize=512)
def zone(name: str) -> ZoneInfo:
    """A time zone by its name, UTC where there is none."""
    return ZoneInfo(name or "UTC")


def day_window(day: Day, started: float, timezone: str, pace: float) -> Window:
    """The window of a diary's entry, by the clock on the person's wall; entries that come too late are missed.

    `started` is when the step before the diary ended, in epoch seconds. A wall clock that is put forward or back moves
    the window with it; a time that the wall skips counts as the moment after the gap. `pace` divides all waiting.
    """
    here = zone(timezone)
    on = datetime.fromtimestamp(started, here).date() + timedelta(days=day.number)
    opens, closes = (on_the_wall(on, minutes, here) for minutes in (day.opens, day.closes))
    begins = started + (opens - started) / pace
    return Window(begins, started + (closes - started) / pace, "skip", is_entry=True, due=begins)


def on_the_wall(on: date, minutes: int, here: ZoneInfo) -> float:
    """The epoch seconds at which the clock on the wall says so many minutes after a date's midnight."""
    days, minutes = divmod(minutes, 24 * 60)
    local = datetime.combine(on + timedelta(days=days), time(minutes // 60, minutes % 60), here)
    # By way of UTC, so that a time that doesn't exist on this wall becomes one that does.
    return local.astimezone(UTC).timestamp()
