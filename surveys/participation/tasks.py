"""What beat and the desk ask of participation."""

from datetime import timedelta
from random import Random, SystemRandom

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from surveys.participation import arrive as arriving
from surveys.participation import past_withdrawal
from surveys.participation import purge_contacts as purging
from surveys.participation import remind as reminding
from surveys.participation import settle as settling
from surveys.participation import simulate as simulating
from surveys.participation import viewings as viewing
from surveys.participation.abandon import reissue_abandoned as reissue

# Far less than a task may take.
AT_ONCE = 100
WITHIN = timedelta(days=3)


@shared_task
def reissue_abandoned() -> int:
    """Issue abandoned slots again; safe to run again."""
    return reissue(at=timezone.now())


@shared_task(time_limit=300, acks_late=False)
def simulate(slug: str, count: int, dropout: float, seed: str) -> int:
    """Simulate people of a study, some at a time; one that is cut short is not begun again, lest people come twice."""
    dice = Random(f"{seed}:{count}")
    now = timezone.now()
    done = simulating.simulate(slug, min(count, AT_ONCE), now=now, within=WITHIN, dropout=dropout, dice=dice)
    if count > done:
        simulate.delay(slug, count - done, dropout, seed)
    return done


@shared_task
def remind() -> int:
    """Write the reminders that are due into the outbox; safe to run again."""
    return reminding.remind(at=timezone.now(), pace=settings.CLOCK_DIVISOR)


@shared_task
def settle_followups() -> int:
    """Note which follow-ups were answered, late or missed; safe to run again."""
    return settling.settle(at=timezone.now(), pace=settings.CLOCK_DIVISOR)


@shared_task
def purge_contacts() -> int:
    """Delete addresses that are not needed any more; safe to run again."""
    return purging.purge_contacts(at=timezone.now())


@shared_task(time_limit=300)
def unlink_past() -> int:
    """Destroy the links of those whose time for withdrawing is over; safe to run again."""
    return past_withdrawal.unlink_past(at=timezone.now(), pace=settings.CLOCK_DIVISOR)


@shared_task(time_limit=300)
def arrive() -> int:
    """Let simulated people arrive in the demonstration."""
    return arriving.arrive(settings.DEMO_STUDY, settings.DEMO_PEOPLE, now=timezone.now(), dice=SystemRandom())


@shared_task(time_limit=120, soft_time_limit=100)
def derive_viewings() -> int:
    """Work out how films were watched that were sent or left; safe to run again."""
    return viewing.derive_viewings(at=timezone.now())
