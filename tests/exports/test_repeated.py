"""What is repeated has a column for each occurrence, and groups may say something of all of them."""

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from django.utils import timezone

from surveys.enrolment.models import Participant
from surveys.exports.codebook import codebook
from surveys.exports.gaps import NOT_SHOWN
from surveys.participation.facts import facts_of
from surveys.participation.known import Known
from surveys.participation.simulate import simulate
from surveys.protocols.freeze import definition_of
from surveys.protocols.models import Version
from surveys.protocols.publish import publish
from tests.exports.reading import exported, wide
from tests.participation.studies import variant
from tests.protocols.test_examples import example_folder

WORDS = {True: "yes", False: "no", None: "unknown"}


@pytest.fixture
def example(db: None, settings: object, tmp_path: Path, request: pytest.FixtureRequest) -> Version:
    """An example study with some people in it."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    version = publish(example_folder(request.param), by=None, at=timezone.now())
    simulate(version.study.slug, 20, now=timezone.now(), within=timedelta(days=2), dice=Random(3))
    Participant.objects.update(origin="real")
    return version


@pytest.mark.parametrize("example", ["context-diary", "film-validation"], indirect=True)
def test_every_occurrence_has_its_columns(example: Version) -> None:
    definition = definition_of(example.pk)
    people = list(Participant.objects.filter(consented_at__isnull=False).order_by("pk"))
    lines, record = wide(example.study), facts_of(each.pk for each in people)
    base, item = ("mood.evening", "sad") if example.study.slug == "context-diary" else ("ratings", "sad")
    told = 0

    for person, line in zip(people, lines, strict=True):
        known = Known(definition, record[person.pk])
        for step in definition.steps_by_base[base]:
            value = known.get(f"{step.id}.{item}")
            cell = line[f"{step.id.replace('.', '_').replace('-', '_')}_{item}"]
            sent = (step.base, step.occurrence, 0) in record[person.pk].sent
            assert (cell == NOT_SHOWN) is not sent
            if value is not None:
                assert float(cell) == value
                told += 1
        for group in definition.groups:
            assert line[f"group_{group.id}"] == WORDS[group.when.value(known)]  # type: ignore[index]

    assert told > 30
    assert exported(example.study, layout="long")


def test_privacy_may_name_what_a_repeat_asks() -> None:
    definition = variant("""
  - repeat: {each: [a, b], as: x}
    steps: [{ask: strain}]
privacy: {quasi_identifiers: {strain.level: {bands: [2, 5]}}, sensitive: [strain.help]}
""")

    of = {each.name: each.privacy for each in codebook(definition)}
    assert {of["strain_a_level"], of["strain_b_level"]} == {"quasi"}
    assert {of["strain_a_help"], of["strain_b_help"]} == {"sensitive"}
    assert of["strain_a_rest"] == "answer"
