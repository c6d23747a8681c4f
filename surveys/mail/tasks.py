"""What the beat asks of this room."""

from celery import shared_task
from django.utils import timezone

from surveys.mail.send_due import send_due as send_what_is_due


@shared_task
def send_due() -> int:
    """Send what is due; safe to run twice, and in two places at once."""
    return send_what_is_due(timezone.now())
