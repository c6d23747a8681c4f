"""What beat asks of participation."""

from celery import shared_task
from django.utils import timezone

from surveys.participation.abandon import reissue_abandoned as reissue


@shared_task
def reissue_abandoned() -> int:
    """Issue abandoned slots again; safe to run again."""
    return reissue(at=timezone.now())
