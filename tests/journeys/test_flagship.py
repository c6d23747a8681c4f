"""The whole flagship by its forms, without a script; the pauses are over at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from surveys.enrolment.models import Allocation, Participant
from surveys.findings.differences import differences
from surveys.findings.findings import computed
from surveys.findings.recompute import recompute
from surveys.findings.score import score_new_responses
from surveys.participation.models import Response, SafetyEvent
from surveys.protocols.documents import read_folder
from surveys.protocols.freeze import definition_of
from surveys.protocols.models import Study, Version
from surveys.protocols.publish import publish
from tests.journeys.person import Person
from tests.journeys.test_short import travel

FLAGSHIP = Path(__file__).resolve().parents[2] / "surveys" / "protocols" / "examples" / "good-cry"
WELL = {"crisis": "no", "bereaved": "no", "age": "44", "sex": "female", "support": "no", "level": "3"}

# The same id means something else in these.
BY_STEP = {"company": {"support": "alone"}, "mood": {"sad": "40"}}


@pytest.fixture
def flagship(db: None, settings, tmp_path: Path) -> Version:
    """The flagship as it is shipped, with pauses that last no time."""
    settings.MEDIA_ROOT, settings.CLOCK_DIVISOR = tmp_path, 1e9
    return publish(read_folder(FLAGSHIP), by=None, at=timezone.now())


def walk(someone: Person) -> Iterator[str]:
    """Take the study to its end; every page's step, as it comes."""
    someone.agree(health_data="yes")
    for _ in range(80):
        if not someone.step:
            return
        yield someone.step
        batch = {"step": someone.step, "load": "a", "seq": 0, "sent": 60_000, "intervals": [[0, 51.9, 1000, 53_000]]}
        if someone.step.startswith("film:"):
            travel(someone, minutes=1)
            someone.browser.post(f"{someone.link}film", batch, content_type="application/json")
        someone.fill(**WELL | BY_STEP.get(someone.step.partition(".")[0].partition(":")[0], {}))
        assert someone.response.status_code == 200, someone.html
    raise AssertionError("no end")


def test_the_flagship_from_consent_to_the_last_code(flagship):
    someone = Person("good-cry")

    pages = list(walk(someone))

    definition = definition_of(flagship.pk)
    asked = {step.id for step in definition.walk()} - {"allocate", "shuffle1", "safety1", "safety2", "safety3", "part2"}
    assert {page.partition(":")[0] for page in pages} == asked - {"wait1", "wait2"}
    assert len(pages) == len(set(pages)) == Response.objects.count()
    assert "D4E5F6" in someone.html
    participant = Participant.objects.get()
    assert participant.completed_at is not None
    assert Allocation.objects.get(participant=participant).condition == participant.condition
    assert Response.objects.get(step="film").answers[:2] == [pytest.approx(51.9 / 52, abs=0.001), 1]
    assert Response.objects.get(step="comfort").answers[:2] == [0, 0]
    assert SafetyEvent.objects.count() == 0


def test_what_three_people_answered_adds_up_the_same_both_ways(flagship):
    for _ in range(3):
        assert list(walk(Person("good-cry")))
    now = timezone.now()
    score_new_responses(now, 100)
    study = Study.objects.get()

    document = computed(study, now=now, origin="real")

    assert list(differences(document, computed(study, now=now, origin="real", by=recompute))) == []
    assert document["n_participants"] == 3
    assert sum(condition["allocated"] for condition in document["conditions"]) == 3
    assert all(flow["completed"] == flow["allocated"] for flow in document["flow"])
