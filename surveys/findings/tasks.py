"""What beat asks of findings."""

from celery import shared_task
from django.utils import timezone

from surveys.findings import rebuild, score


@shared_task(time_limit=300)
def score_new_responses() -> int:
    """Score what has no score yet; safe to run again."""
    return score.score_new_responses(timezone.now())


@shared_task(time_limit=300)
def rebuild_changed_studies() -> int:
    """Rebuild the findings of studies that changed; safe to run again."""
    return rebuild.rebuild_changed_studies(timezone.now())
