"""Any protocol that holds together can be tried with simulated people, from the first page to the last."""

import os
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from django.utils import timezone

from surveys.enrolment.models import Participant
from surveys.exports.ask import ask
from surveys.exports.build import build
from surveys.exports.models import Export
from surveys.findings.rebuild import rebuild_changed_studies
from surveys.findings.score import score_new_responses
from surveys.participation.simulate import simulate
from surveys.protocols.publish import publish
from tests.journeys.random_protocol import random_protocol

HOW_MANY = 400 if os.environ.get("LACRIMA_FULL") == "yes" else 12
AGES = timedelta(days=60)


@pytest.mark.parametrize("number", range(HOW_MANY))
def test_a_random_protocol_is_walked_to_its_end(
    number: int, transactional_db: None, settings: object, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    study = publish(random_protocol(number), by=None, at=timezone.now()).study
    now = timezone.now()

    simulate("random", 6, now=now, within=timedelta(0), until=now + AGES, dropout=0, dice=Random(number))

    there = Participant.objects.filter(consented_at__isnull=False)
    assert [each.pk for each in there if each.completed_at is None] == []
    score_new_responses(now)
    rebuild_changed_studies(now)
    export = ask(
        study, by=None, at=now, origin="simulated", now=True, level="pseudonymous", format="csv", layout="both"
    )
    build(export, now=timezone.now)
    made = Export.objects.get(pk=export.pk)
    assert (made.state, made.reason) == (Export.State.DONE, "")
    assert made.people == there.count()
