"""Stored documents: rebuilt when something changed, not too often, and read as they are."""

from datetime import timedelta

import pytest

from surveys.enrolment.models import Participant
from surveys.enrolment.withdraw import withdraw
from surveys.findings.findings import NotPublishedError, computed, findings
from surveys.findings.models import Aggregate
from surveys.findings.rebuild import MIN_SECONDS, code, rebuild_changed_studies
from surveys.findings.score import score_new_responses
from surveys.protocols.models import Study, Version
from tests.findings.people import NOON, begin, feel

LATER = NOON + timedelta(seconds=MIN_SECONDS)


def test_a_new_study_gets_its_document_and_an_unchanged_one_none(moods: Version) -> None:
    assert rebuild_changed_studies(NOON) == 1
    assert Aggregate.objects.get().document["n_participants"] == 0

    assert rebuild_changed_studies(LATER) == 0


def test_an_answer_is_in_the_document_once_it_is_scored(moods: Version) -> None:
    rebuild_changed_studies(NOON)
    feel(begin(moods, condition="warm"), "before", 10, 20, 30)
    score_new_responses(NOON)

    assert rebuild_changed_studies(LATER) == 1

    assert findings(moods.study, now=LATER)["outcomes"][0]["cells"][0]["n"] == 1


def test_a_study_is_rebuilt_every_five_seconds_at_most(moods: Version) -> None:
    rebuild_changed_studies(NOON)
    begin(moods)

    assert rebuild_changed_studies(LATER - timedelta(seconds=0.1)) == 0
    assert rebuild_changed_studies(LATER) == 1


def test_a_rebuild_that_took_long_waits_longer(moods: Version) -> None:
    rebuild_changed_studies(NOON)
    Aggregate.objects.update(seconds=30)
    begin(moods)

    assert rebuild_changed_studies(NOON + timedelta(seconds=99)) == 0
    assert rebuild_changed_studies(NOON + timedelta(seconds=100)) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda person: Participant.objects.filter(pk=person.pk).update(completed_at=NOON),
        lambda person: Participant.objects.filter(pk=person.pk).update(stopped_at=NOON),
        lambda person: Participant.objects.filter(pk=person.pk).update(condition="warm"),
        lambda person: withdraw(person.pk, reached="about", mode="deleted", at=NOON),
    ],
    ids=["completed", "stopped", "allocated", "left"],
)
def test_whatever_happens_to_a_person_is_noticed(moods: Version, change: object) -> None:
    person = begin(moods)
    rebuild_changed_studies(NOON)

    change(person)  # type: ignore[operator]

    assert rebuild_changed_studies(LATER) == 1


def test_an_update_of_the_software_makes_documents_anew(moods: Version, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("surveys.findings.rebuild.code", lambda: "before the update")
    rebuild_changed_studies(NOON)
    assert rebuild_changed_studies(LATER) == 0

    monkeypatch.undo()

    assert rebuild_changed_studies(LATER) == 1
    assert len(code()) == 12


def test_simulated_people_have_a_document_of_their_own(moods: Version) -> None:
    begin(moods, condition="warm", origin="simulated")
    begin(moods, condition="warm", origin="test")

    rebuild_changed_studies(NOON)

    counts = {each.origin: each.document["n_participants"] for each in Aggregate.objects.all()}
    assert counts == {"real": 0, "simulated": 1, "test": 1}
    assert computed(moods.study, now=NOON)["enrolment"]["started"] == 0


def test_the_stored_document_is_read_with_two_statements(moods: Version, django_assert_num_queries: object) -> None:
    rebuild_changed_studies(NOON)

    with django_assert_num_queries(2):  # type: ignore[operator]
        findings(moods.study, now=NOON)


def test_a_study_that_was_never_published_has_nothing_to_show(db: None) -> None:
    study = Study.objects.create(slug="draft", title="Draft", created_at=NOON)

    assert rebuild_changed_studies(NOON) == 0
    with pytest.raises(NotPublishedError, match="no published version"):
        findings(study, now=NOON)
