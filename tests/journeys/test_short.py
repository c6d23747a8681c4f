"""The short study, taken by its forms."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import F
from django.test import Client

from surveys.enrolment.consent import text_sha256
from surveys.enrolment.models import Allocation, Consent, Participant, Tombstone
from surveys.participation.models import Response, SafetyEvent
from surveys.protocols.freeze import definition_of
from tests.journeys.person import Person

Start = Callable[..., Person]


def test_opening_a_link_starts_nothing(short):
    response = Client().get("/s/short/?PANEL_ID=abc")

    assert response.status_code == 200
    assert 'name="PANEL_ID" value="abc"' in response.content.decode()
    assert Participant.objects.count() == 0


def test_the_whole_journey_by_forms(person: Start, monkeypatch):
    someone = person(PANEL_ID="abc")
    assert someone.title == "What this is about"
    someone.agree()
    assert "receipt" in someone.html
    someone.until("film", age="40", crisis="no", level="5")
    assert "receipt" not in someone.html
    someone.until("detail", level="6", help="no").fill(more="Ünïcödé 🙂")

    assert someone.step.startswith("wait1:")
    someone.fill(one="4").fill(two="6")
    assert someone.title == "A pause"
    assert int(someone.response.headers["Refresh"]) > 400

    travel(someone, minutes=9)
    assert someone.look().step == "strain.later::0"
    someone.fill(level="3", help="no")
    assert "ONE1" in someone.html
    someone.send()
    travel(someone, minutes=55)
    someone.look().fill(level="2", help="no")
    assert "You said you are 40." in someone.html
    someone.send()
    assert "TWO2" in someone.html
    assert "<form" not in someone.html

    participant = Participant.objects.get()
    assert participant.completed_at is not None
    assert participant.panel == {"PANEL_ID": "abc"}
    assert Response.objects.get(step="detail").answers == ["Ünïcödé 🙂"]
    consent = Consent.objects.get()
    assert consent.clauses == ["minimum_age", "take_part"]
    assert len(consent.text_sha256) == 64


def travel(someone: Person, *, minutes: int) -> None:
    """Let minutes pass: everything that was recorded lies that much further back."""
    back = timedelta(minutes=minutes)
    for row in Response.objects.all():
        if row.step == "film":
            row.answers[2] -= back.total_seconds()
        Response.objects.filter(pk=row.pk).update(at=row.at - back, shown_at=row.shown_at - back, answers=row.answers)
    Participant.objects.update(started_at=F("started_at") - back, consented_at=F("consented_at") - back)
    Consent.objects.update(agreed_at=F("agreed_at") - back)


def test_required_gaps_are_asked_for_once(person: Start):
    someone = person().agree().until("strain.before", crisis="no", age="30")

    someone.send(rest="3")
    assert someone.response.status_code == 422
    assert someone.form.kept["rest"] == ["3"]
    assert someone.form.hidden["asked"] == "1"
    assert Response.objects.filter(step="strain.before").count() == 0
    someone.send(rest="3")

    assert Response.objects.get(step="strain.before").answers == [None, 3, None, None]


def test_bad_values_are_refused_always_and_what_was_typed_stays(person: Start):
    someone = person().agree()

    for _ in range(2):
        someone.send(age="7", sex="female")
        assert someone.response.status_code == 422
        assert someone.form.kept == {"age": ["7"], "sex": ["female"]}
    someone.send(age="70", sex="nonsense")

    assert someone.response.status_code == 422
    assert Response.objects.count() == 0


def test_declined_not_answered_and_answered_stay_apart(person: Start):
    person().agree().send({"sex.declined": "1"})

    assert Response.objects.get(step="person").answers == [None, {"gap": "declined"}, None]


@pytest.mark.promise("R2")
def test_a_page_sent_twice_is_stored_once(person: Start):
    someone = person().agree()
    form = {**someone.form.hidden, "age": "30"}

    someone.browser.post(someone.link, form)
    again = someone.browser.post(someone.link, {**form, "age": "31"})

    assert again.status_code == 303
    assert Response.objects.get(step="person").answers[0] == 30


def test_a_page_out_of_order_changes_nothing(person: Start):
    someone, other = person().agree(), person().agree()
    stolen = other.form.hidden

    assert someone.send({**stolen, "age": "30"}).response.status_code == 400
    assert someone.send({"step": "strain.last::0", "level": "3"}).response.status_code == 400
    assert someone.send({"nonce": "zz", "age": "30"}).response.status_code == 400
    assert someone.form.kept == {"age": ["30"]}
    assert Response.objects.count() == 0


@pytest.mark.promise("S7")
@pytest.mark.parametrize(
    ("fields", "mode"),
    [({"disagree": "yes"}, "declined"), ({"take_part": "yes", "asked": "1"}, "under_age")],
)
def test_without_consent_nothing_but_a_count_is_kept(person: Start, fields, mode):
    someone = person()

    someone.send(fields)

    assert someone.response.status_code == 200
    assert Participant.objects.count() == 0
    assert Tombstone.objects.get().mode == mode
    assert someone.look().response.status_code == 404


def test_consent_asks_again_for_what_is_needed(person: Start):
    someone = person().send(share="yes")

    assert someone.response.status_code == 422
    assert someone.form.kept == {"share": ["yes"]}
    assert Consent.objects.count() == 0


def test_who_is_screened_out_leaves_a_count_only(person: Start):
    someone = person().agree().fill(crisis="yes", age="30")

    assert "Not today" in someone.html
    assert Participant.objects.count() == Response.objects.count() == 0
    assert Tombstone.objects.get().mode == "screened_out"


@pytest.mark.promise("S2")
@pytest.mark.parametrize(
    ("before", "after", "helped"),
    [
        ({"level": "3"}, {"level": "8", "help": "no"}, True),
        ({"level": "1"}, {"level": "5", "help": "no"}, True),
        ({"level": "3"}, {"level": "3", "help": "yes"}, True),
        ({"level": "3"}, {"level": "6", "help": "no"}, False),
    ],
)
def test_distress_is_met_with_help_in_the_same_request(person: Start, before, after, helped):
    someone = person().agree().until("film", age="20", crisis="no", dark="0", **before).send()

    someone.fill(**after)

    assert someone.step.startswith("safety1") is helped
    assert ("Call a friend" in someone.html) is helped
    assert SafetyEvent.objects.count() == helped
    if helped:
        assert "/f/" in someone.html
        assert someone.send().step.startswith("wait1")


@pytest.mark.promise("S2")
def test_a_self_harm_answer_above_the_lowest_acts_at_once(person: Start):
    someone = person().agree()

    while 'name="dark"' not in someone.html:
        someone.fill(crisis="no", age="20", level="3")
    someone.fill(dark="1")

    assert someone.step.startswith("everything!dark")
    assert SafetyEvent.objects.get().step == "everything!dark"


def test_stopping_keeps_the_answers_and_gives_the_codes(person: Start):
    someone = person().agree().fill(age="30", crisis="no")

    someone.browser.post(f"{someone.link}stop", {"mode": "stop"})
    someone.look()

    assert "ONE1" in someone.html
    assert "TWO2" in someone.html
    assert "Call a friend" in someone.html
    assert Response.objects.count() == 1


def test_stopping_and_deleting_leaves_a_tombstone(person: Start):
    someone = person().agree().until("film", age="30", crisis="no", level="2")

    response = someone.browser.post(f"{someone.link}stop", {"mode": "delete"})

    assert response.status_code == 200
    assert Participant.objects.count() == Response.objects.count() == Consent.objects.count() == 0
    tombstone = Tombstone.objects.get()
    assert (tombstone.mode, tombstone.step) == ("deleted", "film")
    assert Allocation.objects.get(condition=tombstone.condition, claimed_at__isnull=False).participant is None
    assert someone.look().response.status_code == 404
    assert someone.browser.post(f"{someone.link}stop", {"mode": "delete"}).status_code == 404


def test_what_is_no_form_of_ours_gets_a_sentence(person: Start):
    someone = person().agree()

    for fields, status in (({"age": "1\0"}, 400), ({"age": "9" * 2_000_000}, 413), ({}, 400)):
        response = someone.browser.post(someone.link, fields)
        assert response.status_code == status
    assert someone.browser.post(someone.link, b"{", content_type="application/json").status_code == 400
    assert someone.browser.put(someone.link).status_code == 405
    assert someone.look().step == "person::0"


def test_a_film_watched_says_when_it_ended(person: Start):
    someone = person().agree().until("film", age="20", crisis="no", level="2")
    batch = {
        "step": someone.step,
        "load": "abc",
        "seq": 0,
        "sent": 3000,
        "intervals": [[0, 2.0, 500, 2500]],
        "events": [[500, "play", 0], [2500, "ended", 2.0]],
    }
    travel(someone, minutes=1)

    for _ in range(2):
        response = someone.browser.post(f"{someone.link}film", batch, content_type="application/json")
        assert response.status_code == 204
    someone.send()

    coverage, evidence, ended_at = Response.objects.get(step="film").answers
    assert coverage > 0.95
    assert evidence == 1
    assert 0 <= datetime.now(UTC).timestamp() - ended_at < 5


def test_no_claim_puts_the_end_of_a_film_before_its_page(person: Start):
    """Waits count from the film's end: a phone whose clock says that it ended an hour ago can't shorten them."""
    someone = person().agree().until("film", age="20", crisis="no", level="2")
    before = max(Response.objects.values_list("at", flat=True))
    hour = 3_600_000
    batch = {
        "step": someone.step,
        "load": "abc",
        "seq": 0,
        "sent": hour,
        "intervals": [[0, 2.0, 500, 2500]],
        "events": [[2500, "ended", 2.0]],
    }

    someone.browser.post(f"{someone.link}film", batch, content_type="application/json")
    someone.send()

    film = Response.objects.get(step="film")
    assert before.timestamp() <= film.answers[2] <= film.at.timestamp() + 0.001


@pytest.mark.promise("S4")
def test_consent_keeps_the_hash_of_what_was_read_and_nothing_is_ticked_beforehand(person: Start, short):
    someone = person()
    assert someone.form.kept == {}

    someone.agree(share="yes")

    definition = definition_of(short.pk)
    consent = Consent.objects.get()
    assert consent.clauses == ["minimum_age", "take_part", "share"]
    assert consent.text_sha256 == text_sha256(definition, "en")
    reworded = replace(definition, texts={"en": {**definition.texts["en"], "consent.md": "Something else."}})
    assert text_sha256(reworded, "en") != consent.text_sha256
