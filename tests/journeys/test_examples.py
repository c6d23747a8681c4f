"""The two other example studies, taken whole by their forms."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from surveys.enrolment.models import Participant
from surveys.findings.findings import computed
from surveys.findings.score import score_new_responses
from surveys.participation.models import Response
from surveys.participation.simulate import simulate
from surveys.protocols.models import Study
from surveys.protocols.publish import publish
from tests.journeys.person import Person
from tests.protocols.test_examples import example_folder


class Clock:
    """The server's clock, to be moved."""

    def __init__(self, start: float) -> None:
        self.time_now = start

    def time(self) -> float:
        return self.time_now

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.time_now, UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    """A clock that stands at a noon of two weeks ago until it is moved."""
    noon = datetime.now(ZoneInfo("Europe/Berlin")).replace(hour=12, minute=0, second=0, microsecond=0)
    found = Clock((noon - timedelta(days=14)).timestamp())
    monkeypatch.setattr("surveys.pages.participant.start.timezone", found)
    monkeypatch.setattr("surveys.pages.participant.journey.time", found)
    yield found


@pytest.fixture
def published(db: None, settings: object, tmp_path: object, request: pytest.FixtureRequest) -> Study:
    """One of the examples."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return publish(example_folder(request.param), by=None, at=timezone.now()).study


@pytest.mark.parametrize("published", ["film-validation"], indirect=True)
def test_five_films_are_rated_each_once(published: Study, clock: Clock):
    someone = Person("film-validation").agree()
    pages = []
    while "<form" in someone.html:
        pages.append(someone.step)
        if someone.step.startswith("timer1:"):
            assert "Let your thoughts go" in someone.html
            # Before its time a timer stores nothing and shows itself again.
            assert someone.send().step == pages[-1]
            clock.time_now += 31
            someone.look()
        clock.time_now += 1
        someone.fill(age="40")
        assert len(pages) < 60

    clips = list(dict.fromkeys(key.split(":")[1] for key in pages if key.startswith("film:")))
    assert sorted(clips) == [f"clip-{letter}" for letter in "abcde"]
    assert [key for key in pages if "timer" in key] == [f"timer1:{clip}:0" for clip in clips]
    assert Participant.objects.get().completed_at is not None
    assert Response.objects.filter(step="ratings", page=0).count() == 5
    assert set(Response.objects.filter(step="film").values_list("occurrence", flat=True)) == set(clips)


@pytest.mark.parametrize("published", ["context-diary"], indirect=True)
def test_a_week_of_evenings_by_the_persons_own_clock(published: Study, clock: Clock):
    someone = Person("context-diary", tz="Europe/Berlin").agree(recontact="yes")
    assert Participant.objects.get().timezone == "Europe/Berlin"
    while not someone.step.startswith("evening:"):
        clock.time_now += 5
        someone.fill(age="40")
    entries = []
    for day in range(1, 8):
        assert someone.step == f"evening:d{day}:0"
        assert int(someone.response.headers["Refresh"]) > 60
        opens = datetime.fromtimestamp(clock.time_now, ZoneInfo("Europe/Berlin")) + timedelta(days=1)
        clock.time_now = opens.replace(hour=20, minute=15).timestamp()
        if day == 4:
            # An evening is missed; the next one comes all the same.
            clock.time_now = opens.replace(hour=23, minute=30).timestamp()
            assert someone.look().step == "evening:d5:0"
            continue
        someone.look()
        while f":d{day}:" in someone.step and not someone.step.startswith("evening:"):
            entries.append(someone.step)
            clock.time_now += 20
            someone.fill()
    assert someone.step.startswith("mood.end:")

    someone.fill()
    assert "<form" not in someone.html
    assert {key.split(":")[1] for key in entries} == {"d1", "d2", "d3", "d5", "d6", "d7"}
    assert {key.split(":")[0] for key in entries} == {"mood.evening", "last_cry"}


@pytest.mark.parametrize("published", ["film-validation", "context-diary"], indirect=True)
def test_an_example_can_be_tried_with_simulated_people(published: Study):
    now = timezone.now()

    assert simulate(published.slug, 12, now=now, within=timedelta(days=2), dropout=0.1, dice=Random(5)) == 12

    assert Participant.objects.filter(origin="simulated", completed_at__isnull=False).count() >= 3
    while score_new_responses(now):
        pass
    document = computed(published, now=now, origin="simulated")
    outcome = document["outcomes"][0]
    assert any(cell["n"] for cell in outcome["cells"])
    if published.slug == "film-validation":
        assert outcome["changes"] == outcome["ancova"] == []
        assert {cell["occasion"] for cell in outcome["cells"]} == {f"clip-{letter}" for letter in "abcde"}
    else:
        (group,) = document["groups"]
        assert sum(level["n"] for level in group["levels"]) > 0
