"""What beat asks of exports."""

from celery import shared_task
from django.utils import timezone

from surveys.exports import build, sweep


@shared_task(time_limit=300, soft_time_limit=270)
def build_next_export() -> bool:
    """Make the file that was asked for first; safe to run again."""
    return build.build_next(now=timezone.now)


@shared_task
def sweep_exports() -> int:
    """Delete files that expired or that hold somebody who left; safe to run again."""
    return sweep.sweep(at=timezone.now())
