"""R8: the rebuilt figures equal a recomputation from raw answers, whatever happened."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from surveys.enrolment.models import Participant
from surveys.findings.differences import differences
from surveys.findings.findings import computed
from surveys.findings.models import Score
from surveys.findings.recompute import recompute
from surveys.findings.score import score_new_responses
from surveys.protocols.documents import Folder, read_folder
from surveys.protocols.models import Version
from surveys.protocols.publish import publish
from tests.findings.conftest import STUDY
from tests.findings.people import NOON, begin, feel, live

HISTORIES = 40 if settings.FULL_TESTS else 6


@pytest.mark.promise("R8")
def test_rebuilt_and_recomputed_are_one_document_after_any_history(moods: Version) -> None:
    second = second_version(moods)
    for seed in range(HISTORIES):
        dice = Random(seed)
        for _ in range(25):
            live(dice.choice([moods, second]), dice, origin=dice.choice(["real", "real", "simulated"]))
            if dice.random() < 0.2:
                score_new_responses(NOON + timedelta(hours=seed))
        leave_at_random(dice)
        score_new_responses(NOON + timedelta(hours=seed))

        for origin in ("real", "simulated"):
            assert list(differences(*both(moods, origin))) == []


@pytest.mark.promise("R8")
def test_a_lost_score_row_shows_control(moods: Version) -> None:
    some(moods)
    Score.objects.order_by("participant_id")[0].delete()

    assert list(differences(*both(moods, "real"))) != []


@pytest.mark.promise("R8")
def test_a_count_that_was_only_ever_incremented_shows_control(moods: Version) -> None:
    people = some(moods)
    incremented = computed(moods.study, now=NOON)
    people[0].delete()

    assert list(differences(incremented, computed(moods.study, now=NOON, by=recompute))) != []


def some(moods: Version) -> list[Participant]:
    people = [begin(moods, condition=condition) for condition in ("warm", "cold", "warm", "cold")]
    for number, person in enumerate(people):
        feel(person, "before", 10 * number, 20, 30)
        feel(person, "after", 20 * number, 30, 40)
    score_new_responses(NOON)
    return people


def both(version: Version, origin: str) -> tuple[dict[str, Any], dict[str, Any]]:
    return computed(version.study, now=NOON, origin=origin), computed(
        version.study, now=NOON, origin=origin, by=recompute
    )


def second_version(first: Version) -> Version:
    """The study again, with another condition, and a score that has two baselines."""
    folder = read_folder(STUDY)
    text = folder.texts["protocol.yaml"].replace("Cold light}", "Cold light}\n  - {id: dark, label: No light}")
    text = text.replace("sizes: [2]", "sizes: [3]").replace("occasions: [before, after]}", "occasions: [after, later]}")
    text = text.replace("\ngroups:", "\n  - {id: late, score: feel.low, occasions: [after, later]}\ngroups:")
    return publish(Folder({**folder.texts, "protocol.yaml": text}, folder.folder), by=None, at=NOON)


def leave_at_random(dice: Random) -> None:
    for person in Participant.objects.all():
        if dice.random() < 0.1:
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM enrolment_participant WHERE id = %s", [person.pk])
