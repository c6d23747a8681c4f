"""Simulated people who arrive while the demonstration runs."""

from datetime import datetime, timedelta
from random import Random

from surveys.enrolment.models import Participant
from surveys.participation.simulate import NothingToSimulateError, simulate

# At first many at once, who started at any time of the last days; then now and then one, who started lately.
AT_ONCE = 30
FIRST_WITHIN = timedelta(days=2)
LATER_WITHIN = timedelta(hours=2.5)
CHANCE = 0.25
# A demonstration that runs for weeks must not fill the disk.
MOST = 4


def arrive(slug: str, wanted: int, *, now: datetime, dice: Random) -> int:
    """Make up people of a study until `wanted` are there, then now and then one, up to a limit; how many."""
    here = Participant.objects.filter(version__study__slug=slug, origin=Participant.Origin.SIMULATED).count()
    try:
        if here < wanted:
            return simulate(slug, min(AT_ONCE, wanted - here), now=now, within=FIRST_WITHIN, dice=dice)
        if here < MOST * wanted and dice.random() < CHANCE:
            return simulate(slug, 1, now=now, within=LATER_WITHIN, dice=dice)
    except NothingToSimulateError:
        # The example isn't published: Lacrima can be used without it.
        return 0
    return 0
