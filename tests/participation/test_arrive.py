"""People arrive in the demonstration: many at first, then slowly, and not for ever."""

from pathlib import Path
from random import Random

import pytest
from django.utils import timezone

from surveys.enrolment.models import Participant
from surveys.participation.arrive import AT_ONCE, MOST, arrive
from surveys.protocols.documents import read_folder
from surveys.protocols.models import Version
from surveys.protocols.publish import publish

STUDIES = Path(__file__).resolve().parent.parent / "studies"


@pytest.fixture
def short(db: None, settings: object, tmp_path: Path) -> Version:
    """The short study, published."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return publish(read_folder(STUDIES / "short"), by=None, at=timezone.now())


def come(wanted: int, times: int = 1) -> int:
    return sum(arrive("short", wanted, now=timezone.now(), dice=Random(number)) for number in range(times))


def test_many_come_until_enough_are_there(short: Version) -> None:
    assert come(AT_ONCE + 5) == AT_ONCE
    assert come(AT_ONCE + 5) > 0
    assert set(Participant.objects.values_list("origin", flat=True)) == {"simulated"}


def test_then_they_come_slowly_and_not_for_ever(short: Version) -> None:
    come(2)

    assert 0 < come(2, times=12) < 12
    come(2, times=60)
    assert Participant.objects.count() <= MOST * 2


def test_without_the_example_nobody_comes(db: None) -> None:
    assert come(10) == 0
