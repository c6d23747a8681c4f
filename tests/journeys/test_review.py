"""What once went wrong: posts after stopping, evidence out of turn, ends that time alone brings, clocks set back."""

import time
from random import Random

import pytest
from django.utils import timezone

from surveys.enrolment.models import Participant
from surveys.enrolment.start import token_hash
from surveys.participation.models import Exposure, Response
from surveys.participation.nonce import sign
from surveys.participation.record import Post, record
from tests.journeys.person import Person
from tests.journeys.test_short import travel


def batch(step: str = "film::0") -> dict[str, object]:
    """Evidence of two seconds."""
    return {"step": step, "load": "a", "seq": 0, "sent": 3000, "intervals": [[0, 2.0, 500, 2500]], "events": []}


def test_a_post_after_stopping_shows_the_end(short):
    someone = Person("short").agree()
    someone.browser.post(f"{someone.link}stop", {"mode": "stop"})

    for fields in ({}, {"step": "person::0"}, {"step": "person::0", "nonce": "1.2"}):
        assert someone.browser.post(someone.link, fields).status_code == 303


@pytest.mark.parametrize("when", ["before consent", "before its turn", "after stopping"])
def test_evidence_out_of_turn_is_not_stored(short, when):
    someone = Person("short")
    if when != "before consent":
        someone.agree()
    if when == "after stopping":
        someone.until("film", age="20", crisis="no", level="2")
        someone.browser.post(f"{someone.link}stop", {"mode": "stop"})

    response = someone.browser.post(f"{someone.link}film", batch(), content_type="application/json")

    assert response.status_code == 400
    assert Exposure.objects.count() == 0


def test_an_end_that_time_alone_brings_is_recorded_by_a_tap(short):
    someone = Person("short").agree().until("wait1", age="20", crisis="no", level="2", help="no").fill().fill()
    travel(someone, minutes=9)
    someone.look().fill(level="2", help="no").send()
    travel(someone, minutes=200)

    someone.look()
    assert someone.title == "Thank you"
    someone.send()

    assert "TWO2" in someone.html
    assert Participant.objects.get().completed_at is not None


def test_a_page_shown_before_the_clock_was_set_back_is_stored(short):
    someone = Person("short").agree()
    hashed = token_hash(someone.token)
    later = time.time() + 5
    nonce = sign(Participant.objects.get().pk, "person::0", shown_at=later)

    kind = record(hashed, someone.token, Post("person::0", nonce, False, {}), at=later - 5, pace=1, dice=Random(1)).kind

    assert kind == "done"
    row = Response.objects.get(step="person")
    assert row.shown_at <= row.at


@pytest.mark.parametrize(("late", "stored"), [(59, 1), (61, 0)])
def test_a_page_opened_in_time_counts_an_hour_past_the_close(short, late, stored):
    someone = Person("short").agree().until("wait1", age="20", crisis="no", level="2", help="no").fill().fill()
    travel(someone, minutes=9)
    someone.look().fill(level="2", help="no").send()
    film = Response.objects.get(step="film").answers[2]
    opened, closes = film + 51 * 60, film + 90 * 60
    nonce = sign(Participant.objects.get().pk, "strain.last::0", shown_at=opened)

    post = Post("strain.last::0", nonce, False, {"level": ["3"]})
    record(token_hash(someone.token), someone.token, post, at=closes + late * 60, pace=1, dice=Random(1))

    assert Response.objects.filter(step="strain.last").count() == stored


def test_the_end_can_be_asked_for_again(short):
    """Nobody is completed twice, and the time of the first stays."""
    someone = Person("short").agree()
    Participant.objects.update(completed_at=timezone.now())
    first = Participant.objects.get().completed_at

    someone.fill(age="30", crisis="no")

    assert Participant.objects.get().completed_at == first
