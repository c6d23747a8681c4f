"""What beat asks of films."""

from celery import shared_task
from django.utils import timezone

from surveys.films import start


@shared_task
def start_transcoder() -> bool:
    """Start making films ready, if there are any; ends at once, and is safe to run again."""
    return start.start(at=timezone.now()) is not None
