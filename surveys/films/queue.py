"""Ask for a film to be made ready."""

from datetime import datetime

from surveys.films.models import Film, Transcode


def queue(film: Film, *, at: datetime) -> Transcode:
    """The work on a film; it is asked for once, however often the film is imported."""
    work, _ = Transcode.objects.get_or_create(film=film, defaults={"asked_at": at})
    return work


def try_again(film: Film, *, at: datetime) -> bool:
    """Ask once more for what failed; whether it had."""
    fresh = {
        "state": Transcode.State.WAITING,
        "attempts": 0,
        "reason": "",
        "progress": 0.0,
        "token": "",
        "asked_at": at,
    }
    failed = Transcode.objects.filter(film=film, state=Transcode.State.FAILED)
    return bool(failed.update(**fresh, beat_at=None, started_at=None, finished_at=None))
