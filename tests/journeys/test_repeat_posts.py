"""Repeats over HTTP: posts out of turn, help once an occurrence, events, pauses, leaving, new versions."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from django.db.models import F
from django.utils import timezone

from surveys.enrolment.models import Consent, Participant, Tombstone
from surveys.enrolment.start import token_hash
from surveys.exports.gaps import NOT_SHOWN
from surveys.films.evidence import Batch
from surveys.findings.findings import computed
from surveys.findings.rebuild import rebuild_changed_studies
from surveys.findings.score import score_new_responses
from surveys.pages.participant.compile import compile_page
from surveys.participation.expose import NoSuchFilmError, expose
from surveys.participation.facts import facts_for
from surveys.participation.models import Exposure, Response, SafetyEvent
from surveys.participation.nonce import sign
from surveys.participation.record import Post, record
from surveys.protocols.freeze import definition_of
from surveys.protocols.models import Study, Version
from surveys.protocols.publish import publish
from tests.exports.reading import exported, wide
from tests.journeys.person import Person
from tests.journeys.test_statements import GET_STATEMENTS, MOST_STATEMENTS, POST_STATEMENTS, Counted, sizes
from tests.participation.studies import SHORT, folder_with

HARM = (
    (SHORT / "instruments" / "strain.yaml").read_text().replace("required: true}", "required: true, self_harm: true}")
)
EACH = """
  - repeat: {each: [a, b], as: x}
    steps:
      - {ask: strain}
      - {ask: detail, when: strain.level > 5}
  - show: calm.md
"""
EVENTS = """
  - ask: person
  - repeat: {on: demand, up_to: 3}
    id: cry
    steps: [{ask: strain}, {safety: {item: strain.level, at_least: 8}}]
  - show: calm.md
"""
FILMS = """
  - repeat: {each: [clip, calm], as: film}
    steps: [{film: "{film}", id: seen}, {ask: strain}]
  - show: calm.md
"""
DIARY = """
  - ask: person
  - repeat: {days: 3, windows: [["00:00", "23:59"]]}
    id: day
    steps: [{ask: strain}, {timer: 1 minute}, {ask: detail}]
  - show: calm.md
"""
Publish = Callable[..., Version]


@pytest.fixture
def published(db: None, settings: object, tmp_path: Path) -> Publish:
    """Publishes the short study with another journey."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return lambda journey, **more: publish(folder_with(journey, **more), by=None, at=timezone.now())


def later(**time: float) -> None:
    """Let time pass: everything that was recorded lies that much further back."""
    back = timedelta(**time)
    Response.objects.update(at=F("at") - back, shown_at=F("shown_at") - back)
    Participant.objects.update(started_at=F("started_at") - back, consented_at=F("consented_at") - back)
    Consent.objects.update(agreed_at=F("agreed_at") - back)


def rows() -> list[tuple[str, str, int]]:
    return list(Response.objects.order_by("id").values_list("step", "occurrence", "page"))


def tomorrow(*, hour: int) -> float:
    """An hour of the next day in UTC, in epoch seconds."""
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight + timedelta(days=1, hours=hour)).timestamp()


def post(someone: Person, **fields: str) -> int:
    return int(someone.browser.post(someone.link, fields).status_code)


def test_a_page_is_not_taken_for_another_occurrence(published):
    published(EACH)
    someone = Person("short").agree()
    first = someone.form.hidden
    assert first["step"] == "strain:a:0"

    assert post(someone, **{**first, "step": "strain:b:0", "level": "1"}) == 400
    assert post(someone, **{**first, "step": "strain.b::0", "level": "1"}) == 400
    assert rows() == []
    someone.send(level="3")
    # The first page again, by a second tap, is acknowledged and changes nothing.
    assert post(someone, **first, level="9") == 303
    assert (rows(), someone.look().step) == ([("strain", "a", 0)], "strain:b:0")


@pytest.mark.promise("S2")
def test_help_comes_once_an_occurrence(published):
    published(EACH, strain=HARM)
    someone = Person("short").agree()

    assert someone.send(level="4").step == "strain!level:a:0"
    assert someone.look().step == "strain!level:a:0"
    assert someone.send().step == "strain:b:0"
    assert someone.send(level="4").step == "strain!level:b:0"
    assert someone.send().step == "calm::0" or "It is calm" in someone.html

    events = SafetyEvent.objects.order_by("occurrence").values_list("step", "occurrence")
    assert list(events) == [("strain!level", "a"), ("strain!level", "b")]


@pytest.mark.promise("S2")
def test_two_rules_of_an_occurrence_leave_a_row_each(published):
    published(EVENTS, strain=HARM)
    someone = Person("short").agree().fill(age="30")
    someone.send(event="more").send(level="9")
    for _ in range(3):
        if not someone.step.startswith(("strain!", "safety")):
            break
        someone.send()

    assert someone.step == "cry:e2:0"
    assert sorted(SafetyEvent.objects.values_list("step", "occurrence")) == [("safety1", "e1"), ("strain!level", "e1")]


@pytest.mark.parametrize("odd", [{}, {"event": ""}, {"event": "maybe"}, {"event": ["more", "none"]}])
def test_an_event_page_takes_one_of_its_two_answers_only(published, odd):
    published(EVENTS)
    someone = Person("short").agree().fill(age="30")

    someone.send(odd)

    assert someone.step == "cry:e1:0"
    assert ("cry", "e1", 0) not in rows()


def test_an_event_page_that_is_sent_twice_keeps_its_first_answer(published):
    published(EVENTS)
    someone = Person("short").agree().fill(age="30")
    page = someone.form.hidden
    someone.send(event="more")

    assert post(someone, **page, event="none") == 303
    assert someone.look().step == "strain:e1:0"
    assert Response.objects.get(step="cry").answers == [1]


def test_a_timer_that_is_sent_early_is_not_stored(published):
    published("\n  - {timer: 5 minutes}\n  - ask: person\n  - show: calm.md\n")
    someone = Person("short").agree()
    opened = someone.form.hidden

    assert someone.send().step == "timer1::0"
    assert rows() == []
    later(minutes=6)
    assert post(someone, **opened) == 303
    assert someone.look().step == "person::0"


def test_evidence_counts_for_the_occurrence_at_hand(published):
    published(FILMS)
    someone = Person("short").agree()
    batch = {"load": "a", "seq": 0, "sent": 3000, "intervals": [[0, 2.0, 500, 2500]], "events": []}

    def report(step: str) -> int:
        sent = someone.browser.post(f"{someone.link}film", {"step": step, **batch}, content_type="application/json")
        return int(sent.status_code)

    assert [report(step) for step in ("seen:calm:0", "seen::0", "seen.clip::0", "seen:none:0")] == [400] * 4
    later(minutes=1)
    assert report("seen:clip:0") == 204
    someone.send()
    someone.send(level="1")
    later(minutes=1)
    assert (someone.step, report("seen:calm:0")) == ("seen:calm:0", 204)
    someone.send()

    found = {row.occurrence: row.answers[0] for row in Response.objects.filter(step="seen")}
    assert found["clip"] > 0 and found["calm"] > 0
    assert sorted(Exposure.objects.values_list("occurrence", flat=True)) == ["calm", "clip"]


@pytest.mark.parametrize("zone", ["", "Mars/Phobos", "../../etc/passwd", "Europe/Berlin\n", "x" * 500, "Asia/Kolkata"])
def test_a_diary_goes_on_with_any_time_zone(published, zone):
    published(DIARY)
    someone = Person("short", tz=zone).agree().fill(age="30")

    assert (someone.step, someone.response.status_code) == ("day:d1:0", 200)
    assert Participant.objects.get().timezone == ("Asia/Kolkata" if zone.startswith("Asia") else "")
    later(days=1)
    assert someone.look().step == "strain:d1:0"


def test_an_entry_that_was_missed_does_not_stand_before_the_next(published):
    published(DIARY)
    someone = Person("short", tz="UTC").agree().fill(age="30")

    later(days=2)
    assert someone.look().step == "strain:d2:0"
    later(days=4)
    assert "It is calm" in someone.look().send().html
    assert wide(Study.objects.get())[0]["strain_d1_level"] == NOT_SHOWN


@pytest.mark.promise("P7")
@pytest.mark.parametrize(
    ("journey", "answers"),
    [(EACH, 3), (EVENTS, 3), (FILMS, 1), (FILMS, 2), (DIARY, 1), ("\n  - {timer: 5 minutes}\n  - ask: person\n", 0)],
)
@pytest.mark.parametrize("mode", ["stop", "delete"])
def test_stopping_in_the_middle_of_a_repeat(published, journey, answers, mode):
    published(journey, strain=HARM)
    someone = Person("short").agree()
    for _ in range(answers):
        someone.fill(age="30", level="9", event="more")
    at = someone.step.split(":")

    someone.browser.post(f"{someone.link}stop", {"mode": mode})

    assert someone.look().response.status_code == (404 if mode == "delete" else 200)
    if mode == "delete":
        assert Tombstone.objects.get().step == ".".join(filter(None, at[:2]))
        assert (Response.objects.count(), SafetyEvent.objects.count(), Exposure.objects.count()) == (0, 0, 0)
    score_new_responses(timezone.now(), 100)
    rebuild_changed_studies(timezone.now())
    assert computed(Study.objects.get(), now=timezone.now())["n_participants"] == (0 if mode == "delete" else 1)


def test_whoever_is_in_a_diary_stays_on_their_version(published):
    published(DIARY)
    someone = Person("short", tz="UTC").agree().fill(age="30")
    published(DIARY.replace("days: 3", "days: 1").replace("{ask: detail}", "{ask: everything}"))

    later(days=1)
    someone.look().send(level="3")
    assert someone.step == "timer1:d1:0"
    later(minutes=2)
    assert someone.look().send().step == "detail:d1:0"
    assert someone.send().step == "day:d2:0"
    other = Person("short", tz="UTC").agree().fill(age="30")
    assert other.step == "day:d1:0"
    score_new_responses(timezone.now(), 100)
    lines = wide(Study.objects.get())
    assert {line["version"] for line in lines} == {"1", "2"}


def test_what_was_repeated_is_exported_and_told_in_the_codebook(published):
    published(EVENTS, strain=HARM)
    someone = Person("short").agree().fill(age="30")
    for level in ("2", "3"):
        someone.send(event="more").send(level=level)
        while someone.step.startswith(("strain!", "safety")):
            someone.send()
    someone.send(event="none")

    files = exported(Study.objects.get(), layout="both")
    (line,) = wide(Study.objects.get())
    assert [line[f"strain_e{number}_level"] for number in (1, 2)] == ["2", "3"]
    told = files["codebook.csv"].decode()
    assert set(re.findall(r"strain_e\d_level", told)) == {"strain_e1_level", "strain_e2_level", "strain_e3_level"}


def test_the_hundredth_event_costs_no_statement_more(published):
    published(EVENTS.replace("up_to: 3", "up_to: 100"))
    someone = Counted("short").agree().fill(age="30")
    for _ in range(12):
        someone.send(event="more").send(level="1")

    assert max(sizes(someone.gets).values()) <= GET_STATEMENTS
    dear = {step: count for step, count in sizes(someone.posts).items() if count > POST_STATEMENTS}
    assert set(dear) <= {"consent::0"}
    assert max(sizes(someone.posts).values()) <= MOST_STATEMENTS


def test_a_questionnaire_is_compiled_once_for_all_its_occurrences(published):
    compile_page.cache_clear()
    published(EVENTS.replace("up_to: 3", "up_to: 20"), strain=HARM)
    someone = Person("short").agree().fill(age="30")
    before = compile_page.cache_info().currsize
    for _ in range(10):
        someone.send(event="more").send(level="1").send()

    # One page of the questionnaire and one of help; that of the first event has served all.
    assert someone.step == "cry:e11:0"
    assert compile_page.cache_info().currsize - before == 2


@pytest.mark.promise("R7")
@pytest.mark.parametrize(("late", "stored"), [(-1, True), (59, True), (61, False)])
def test_a_page_of_a_diary_counts_an_hour_past_its_window(published, late, stored):
    published(DIARY.replace("00:00", "20:00").replace("23:59", "23:00"))
    someone = Person("short", tz="UTC").agree().fill(age="30")
    closes = tomorrow(hour=23)
    shown = sign(Participant.objects.get().pk, "strain:d1:0", shown_at=closes - 300)

    page = Post("strain:d1:0", shown, False, {"level": ["3"]})
    record(token_hash(someone.token), someone.token, page, at=closes + late * 60, pace=1, dice=Random(1))

    assert (("strain", "d1", 0) in rows()) is stored


@pytest.mark.parametrize(("late", "opened", "stored"), [(30, 35, True), (30, 20, False), (61, 70, False)])
def test_a_film_that_was_begun_in_time_is_seen_to_its_end(published, late, opened, stored):
    """What it reports after the window has closed counts, as its page does; `opened` minutes ago it came."""
    version = published("""
  - ask: person
  - repeat: {days: 2, windows: [["20:00", "23:00"]]}
    steps: [{film: clip}, {ask: strain}]
  - show: calm.md
""")
    someone = Person("short", tz="UTC").agree().fill(age="30")
    facts = facts_for(token_hash(someone.token))
    assert facts is not None
    batch = Batch("a", 0, opened * 60_000, ((0, 2.0, 500, 2500),), (), tomorrow(hour=23) + late * 60)

    if stored:
        expose(definition_of(version.pk), facts, "clip:d1:0", batch, pace=1)
    else:
        with pytest.raises(NoSuchFilmError):
            expose(definition_of(version.pk), facts, "clip:d1:0", batch, pace=1)

    assert Exposure.objects.exists() is stored
