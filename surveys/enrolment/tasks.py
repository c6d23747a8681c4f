"""What beat asks of enrolment."""

from random import SystemRandom

from celery import shared_task
from django.utils import timezone

from surveys.enrolment.ask_to_confirm import ask_to_confirm as asking
from surveys.enrolment.departures import expire_departures as expire
from surveys.enrolment.purge import purge_unconsented as purge
from surveys.enrolment.top_up import top_up_rosters as top_up


@shared_task
def purge_unconsented() -> int:
    """Forget starts without consent; safe to run again."""
    return purge(at=timezone.now())


@shared_task
def ask_to_confirm() -> int:
    """Write mails to addresses that nobody has confirmed yet; safe to run again."""
    return asking(at=timezone.now())


@shared_task
def expire_departures() -> int:
    """Forget who left when no backup can hold them any more; safe to run again."""
    return expire(at=timezone.now())


@shared_task
def top_up_rosters() -> int:
    """Fill rosters ahead of people; safe to run again."""
    return top_up(dice=SystemRandom())
