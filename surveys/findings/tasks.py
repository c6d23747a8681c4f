"""What beat asks of findings."""

from celery import shared_task
from django.utils import timezone

from surveys.findings import score


@shared_task(time_limit=300)
def score_new_responses() -> int:
    """Score what has no score yet; safe to run again."""
    return score.score_new_responses(timezone.now())


@shared_task(time_limit=300)
def rebuild_changed_studies() -> int:
    """Rebuild the findings of studies that changed; safe to run again."""
    # numpy and scipy come with it: 27 MB that only a process that rebuilds needs.
    from surveys.findings.rebuild import rebuild_changed_studies as rebuild

    return rebuild(timezone.now())
