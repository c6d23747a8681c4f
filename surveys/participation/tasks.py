"""What beat and the desk ask of participation."""

from datetime import timedelta
from random import Random, SystemRandom

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from surveys.participation import arrive as arriving
from surveys.participation import simulate as simulating
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


@shared_task(time_limit=300)
def arrive() -> int:
    """Let simulated people arrive in the demonstration."""
    return arriving.arrive(settings.DEMO_STUDY, settings.DEMO_PEOPLE, now=timezone.now(), dice=SystemRandom())
