"""Starts that never came to consent are forgotten after a day."""

from datetime import datetime, timedelta

from django.db import transaction

from surveys.enrolment.models import Participant, Tombstone
from surveys.enrolment.withdraw import withdraw

LAPSE = timedelta(hours=24)


def purge_unconsented(*, at: datetime) -> int:
    """Erase the starts without consent that are older than a day; how many."""
    count = 0
    with transaction.atomic():
        lapsed = Participant.objects.filter(consented_at=None, started_at__lt=at - LAPSE)
        for participant in lapsed.select_for_update(skip_locked=True).only("pk"):
            withdraw(participant.pk, reached="consent", mode=Tombstone.Mode.LAPSED, at=at)
            count += 1
    return count
