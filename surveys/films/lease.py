"""Who makes a film ready: whoever holds its lease, for as long as it is renewed."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from surveys.films.models import Film, Rendition, Transcode

LEASE = timedelta(seconds=20)
MAX_ATTEMPTS = 3
GIVEN_UP = (
    f"Making it ready was begun {MAX_ATTEMPTS} times and never came to its end: the machine has too little memory for"
    " this film, or it was stopped each time. Try again, or save the film smaller."
)


@dataclass(frozen=True)
class Lease:
    """The right to write the work on one film, until somebody else has taken it over."""

    transcode_id: int
    film_id: int
    token: str

    def held(self) -> "QuerySet[Transcode]":
        """The row, as long as the lease is this one."""
        return Transcode.objects.filter(pk=self.transcode_id, token=self.token, state=Transcode.State.RUNNING)

    def beat(self, progress: float, *, at: datetime) -> bool:
        """Renew it, and say how far the work is; False when it is lost."""
        return bool(self.held().update(beat_at=at, progress=progress))

    def fail(self, reason: str, *, at: datetime) -> bool:
        """Say in the row why the film can't be made ready; False when the lease is lost."""
        return bool(self.held().update(state=Transcode.State.FAILED, reason=reason[:300], finished_at=at))

    def finish(self, made: Sequence[Rendition], poster: str, loudness: float | None, *, at: datetime) -> bool:
        """Put in everything that was made, in one commit; False, and nothing, when the lease is lost."""
        with transaction.atomic():
            if self.held().select_for_update().first() is None:
                return False
            Rendition.objects.filter(film_id=self.film_id).delete()
            Rendition.objects.bulk_create(made)
            Film.objects.filter(pk=self.film_id).update(poster=poster, loudness=loudness)
            self.held().update(state=Transcode.State.DONE, progress=1.0, finished_at=at, beat_at=at, reason="")
        return True


def claimable(at: datetime, sha256: str = "") -> "QuerySet[Transcode]":
    """Work that nobody does, the oldest first; of one film alone, where it is named."""
    waiting = Q(state=Transcode.State.WAITING)
    left = Q(state=Transcode.State.RUNNING, beat_at__lt=at - LEASE)
    named = Q(film__sha256=sha256) if sha256 else Q()
    return Transcode.objects.filter(named, waiting | left).order_by("asked_at", "pk")


def claim(*, at: datetime, sha256: str = "") -> Lease | None:
    """A lease on the oldest work that nobody does; None when there is none. Two who claim at once get two."""
    while True:
        with transaction.atomic():
            work = claimable(at, sha256).select_for_update(skip_locked=True, of=("self",)).first()
            if work is None:
                return None
            if work.attempts < MAX_ATTEMPTS:
                return taken(work, at)
            work.state, work.reason, work.finished_at = Transcode.State.FAILED, GIVEN_UP, at
            work.save(update_fields=["state", "reason", "finished_at"])


def taken(work: Transcode, at: datetime) -> Lease:
    """Write oneself into a locked row."""
    work.state, work.token, work.progress = Transcode.State.RUNNING, secrets.token_hex(16), 0.0
    work.attempts, work.started_at, work.beat_at = work.attempts + 1, at, at
    work.save(update_fields=["state", "token", "progress", "attempts", "started_at", "beat_at"])
    return Lease(work.pk, work.film_id, work.token)
